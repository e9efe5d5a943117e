import { tableOf } from "./char-runs.ts";
import type { NameRole } from "./name-roles.ts";
import { roleOfName } from "./name-roles.ts";
import { isSpaceCode } from "./recognizer.ts";
import { isHarmless } from "./secret-shape.ts";

/** A value with a name in front that says what it is; `start` and `end` are the value's place, without quotes. */
export interface Pair {
  readonly name: string;
  readonly role: NameRole;
  readonly separator: "=" | ":" | " ";
  readonly start: number;
  readonly end: number;
  /** The quote around the value, or around name and value together (`'Cookie: a=b'`); "" for none. */
  readonly quote: string;
}

const nameCharsMax = 64;
const quotedCharsMax = 4096;
const spacesMax = 3;
/** How much of a value is looked at to say what it is. */
export const lookCharsMax = 512;

/**
 * All pairs whose name has a role: assignments, JSON and YAML pairs, headers, flags with their value in the next word, URL
 * queries, connection strings. One pass, bounded work a name: linear.
 */
export function findPairs(text: string): Pair[] {
  const reader = createReader(text);
  const pairs: Pair[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const pair =
      code === 61 || code === 58
        ? separatedPair(reader, at)
        : code === 45 && isFlagStart(text, at)
          ? flagPair(reader, at)
          : null;
    if (pair === null) continue;
    pairs.push(pair);
    // A secret's value is one thing; other values may hold pairs of their own, and so do objects.
    if (
      pair.role === "secret" &&
      text.charAt(pair.start) !== "{" &&
      !isHarmless(text.slice(pair.start, Math.min(pair.end, pair.start + lookCharsMax)))
    )
      at = pair.end - 1;
  }
  return pairs;
}

interface Name {
  readonly text: string;
  readonly start: number;
  readonly isQuoted: boolean;
  /** The character in front of the name and its dashes. */
  readonly before: string;
}

interface Reader {
  readonly text: string;
  /** Where the run without white space that holds this place ends; asked for in rising order, so linear in sum. */
  readonly endOfRun: (at: number) => number;
  readonly hasJson: () => boolean;
}

function createReader(text: string): Reader {
  let known = -1;
  let hasJson: boolean | undefined;
  return {
    text,
    hasJson() {
      hasJson ??= /[{[]\\{0,7}["{]/.test(text);
      return hasJson;
    },
    endOfRun(at) {
      if (known < at) {
        known = at;
        while (known < text.length && !isSpaceCode(text.charCodeAt(known))) known += 1;
      }
      return known;
    },
  };
}

function separatedPair(reader: Reader, at: number): Pair | null {
  const { text } = reader;
  const isColon = text.charCodeAt(at) === 58;
  const next = text.charAt(at + 1);
  if (next === text.charAt(at) || (isColon && (next === "/" || next === "="))) return null;
  const name = nameBefore(text, at);
  // `scheme://user:password@host` is read as an address.
  if (name === null || (isColon && name.before === "/" && text.startsWith("://", name.start - 3))) return null;
  const role = roleOfName(name.text);
  if (role === null) return null;
  // Numbers of users name nobody.
  if (role === "user" && next >= "0" && next <= "9" && /uid$/i.test(name.text)) return null;
  const start = valueStart(text, at, name, isColon);
  if (start < 0 || (isColon && start === at + 1 && !mayTouch(role, name, text.charAt(start)))) return null;
  // `pam_unix(passwd:chauthtok)`: a module and its task.
  if (isColon && name.before === "(" && /^[a-z_-]{2,24}\)/.test(text.slice(start, start + 26))) return null;
  return valuePair(reader, { name, role, separator: isColon ? ":" : "=", start });
}

/** `pass:value` without a space is a pair only for a secret's own name; `user:group` and `host:port` are none. */
function mayTouch(role: NameRole, name: Name, next: string): boolean {
  if ((role === "user" || role === "host") && name.text.includes("_") && /[A-Za-z]/.test(next)) return true;
  return name.isQuoted || next === '"' || next === "'" || (role === "secret" && name.text.length >= 4);
}

function nameBefore(text: string, at: number): Name | null {
  let end = at;
  while (end > 0 && at - end < 2 && text.charAt(end - 1) === " ") end -= 1;
  if (text.charAt(end - 1) === "]") return nameInBrackets(text, end - 1);
  let quote = text.charAt(end - 1);
  if (quote === '"' || quote === "'") {
    end -= 1;
    while (end > 0 && text.charAt(end - 1) === "\\") end -= 1;
  } else quote = "";
  let start = end;
  while (start > 0 && end - start < nameCharsMax && isNameCode(text.charCodeAt(start - 1))) start -= 1;
  if (quote !== "" && text.charAt(start - 1) !== quote) return null;
  let from = start;
  while (from < end && !isLetterCode(text.charCodeAt(from))) from += 1;
  if (from === end) return null;
  // `-Dpassword=`: the flag of Java is none of the name.
  if (text.charAt(from) === "D" && text.charAt(from - 1) === "-" && /[a-z]/.test(text.charAt(from + 1))) from += 1;
  return { text: text.slice(from, end), start, isQuoted: quote !== "", before: text.charAt(start - 1) };
}

/** `proc.env[DB_PASSWORD]=x`, `json.value[/actor/login]=mira`: what stands in the brackets, of a pointer its end. */
function nameInBrackets(text: string, close: number): Name | null {
  let start = close;
  while (start > 0 && close - start < nameCharsMax && isNameCode(text.charCodeAt(start - 1))) start -= 1;
  const before = text.charAt(start - 1);
  if (start === close || (before !== "[" && before !== "/") || !isLetterCode(text.charCodeAt(start))) return null;
  return { text: text.slice(start, close), start, isQuoted: false, before: "" };
}

function valueStart(text: string, at: number, name: Name, isColon: boolean): number {
  let start = at + 1;
  if (text.charAt(start) === ">") start += 1;
  const mayHaveSpace = isColon || name.isQuoted || text.charAt(at - 1) === " " || start > at + 1;
  const first = start;
  while (start < text.length && start - first < spacesMax && text.charAt(start) === " ") start += 1;
  return start > first && !mayHaveSpace ? -1 : start;
}

function flagPair(reader: Reader, at: number): Pair | null {
  const { text } = reader;
  let from = at;
  while (text.charAt(from) === "-" && from - at < 2) from += 1;
  let end = from;
  while (end < text.length && end - from < nameCharsMax && isNameCode(text.charCodeAt(end))) end += 1;
  if (end - from < 2 || text.charAt(end) !== " ") return null;
  const name = { text: text.slice(from, end), start: at, isQuoted: false, before: text.charAt(at - 1) };
  const role = roleOfName(name.text);
  if (role === null) return null;
  let start = end;
  while (start < text.length && start - end < spacesMax && text.charAt(start) === " ") start += 1;
  if (text.charAt(start) === "-") return null;
  return valuePair(reader, { name, role, separator: " ", start });
}

interface Opened {
  readonly name: Name;
  readonly role: NameRole;
  readonly separator: Pair["separator"];
  readonly start: number;
}

function valuePair(reader: Reader, { name, role, separator, start: from }: Opened): Pair | null {
  const { text } = reader;
  const found = { name: name.text, role, separator };
  let start = from;
  if (text.charCodeAt(start) === 36 && /["']/.test(text.charAt(start + 1))) start += 1;
  const opening = openingAt(text, start);
  if (opening !== "") {
    start += opening.length;
    const end = closing(text, start, opening);
    if (end >= 0) return end > start ? { ...found, start, end, quote: opening } : null;
  }
  const around = opening === "" && isQuote(name.before) && !name.isQuoted ? name.before : "";
  // `key=name=value`: the pair inside tells more.
  if (role === "maybe-secret" && separator !== ":" && innerPair.test(text.slice(start, start + 64))) return null;
  const end = endOfBareValue(reader, start, name, around);
  return end > start ? { ...found, start, end, quote: around } : null;
}

/** A quote, up to three backslashes in front of it; "" for none. */
function openingAt(text: string, start: number): string {
  let at = start;
  while (at - start < 3 && text.charCodeAt(at) === 92) at += 1;
  const code = text.charCodeAt(at);
  return code === 34 || code === 39 || code === 96 ? text.slice(start, at + 1) : "";
}

/** The same quote again, with as many backslashes; -1 when it is not near. */
function closing(text: string, start: number, opening: string): number {
  const near = text.slice(start, start + quotedCharsMax);
  let end = near.indexOf(opening);
  while (end > 0 && opening === '"' && near.charAt(end - 1) === "\\") end = near.indexOf(opening, end + 1);
  return end < 0 ? -1 : start + end;
}

function isQuote(char: string): boolean {
  return char === '"' || char === "'" || char === "`";
}

const innerPair = /^[\w.-]{1,48}=[^=\s]/;
const listSeparators: Readonly<Record<string, RegExp>> = { "?": /[&#]/, "&": /[&#]/, ";": /;/, ",": /,/ };
const writtenLineEnd = /\\{1,7}[nrt](?=\\{1,7}[nrt]|[\s"'}\]#]|\\{0,7}["']|-?[\w.-]{1,48}(?:[=:]|$)|$)/;
const writtenPair = /\\{1,7}[nrt](?=\\{0,7}["']|[\w.-]{2,48}=)/;
const nextPair = /[&;,][\w.-]{1,40}=/;
const cutCharsMax = 1024;

/**
 * Joined arguments have lost their quotes, so a value goes on to the next white space, whatever signs it holds; in a query,
 * list or connection string to the next pair. Brackets and commas of the text around stay outside.
 */
function endOfBareValue(reader: Reader, start: number, name: Name, around: string): number {
  const { text } = reader;
  let end = reader.endOfRun(start);
  const near = text.slice(start, Math.min(end, start + cutCharsMax));
  let cut = nearer(near.search(nextPair), near.length);
  const separators = listSeparators[name.before];
  if (separators !== undefined) cut = nearer(near.search(separators), cut);
  if (around !== "") cut = nearer(near.indexOf(around), cut);
  if (name.isQuoted) cut = nearer(near.search(/[,}\]"']/), cut);
  // A line of a file that JSON holds ends in an escape.
  if (near.includes("\\")) cut = nearer(near.search(reader.hasJson() ? writtenLineEnd : writtenPair), cut);
  cut = nearer(near.indexOf("||"), nearer(near.indexOf("&&"), cut));
  if (cut < near.length) end = start + cut;
  return withoutTail(text, start, end);
}

/** The smaller of two places, the first of which may be none. */
function nearer(at: number, other: number): number {
  return at >= 0 && at < other ? at : other;
}

const tail = tableOf("),;]}\"'`");

function withoutTail(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && tail[text.charCodeAt(last - 1)] === 1) {
    const char = text.charAt(last - 1);
    const open = char === ")" ? "(" : char === "]" ? "[" : char === "}" ? "{" : "";
    if (open !== "" && text.slice(start, last).includes(open)) break;
    last -= 1;
  }
  return last;
}

const beforeFlag = tableOf(" \n\t\"'`(=|");

function isFlagStart(text: string, at: number): boolean {
  return at === 0 || beforeFlag[text.charCodeAt(at - 1)] === 1 || /\s/.test(text.charAt(at - 1));
}

function isNameCode(code: number): boolean {
  return isLetterCode(code) || (code >= 48 && code <= 57) || code === 95 || code === 46 || code === 45;
}

function isLetterCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
