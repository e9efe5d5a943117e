import { RE2JS, RE2JSException } from "re2js";
import type { Tree } from "./logql-tree.fixture.ts";
import { LokiRefusal, stageError } from "./logql-tree.fixture.ts";

/** What the grammar leaves open and Loki checks later: strings, durations and patterns. */

const letterEscapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};

/** One escape of Go: a letter, three octal digits, or 2, 4 or 8 hexadecimal ones. */
const escapes = /\\(?:([abfnrtv\\"])|([0-7]{3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]?))/g;

/** The text of a `String` node: `"` with Go's escapes, or a raw string between backticks. */
export function unquote({ text, from }: Tree): string {
  if (text.startsWith("`")) return text.slice(1, -1);
  const inner = text.slice(1, -1);
  if (!inner.includes("\\")) return inner.toWellFormed();
  const bytes: Buffer[] = [];
  let at = 0;
  for (const match of inner.matchAll(escapes)) {
    bytes.push(Buffer.from(inner.slice(at, match.index)), unescaped(match, from));
    at = match.index + match[0].length;
  }
  // Bytes, as `\xe2\x82\xac` is one character.
  return Buffer.concat([...bytes, Buffer.from(inner.slice(at))]).toString();
}

function unescaped([, letter, octal, byte, short, long]: RegExpMatchArray, from: number): Buffer {
  if (letter !== undefined) return Buffer.from(letterEscapes[letter] ?? "");
  const number = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? "", 16) : Number.parseInt(octal, 8);
  const isByte = octal !== undefined || byte !== undefined;
  if (Number.isNaN(number) || number > (isByte ? 0xff : 0x10ffff))
    throw new LokiRefusal(`parse error at line 1, col ${from + 1}: invalid char escape`);
  return isByte ? Buffer.from([number]) : Buffer.from(String.fromCodePoint(number));
}

const unitsNs: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
  w: 604_800e9,
  y: 31_536_000e9,
};

/** `1h30m`, `-5m` or `1.5s` in nanoseconds. */
export function durationNs(text: string): bigint {
  let sum = 0n;
  for (const [, number = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|[smhdwy])/g))
    sum += number.includes(".")
      ? BigInt(Math.round(Number(number) * (unitsNs[unit] ?? 0)))
      : BigInt(number) * BigInt(unitsNs[unit] ?? 0);
  return text.startsWith("-") ? -sum : sum;
}

const prometheusDuration = /^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;

/** Between brackets, and in parameters, Loki takes Prometheus' durations only: whole numbers, and nothing below 1 ms. */
export function prometheusDurationNs(text: string): bigint | null {
  return prometheusDuration.test(text) ? durationNs(text) : null;
}

/** As Go prints it: `721h0m1s`. */
export function goDuration(ns: bigint): string {
  const seconds = Number(ns % 60_000_000_000n) / 1e9;
  const minutes = ns / 60_000_000_000n;
  if (ns < 1_000_000_000n) return `${Number(ns) / 1e6}ms`;
  if (minutes === 0n) return `${seconds}s`;
  return minutes < 60n ? `${minutes}m${seconds}s` : `${minutes / 60n}h${minutes % 60n}m${seconds}s`;
}

/** As Prometheus prints it: `30d1h`. */
export function promDuration(ns: bigint): string {
  let rest = ns / 1_000_000n;
  let text = "";
  for (const [unit, ms] of Object.entries({ d: 86_400_000n, h: 3_600_000n, m: 60_000n, s: 1000n, ms: 1n })) {
    if (rest >= ms) text += `${rest / ms}${unit}`;
    rest %= ms;
  }
  return text || "0s";
}

/** RE2, as in Loki; a fault in it is a fault of the query. */
export function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) throw stageError(error.message);
    throw error;
  }
}

/** Alternatives of plain text, in a group or not, whatever their case or not: of these both engines find the same. */
const plainTexts = /^(\(\?i\))?(\(\?:)?((?:[^\\^$.*+?()[\]{}|]|\\[\\^$.*+?()[\]{}|]|\|)*)(\))?$/u;

/** Whether a pattern is found anywhere in a text; RE2 itself takes a second for a hundred thousand lines, so that plain texts are spared it. */
export function finder(pattern: string): (text: string) => boolean {
  const compiled = compilePattern(pattern);
  const [, anyCase, open, alternatives, close] = plainTexts.exec(pattern) ?? [];
  if (alternatives === undefined || (open === undefined) !== (close === undefined))
    return (text) => compiled.matcher(text).find();
  const fast = new RegExp(alternatives, anyCase === undefined ? "u" : "iu");
  return (text) => fast.test(text);
}
