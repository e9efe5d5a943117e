import { AppError } from "#domain/errors.ts";

/** A query string as a map without prototype; the first of a doubled name wins, broken percent-encoding stays as it is. */
export type Query = Readonly<Record<string, string>>;

export const queryBytesMax = 65_536;

export function parseQuery(text: string): Query {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    if (!(name in query)) query[name] = value;
  }
  return query;
}

const yes = new Set(["true", "1", "yes", "on"]);
const no = new Set(["false", "0", "no", "off", ""]);

/** A switch in a query string or body; absent is false. Throws QUERY_INVALID for anything that is neither yes nor no. */
export function readSwitch(value: unknown, name: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  if (typeof value === "string") {
    if (yes.has(value.toLowerCase())) return true;
    if (no.has(value.toLowerCase())) return false;
  }
  throw new AppError("QUERY_INVALID", { detail: `${name} takes true or false.` });
}
