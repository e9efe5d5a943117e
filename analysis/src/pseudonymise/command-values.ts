import type { FlagKind, Positional } from "./command-grammar.ts";
import { dnsSpans, shareSpans, socketSpans, targetSpans, urlSpans } from "./command-hosts.ts";
import {
  cookieSpans,
  domainLoginSpans,
  keySpans,
  keysSpans,
  oracleSpans,
  settingSpans,
  shareSecretSpans,
  vaultPathSpans,
} from "./command-settings.ts";
import {
  aclSpans,
  directoryNameSpans,
  loginSpans,
  nameSpans,
  ownerSpans,
  type Placed,
  secretSpans,
} from "./command-words.ts";
import type { Span } from "./recognizer.ts";

/** What a flag's value or an argument holds, by the kind that its grammar gives. */

export function spansOfKind(kind: FlagKind, placed: Placed): readonly Span[] {
  switch (kind) {
    case "secret":
      return secretSpans(placed);
    case "login":
      return loginSpans(placed);
    case "host":
      return targetSpans(placed, true);
    case "setting":
      return settingSpans(placed);
    case "var":
      return settingSpans(placed, true);
    case "cookie":
      return cookieSpans(placed);
    case "keys":
      return keysSpans(placed);
    case "dn":
      return directoryNameSpans(placed);
    case "acl":
      return aclSpans(placed);
    case "owner":
      return ownerSpans(placed);
    case "key":
      return keySpans(placed);
    default:
      return nameSpans(placed, kind === "user" ? "USER" : "NAMESPACE");
  }
}

type Reader = (placed: Placed) => readonly Span[];
const nothing: Reader = () => [];
const asUser: Reader = (placed) => nameSpans(placed, "USER");
const asHost: Reader = (placed) => targetSpans(placed, true);
const asPod: Reader = (placed) => nameSpans(placed, "POD");
const isSetting = /^[A-Za-z_][\w.-]{0,63}=/;

const positionals: Readonly<Record<Positional, Reader>> = {
  "-": nothing,
  user: asUser,
  "users*": asUser,
  login: (placed) => (placed.word.value.includes("@") ? targetSpans(placed, false) : loginSpans(placed)),
  owner: ownerSpans,
  host: asHost,
  "host*": asHost,
  target: asHost,
  "target*": (placed) => targetSpans(placed, false),
  secret: secretSpans,
  "secret*": secretSpans,
  "secret-or-setting*": (placed) => (isSetting.test(placed.word.value) ? settingSpans(placed) : secretSpans(placed)),
  "auth*": nothing,
  "oracle*": oracleSpans,
  "settings*": (placed) => settingSpans(placed),
  "keys*": keysSpans,
  "domain-login": domainLoginSpans,
  "share*": shareSpans,
  "share-secret*": (placed) => [...shareSpans(placed), ...shareSecretSpans(placed)],
  pod: asPod,
  "pod*": asPod,
  namespace: (placed) => nameSpans(placed, "NAMESPACE"),
  "container*": (placed) => (/^[0-9a-f]{6,64}(?::|$)/.test(placed.word.value) ? containerSpans(placed) : []),
  "url*": urlSpans,
  "dns*": dnsSpans,
  "socket*": socketSpans,
  "vault-path": vaultPathSpans,
  "redis-rule*": (placed) => (/^[<>#]/.test(placed.word.value) ? secretSpans({ ...placed, from: 1 }) : []),
};

export function spansOfPositional(kind: Positional, placed: Placed): readonly Span[] {
  return positionals[kind](placed);
}

/** `id` or `id:path` */
function containerSpans(placed: Placed): readonly Span[] {
  return nameSpans({ ...placed, until: placed.word.value.search(/:|$/) }, "CONTAINER");
}
