import type { FieldValue } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";

/** JSON that loses nothing: 19-digit times stay exact, and no key of an attacker meets a prototype. */

/** A Falco alert needs three levels; what is deeper is an attack on the reader. */
const depthMax = 64;

/** Integers of fewer digits than this are below 2^53. */
const digitsMin = 16;

/** Longer integers are no times or counters and would only cost; they become ordinary numbers. */
const digitsMax = 64;

/** Stands in front of an integer while JSON.parse sees it as text; a private character that hardly any text holds. */
const mark = "\ue000";
const escapedMark = /\\ue000/i;

const quote = 34;
const backslash = 92;
const zero = 48;
const nine = 57;

/** How a character changes the depth. */
const nesting = new Int8Array(128);
for (const char of "{[") nesting[char.charCodeAt(0)] = 1;
for (const char of "}]") nesting[char.charCodeAt(0)] = -1;

/** Not yet in TypeScript's library: https://tc39.es/proposal-json-parse-with-source/ */
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
  }
}

/**
 * Parses JSON; integers beyond 2^53 become `bigint`, objects come without prototype. Of a key that stands twice the
 * last value counts, as everywhere else: Falco escapes what it writes, so nobody can add a key through a field's text.
 * Throws BODY_NOT_JSON (also for a key `__proto__`, which only an attack has) and, before parsing, BODY_TOO_DEEP.
 */
export function parseExactJson(text: string): FieldValue {
  const longNumbers = findLongNumbers(text);
  const isMarked = longNumbers.length > 0 && !text.includes(mark) && !escapedMark.test(text);
  let value: unknown;
  try {
    if (isMarked) value = JSON.parse(withMarks(text, longNumbers));
    else value = longNumbers.length === 0 ? JSON.parse(text) : JSON.parse(text, exactInteger);
  } catch (cause) {
    throw new AppError("BODY_NOT_JSON", placed(isMarked ? causeIn(text, cause) : cause));
  }
  return finished(value, isMarked) as FieldValue;
}

/** Writes JSON with `bigint` as bare digits; lone surrogates are escaped, so that the text is valid UTF-8. */
export function stringifyExact(value: unknown, indent?: number): string {
  return JSON.stringify(value, rawInteger, indent) ?? "null";
}

/** C1 controls (terminals obey U+009B as they do ESC [), DEL, and the two characters at which some readers end a line. */
const invisible = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * `stringifyExact` for readers outside - a terminal, a browser, a line-based tool: what would act there is escaped, and means the same JSON.
 * Not for what is sent to a model, which the contract has as `JSON.stringify` writes it.
 */
export function stringifyVisible(value: unknown, indent?: number): string {
  return stringifyExact(value, indent).replace(
    invisible,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Walks over the text once, strings left out, checks the depth, and finds long integers: their starts and ends in turn. */
function findLongNumbers(text: string): readonly number[] {
  const found: number[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code >= zero && code <= nine) {
      const end = endOfDigits(text, at);
      if (end - at >= digitsMin && isInteger(text, at, end)) found.push(at, end);
      at = end - 1;
    } else depth += nesting[code] ?? 0;
    if (depth > depthMax) throw new AppError("BODY_TOO_DEEP");
  }
  return found;
}

/** Place of the quote that closes the string, or the text's end. */
function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close > 0) {
    let before = close - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((close - before) % 2 === 1) return close;
    close = text.indexOf('"', close + 1);
  }
  return text.length;
}

function endOfDigits(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) >= zero && text.charCodeAt(end) <= nine) end += 1;
  return end;
}

/** True where JSON has a value, so that quoting it cannot make bad JSON good: no key, no fraction, no leading zero. */
function isInteger(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) === zero || end - start > digitsMax) return false;
  const before = text[start - 1] === "-" ? start - 2 : start - 1;
  if (before >= 0 && !" \t\r\n:,[".includes(text.charAt(before))) return false;
  const after = text
    .slice(end, end + 16)
    .trimStart()
    .charAt(0);
  return after === "," || after === "}" || after === "]" || end === text.length;
}

function withMarks(text: string, longNumbers: readonly number[]): string {
  let marked = "";
  let from = 0;
  for (let index = 0; index < longNumbers.length; index += 2) {
    const digits = longNumbers[index] ?? 0;
    const start = text[digits - 1] === "-" ? digits - 1 : digits;
    const end = longNumbers[index + 1] ?? start;
    marked += `${text.slice(from, start)}"${mark}${text.slice(start, end)}"`;
    from = end;
  }
  return marked + text.slice(from);
}

function exactInteger(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  return source !== undefined && source.length <= digitsMax && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function rawInteger(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? JSON.rawJSON(String(value)) : value;
}

/** Takes prototypes away and turns marked text into integers. Recursion is safe: the depth is known to be small. */
function finished(value: unknown, isMarked: boolean): unknown {
  if (typeof value === "string") return isMarked && value.startsWith(mark) ? exactNumber(value.slice(1)) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => finished(item, isMarked));
  const object = value as Record<string, unknown>;
  if (Object.hasOwn(object, "__proto__")) {
    throw new AppError("BODY_NOT_JSON", { detail: "A key is named `__proto__`." });
  }
  for (const key in object) {
    const item = object[key];
    if (typeof item === "object" || isMarked) object[key] = finished(item, isMarked);
  }
  return Object.setPrototypeOf(object, null);
}

function exactNumber(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** What JSON.parse says of the text as it came, so that places are right. */
function causeIn(text: string, otherwise: unknown): unknown {
  try {
    JSON.parse(text);
    return otherwise;
  } catch (cause) {
    return cause;
  }
}

/** Where it breaks, without the text around it, which is the user's. */
function placed(cause: unknown): { readonly cause: unknown; readonly detail?: string } {
  const message = cause instanceof Error ? cause.message : "";
  if (message.startsWith("Unexpected end") || message.startsWith("Unterminated")) {
    return { cause, detail: "It ends too early." };
  }
  const found = /at position (\d+)(?: \(line (\d+) column (\d+)\))?$/.exec(message);
  if (!found) return { cause };
  const [, position, line, column] = found;
  return {
    cause,
    detail: line ? `It breaks at line ${line}, column ${column}.` : `It breaks at character ${position}.`,
  };
}
