import type { Alert } from "#domain/alert.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { entityTypes } from "#domain/pseudonymised.ts";
import { redacted, tokenForm } from "#pseudonymise/vault.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import type { Classified } from "../fingerprint/risk-class.ts";
import { standIn } from "../fingerprint/stand-ins.ts";

/**
 * Tokens are numbered by each alert for itself; in a class it is the stand-ins that are the same for all. So a text goes from one alert to
 * another by token → stand-in → token, and a name can never become a wrong one.
 */
export interface Naming {
  /** Token → stand-in, of those values that stand in the class. */
  readonly standIns: Readonly<Record<string, string>>;
  /** The text of another alert of the class (`standIns` is its own table), with this alert's tokens. What has no counterpart reads as what it is. */
  readonly translate: (text: string, standIns: Readonly<Record<string, string>>) => string;
  /** This alert's value behind a stand-in. */
  readonly valueOf: (standIn: string) => string | null;
}

export function createNaming(alert: Alert, veil: Pick<Veil, "mapping">, classified: Classified): Naming {
  const standIns: Record<string, string> = {};
  const tokens = new Map<string, string>();
  const mapping = veil.mapping();
  let names: ReadonlyMap<string, string> | null = null;
  const fields = () => {
    names ??= fieldsByValue(alert);
    return names;
  };
  for (const [token, value] of Object.entries(mapping)) {
    const type = typeOf(token);
    const name = type === null ? null : (classified.standIns.known(type, value) ?? roleOf(value, fields()));
    if (name === null) continue;
    standIns[token] = name;
    if (!tokens.has(name)) tokens.set(name, token);
  }
  return {
    standIns,
    valueOf: (name) => mapping[tokens.get(name) ?? ""] ?? null,
    translate: (text, theirs) =>
      text.replaceAll(tokenForm, (token) =>
        token === redacted ? token : (tokens.get(theirs[token] ?? "") ?? inWords(token)),
      ),
  };
}

/**
 * Ids of containers and the like are in no class. What is the whole of some fields in one alert is what is the whole of the very same
 * fields in another.
 */
function roleOf(value: string, fields: ReadonlyMap<string, string>): string | null {
  const names = fields.get(value);
  return names === undefined ? null : standIn(names);
}

function fieldsByValue({ output_fields: fields }: Alert): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const name of Object.keys(fields).sort()) {
    const value = fields[name];
    if (typeof value !== "string") continue;
    const before = names.get(value);
    names.set(value, before === undefined ? name : `${before} and ${name}`);
  }
  return names;
}

const types: ReadonlySet<string> = new Set(entityTypes);

/** `[INTERNAL-IP-2]` is an INTERNAL-IP. */
function typeOf(token: string): EntityType | null {
  const type = token.slice(1, token.lastIndexOf("-"));
  return types.has(type) ? (type as EntityType) : null;
}

/** One of a kind, for readers. */
const oneOfKind: Readonly<Record<EntityType, string>> = {
  "INTERNAL-IP": "an internal address",
  "EXTERNAL-IP": "an external address",
  "CGNAT-IP": "an address behind a carrier",
  "LINK-LOCAL-IP": "a link-local address",
  "DOCUMENTATION-IP": "an address reserved for examples",
  USER: "a user",
  HOST: "a host",
  CONTAINER: "a container",
  EMAIL: "a mail address",
  POD: "a pod",
  NAMESPACE: "a namespace",
  NODE: "a node",
  ACCOUNT: "an account",
  MAC: "a hardware address",
  GROUP: "a group",
  PATH: "a path",
  IMAGE: "an image",
  ARGUMENT: "an argument",
  NAME: "a name",
  REDACTED: redacted,
};

/** A token in words; one that no alert gave out is named without its brackets. */
export function inWords(token: string): string {
  const type = typeOf(token);
  return type === null ? token.replaceAll(/[[\]]/g, "") : oneOfKind[type];
}
