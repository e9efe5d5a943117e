import { classifyAddress } from "#alert/network.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { isHostLike, isHostWithDomain } from "./host-shape.ts";
import type { NameRole } from "./name-roles.ts";
import { isHarmless, isHexKey, looksRandom } from "./secret-shape.ts";
import { isCommonWord, isEveryClustersNamespace, isNobody, isPersonsTool } from "./well-known.ts";

/** What a value is under a name whose role is known: the same rules for JSON, XML, columns of SQL and labels of messages. */

const login = /^[\p{L}_][\p{L}\p{M}\p{N}_.@+-]{0,127}\$?$/u;
const uuid = /^\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?$/;
const fileName =
  /^\$|\.(?:sh|py|txt|gz|tgz|zip|log|json|ya?ml|conf|exe|dll|go|rb|js|ts|java|c|rs|php|html?|xml|service)$/i;
/** One to four words that begin as names do, the last name in front of a comma or behind; `O'Neill`, `Anne-Marie`, `J. R.`, and any script. */
const person =
  /^(?:\p{Lu}[\p{L}\p{M}'’.-]{0,40})(?:,?\s(?:\p{Lu}[\p{L}\p{M}'’.-]{0,40}|d[aeiu]s?|v[ao]n|zu[mr]?|el|al|bin|ibn|y|la|le)){0,4}$/u;

/** What Kubernetes and others put in front of a name to say who vouches for it: `oidc:mira`. */
export const identityPrefix =
  /^(?:auth0\||https?:\/\/[^\s#"']{1,200}#|(?:oidc|keycloak|dex|okta|azuread|aad|entra|google|github|gitlab|ldap|saml|sso|user|serviceaccount|principal|cognito|auth0|iam|kerberos|x509|unix-user|acct):)(?=[A-Za-z])/i;

/** True for what can be a user where its place says it is one. */
export function isUserName(value: string): boolean {
  return value.length > 0 && /\p{L}/u.test(value) && !isNobody(value) && !fileName.test(value);
}

/** True for a login: one word, nobody's shared account, no id that only a machine reads. */
export function isLogin(value: string): boolean {
  return login.test(value) && isUserName(value) && !uuid.test(value) && !/^[0-9a-f]{24,}$/.test(value);
}

/** A login where the name in front says less (`by`, `who`): no ordinary word. */
export function isLikelyLogin(value: string): boolean {
  return (
    isLogin(value) && value.length > 2 && !isCommonWord(value) && !isPersonsTool(value) && !/^[A-Z_]+$/.test(value)
  );
}

/** `Mira Kessler`, where its place says that it is a person. */
export function isPersonName(value: string): boolean {
  if (value.length < 3 || value.length > 80 || !person.test(value)) return false;
  const words = value.split(" ");
  return words.length > 1 && !words.every((word) => isCommonWord(word) || isNobody(word));
}

/** The kind of a value under a name of this role; null when it is harmless or of another kind. */
export function typeOfNamed(role: NameRole, value: string): EntityType | null {
  const [type, isSo] = byRole[role];
  return isSo(value) ? type : null;
}

const byRole: Readonly<Record<NameRole, readonly [EntityType, (value: string) => boolean]>> = {
  user: ["USER", (value) => !isMail(value) && (isLogin(value) || isPersonName(value))],
  "maybe-user": ["USER", (value) => !isMail(value) && (isLikelyLogin(value) || isPersonName(value))],
  host: ["HOST", (value) => isHostLike(value) && !value.includes("_") && classifyAddress(value) === null],
  "maybe-host": ["HOST", (value) => isHostWithDomain(value) && classifyAddress(value) === null],
  "dns-name": ["HOST", (value) => isHostWithDomain(value) && classifyAddress(value) === null],
  namespace: ["NAMESPACE", (value) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(value) && !isEveryClustersNamespace(value)],
  pod: ["POD", (value) => /^[a-z0-9][a-z0-9.-]{2,252}$/.test(value) && !uuid.test(value) && value !== "null"],
  container: ["CONTAINER", (value) => /^[0-9a-f]{12,64}$/.test(value)],
  account: ["ACCOUNT", (value) => /^\d{12}$/.test(value)],
  secret: ["REDACTED", (value) => !isHarmless(value)],
  "maybe-secret": ["REDACTED", (value) => !isHarmless(value) && (looksRandom(value, 8) || isHexKey(value))],
};

function isMail(value: string): boolean {
  return /@[\w-]+\./.test(value);
}
