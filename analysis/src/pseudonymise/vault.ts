import { isIPv6 } from "node:net";
import type { EntitySummary, EntityType } from "#domain/pseudonymised.ts";

/** Values and their tokens, for one alert, as long as its request runs. Same value, same token; different values never share one. */
export interface Vault {
  /** Gives a value its token, and back, without counting a use: numbers follow the roles of fields, not the order of texts. */
  readonly register: (type: EntityType, value: string) => string;
  /** The token of a value, a new one on first sight; `[REDACTED]` for a secret. */
  readonly tokenOf: (type: EntityType, value: string) => string;
  /** The value behind a token of this vault; undefined for any other, and for secrets. */
  readonly valueOf: (token: string) => string | undefined;
  /** Every value that has been hidden, secrets included: for the gate only. */
  readonly values: () => readonly HiddenValue[];
  /** Some secret was found by now. */
  readonly hasSecrets: () => boolean;
  /** Some secret was too short to be looked for elsewhere. */
  readonly hasShortSecrets: () => boolean;
  readonly summaries: () => readonly EntitySummary[];
  readonly mapping: () => Readonly<Record<string, string>>;
}

export interface HiddenValue {
  readonly type: EntityType;
  readonly value: string;
}

export const redacted = "[REDACTED]";

/** The exact form of our tokens. */
export const tokenForm = /\[(?:[A-Z]{1,20}(?:-[A-Z]{1,20}){0,3}-\d{1,9}|REDACTED)\]/g;

/** Kinds in which one machine may appear: a pod's name is its host name. */
const families: Readonly<Partial<Record<EntityType, string>>> = {
  HOST: "machine",
  NODE: "machine",
  POD: "machine",
};
const caseCounts: ReadonlySet<EntityType> = new Set(["PATH", "ARGUMENT", "IMAGE"]);

interface Entry extends HiddenValue {
  readonly token: string;
  count: number;
}

export function createVault(): Vault {
  const byKey = new Map<string, Entry>();
  const byToken = new Map<string, Entry>();
  const secrets = new Set<string>();
  const lastNumber = new Map<EntityType, number>();
  let secretCount = 0;
  let shortCount = 0;
  const keepSecret = (value: string) => {
    if (isWorthFinding(value)) secrets.add(value);
    else shortCount += 1;
  };

  const entryOf = (type: EntityType, value: string): Entry => {
    const key = keyOf(type, value);
    const known = byKey.get(key);
    if (known) return known;
    const number = (lastNumber.get(type) ?? 0) + 1;
    lastNumber.set(type, number);
    const entry: Entry = { type, value, token: `[${type}-${number}]`, count: 0 };
    byKey.set(key, entry);
    byToken.set(entry.token, entry);
    return entry;
  };
  return {
    register(type, value) {
      if (type !== "REDACTED") return entryOf(type, value).token;
      keepSecret(value);
      return redacted;
    },
    tokenOf(type, value) {
      if (type === "REDACTED") {
        keepSecret(value);
        secretCount += 1;
        return redacted;
      }
      const entry = entryOf(type, value);
      entry.count += 1;
      return entry.token;
    },
    valueOf: (token) => byToken.get(token)?.value,
    values: () => [...byKey.values(), ...[...secrets].map((value) => ({ type: "REDACTED" as const, value }))],
    hasSecrets: () => secrets.size > 0 || shortCount > 0,
    hasShortSecrets: () => shortCount > 0,
    summaries() {
      const used = [...byToken.values()].filter(({ count }) => count > 0);
      const named = used.map(({ token, type, count }) => ({ token, type, count }));
      return secretCount === 0 ? named : [...named, { token: redacted, type: "REDACTED", count: secretCount }];
    },
    mapping: () => Object.fromEntries([...byToken.values()].map(({ token, value }) => [token, value])),
  };
}

/** A shorter secret, or one of signs alone, is hidden where it stands; elsewhere it is an ordinary word, and the leak gate would stop at it. */
export function isWorthFinding(secret: string): boolean {
  return secret.length > 4 && /[\p{L}\p{N}]/u.test(secret);
}

/** What makes two spellings one value: case does not matter, nor how an IPv6 address is written. */
function keyOf(type: EntityType, value: string): string {
  const family = families[type] ?? (type.endsWith("-IP") ? "ip" : type);
  if (caseCounts.has(type)) return `${family} ${value}`;
  const lower = value.toLowerCase();
  return `${family} ${family === "ip" && lower.includes(":") ? canonicalIpv6(lower) : lower}`;
}

function canonicalIpv6(address: string): string {
  const zone = address.indexOf("%");
  const bare = zone < 0 ? address : address.slice(0, zone);
  return isIPv6(bare) && URL.canParse(`http://[${bare}]/`) ? new URL(`http://[${bare}]/`).hostname : bare;
}
