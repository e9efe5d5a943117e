import * as z from "zod";
import type { Secret } from "#lib/secret.ts";
import { createSecret } from "#lib/secret.ts";
import { listedSchema, takenBy } from "./listed.ts";

/** One setting: what it takes, what holds without it, and where it may come from. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** What the schema takes, in words: "a number of seconds, at least 1". */
  readonly takes: string;
  readonly description: string;
  /** As written in the file. */
  readonly default: unknown;
  /** Environment variables beside the one formed from the key, strongest first. */
  readonly environment: readonly string[];
  /** `address`: text that may hold a password, so that it can come from a file and is never shown whole. */
  readonly kind: "text" | "number" | "boolean" | "list" | "map" | "secret" | "address";
}

/** True for settings that `NAME_FILE` can give: those that hold secrets. */
export function comesFromFiles({ kind }: Setting): boolean {
  return kind === "secret" || kind === "address";
}

interface Details {
  readonly default: unknown;
  readonly environment?: readonly string[];
  readonly description: string;
}

function define<Schema extends z.ZodType>(
  kind: Setting["kind"],
  schema: Schema,
  takes: string,
  details: Details,
): Setting<Schema> {
  return {
    kind,
    schema,
    takes,
    description: details.description,
    default: details.default,
    environment: details.environment ?? [],
  };
}

export function choice<const Values extends readonly [string, ...string[]]>(values: Values, details: Details) {
  return define("text", z.enum(values), `one of ${values.join(", ")}`, details);
}

export function text(details: Details) {
  return define("text", z.string().min(1).nullable(), "text", details);
}

export function state(details: Details) {
  const schema = z
    .string()
    .regex(/^(?:memory:?|sqlite:.+|postgres(?:ql)?:\/\/.+)$/s)
    .refine(isStateAddress);
  return define("address", schema, "`memory:`, `sqlite:PATH` or `postgres://user:password@host/database`", details);
}

/** An address of PostgreSQL can be read: port, percent-encoding. One of a Unix socket has no host (`postgres://user@/database?host=/folder`). */
function isStateAddress(value: string): boolean {
  if (!value.startsWith("postgres")) return true;
  const withHost = value.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/?#]|$)/, "$1localhost");
  try {
    const { username, password, pathname } = new URL(withHost);
    return [username, password, pathname].every((part) => decodeURIComponent(part) !== null);
  } catch {
    return false;
  }
}

export function url(details: Details) {
  const schema = z
    .url({ protocol: /^https?$/ })
    .transform((value) => value.replace(/\/+$/, ""))
    .nullable();
  return define("text", schema, "an http or https address", details);
}

export function integer(range: { readonly min: number; readonly max: number }, unit: string, details: Details) {
  const takes = `a whole number of ${unit}, ${range.min} to ${range.max}`;
  return define("number", z.int().min(range.min).max(range.max).nullable(), takes, details);
}

export function flag(details: Details) {
  return define("boolean", z.boolean().nullable(), "true or false", details);
}

export function list(item: z.ZodType<string>, takes: string, details: Details) {
  return define("list", z.array(item), `a list of ${takes}`, details);
}

export function listed(name: "always" | "never", details: Details) {
  return define("list", listedSchema(name), `a list of ${takenBy[name]}`, details);
}

export function map<T>(value: z.ZodType<T>, takes: string, details: Details) {
  return define("map", z.record(z.string(), value), takes, details);
}

export function secret(details: Details) {
  const schema = z
    .string()
    .min(1)
    .transform((value): Secret => createSecret(value))
    .nullable();
  return define("secret", schema, "a secret text", details);
}
