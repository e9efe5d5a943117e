import type { FieldValue, OutputFields } from "#domain/alert.ts";
import { describeField } from "./field-catalogue.ts";

/** One way to write a value, whether it came as JSON or as text, and what counts as none. */

/** Forwarders nest fields (`{"proc": {"name": ...}}`) no deeper than Falco's names have dots. */
const nestingMax = 8;

/** The kernel's way to write -1 in 32 bits: no user. */
const noId = 4_294_967_295;

/** A failed system call returns -1: there it is a value. */
const minusOneIsAValue: ReadonlySet<string> = new Set(["evt.rawres"]);

/** The value as an alert has it; undefined when it means "absent": `<NA>`, null, "", and -1 where numbers count from 0. */
export function normaliseValue(field: string, value: FieldValue | undefined): FieldValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return readValue(field, value);
  if (typeof value === "number") return isNoNumber(field, value) ? undefined : value;
  return value;
}

/** The same for text, as of a line; numbers and truth values come out as such where the field has them. */
export function readValue(field: string, text: string): FieldValue | undefined {
  if (isAbsent(text) || text === field) return undefined; // `fd_proto=fd.l4proto`: the rule lacks its percent sign
  const { numeric, logical } = describeField(field);
  if (numeric) return readNumber(field, text);
  return logical && (text === "true" || text === "false") ? text === "true" : text;
}

/** Only text that a number would be written as; anything else stays text. */
function readNumber(field: string, text: string): FieldValue | undefined {
  if (text.length > 40 || !/^-?\d/.test(text)) return text;
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) return /^-?[1-9]\d*$/.test(text) ? BigInt(text) : text;
  if (String(number) !== text) return text;
  return isNoNumber(field, number) ? undefined : number;
}

/** True for what Falco prints when a field has no value; lists of addresses print it once for each. */
export function isAbsent(text: string): boolean {
  if (text === "" || text === "<NA>") return true;
  return text.length < 64 && text.startsWith("<NA>") && /^(?:<NA>[ ,:]?)+$/.test(text);
}

/** Output fields as an alert has them: flat, without absent ones. `given` names every field that was there, absent or not. */
export function normaliseFields(input: Readonly<Record<string, unknown>>): {
  readonly fields: Record<string, FieldValue>;
  readonly given: Set<string>;
} {
  const fields: Record<string, FieldValue> = Object.create(null);
  const given = new Set<string>();
  const nested: [name: string, value: object][] = [];
  for (const name of Object.keys(input)) {
    const value = input[name];
    if (isNested(value)) nested.push([name, value]);
    else put(fields, given, name, value);
  }
  for (const [name, value] of nested) flatten(fields, given, name, value as Record<string, unknown>, 1);
  return { fields, given };
}

/** Output fields without prototype from pairs, in the order given. */
export function outputFieldsOf(pairs: Iterable<readonly [string, FieldValue]>): OutputFields {
  const fields: Record<string, FieldValue> = Object.create(null);
  for (const [name, value] of pairs) fields[name] = value;
  return fields;
}

function flatten(
  fields: Record<string, FieldValue>,
  given: Set<string>,
  prefix: string,
  object: Record<string, unknown>,
  depth: number,
): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    const name = `${prefix}.${key}`;
    if (isNested(value) && depth < nestingMax)
      flatten(fields, given, name, value as Record<string, unknown>, depth + 1);
    else if (!given.has(name)) put(fields, given, name, value);
  }
}

function put(fields: Record<string, FieldValue>, given: Set<string>, name: string, value: unknown): void {
  if (name === "") return;
  given.add(name);
  const normalised = normaliseValue(name, value as FieldValue);
  if (normalised !== undefined) fields[name] = normalised;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNoNumber(field: string, value: number): boolean {
  if (value === -1) return describeField(field).numeric && !minusOneIsAValue.has(field);
  return value === noId && describeField(field).holds === "uid";
}
