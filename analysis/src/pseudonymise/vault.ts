import { classifyAddress } from "#alert/network.ts";
import type { EntitySummary, EntityType } from "#domain/pseudonymised.ts";

/** Values and their tokens, for one alert, as long as its request runs. Same value, same token; different values never share one. */
export interface Vault {
  /** The token of a value, a new one on first sight; `[REDACTED]` for a secret. */
  readonly tokenOf: (type: EntityType, value: string) => string;
  /** The value behind a token of this vault; undefined for any other, and for secrets. */
  readonly valueOf: (token: string) => string | undefined;
  /** Every value that has been hidden, secrets included: for the gate only. */
  readonly values: () => Iterable<HiddenValue>;
  readonly summaries: () => readonly EntitySummary[];
  readonly mapping: () => Readonly<Record<string, string>>;
}

export interface HiddenValue {
  readonly type: EntityType;
  readonly value: string;
  readonly token: string;
}

export const redacted = "[REDACTED]";

/** The exact form of our tokens. */
export const tokenForm = /\[(?:[A-Z]{1,20}(?:-[A-Z]{1,20}){0,3}-\d{1,9}|REDACTED)\]/g;

const caseless = new Set<EntityType>([
  "HOST",
  "EMAIL",
  "MAC",
  "INTERNAL-IP",
  "EXTERNAL-IP",
  "CGNAT-IP",
  "LINK-LOCAL-IP",
  "DOCUMENTATION-IP",
]);

export function createVault(): Vault {
  const tokens = new Map<string, HiddenValue>();
  const byToken = new Map<string, HiddenValue>();
  const secrets = new Map<string, HiddenValue>();
  const lastNumber = new Map<EntityType, number>();
  const counts = new Map<string, number>();

  const tokenOf = (type: EntityType, value: string) => {
    if (type === "REDACTED") {
      if (!secrets.has(value)) secrets.set(value, { type, value, token: redacted });
      counts.set(redacted, (counts.get(redacted) ?? 0) + 1);
      return redacted;
    }
    const key = `${type} ${sameness(type, value)}`;
    const known = tokens.get(key);
    if (known) {
      counts.set(known.token, (counts.get(known.token) ?? 0) + 1);
      return known.token;
    }
    const number = (lastNumber.get(type) ?? 0) + 1;
    lastNumber.set(type, number);
    const entry = { type, value, token: `[${type}-${number}]` };
    tokens.set(key, entry);
    byToken.set(entry.token, entry);
    counts.set(entry.token, 1);
    return entry.token;
  };
  return {
    tokenOf,
    valueOf: (token) => byToken.get(token)?.value,
    *values() {
      yield* tokens.values();
      yield* secrets.values();
    },
    summaries() {
      const named = [...byToken.values()].map(({ token, type }) => ({ token, type, count: counts.get(token) ?? 0 }));
      const hidden: EntitySummary[] =
        secrets.size === 0 ? [] : [{ token: redacted, type: "REDACTED", count: counts.get(redacted) ?? 0 }];
      return [...named, ...hidden];
    },
    mapping: () => Object.fromEntries([...byToken.values()].map(({ token, value }) => [token, value])),
  };
}

/** What makes two spellings one value: case for names of machines, the canonical form for IPv6. */
function sameness(type: EntityType, value: string): string {
  if (!caseless.has(type)) return value;
  const lower = value.toLowerCase();
  return lower.includes(":") && type.endsWith("-IP") && classifyAddress(value) !== null ? canonicalIpv6(lower) : lower;
}

function canonicalIpv6(address: string): string {
  const bare = address.replace(/%.*$/, "");
  return URL.canParse(`http://[${bare}]/`) ? new URL(`http://[${bare}]/`).hostname : bare;
}
