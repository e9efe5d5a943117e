import { isDigit, type Segment, type Source, type Span } from "./command-line-source.ts";

/** The inside of one shell word: quotes, escapes and substitutions. */

/** Marks that have no partner in the rest of the text are looked for once only, so that cutting stays linear. */
export interface Dead {
  single: boolean;
  double: boolean;
  backtick: boolean;
  brace: boolean;
}

/** A word under way: the plain text since `from`, and what came before it. */
export interface Building {
  readonly source: Source;
  readonly dead: Dead;
  readonly start: number;
  from: number;
  segments: Segment[] | null;
  nested: Span[] | null;
}

/** Reads what a quote, backslash, backtick or dollar at this index begins; gives the index after it. */
export function readQuoted(building: Building, at: number): number {
  const { text, argv } = building.source;
  const char = text[at];
  if (char === "\\") return backslash(building, at);
  if (char === "`") return backticks(building, at, text.length);
  if (char === "$") return dollar(building, at);
  if (argv && !mayQuote(text, building.start, at)) return at + 1;
  return char === "'" ? singleQuotes(building, at) : doubleQuotes(building, at);
}

/** Ends the plain text at `end`; what follows begins a new piece. */
export function flush(building: Building, end: number, next: number): Segment[] {
  const segments = building.segments ?? [];
  building.segments = segments;
  const { from } = building;
  if (end > from) segments.push({ value: building.source.text.slice(from, end), start: from, end });
  building.from = next;
  return segments;
}

/** Among joined arguments the apostrophe of `don't` opens nothing; one at the front of a word, an option or a value does. */
function mayQuote(text: string, start: number, at: number): boolean {
  if (at === start || text[start] === "-") return true;
  const before = text.charCodeAt(at - 1);
  const isLetter = (before >= 65 && before <= 90) || (before >= 97 && before <= 122) || isDigit(before);
  return !isLetter;
}

function singleQuotes(building: Building, at: number): number {
  const { text } = building.source;
  const close = building.dead.single ? -1 : text.indexOf("'", at + 1);
  if (close < 0) {
    building.dead.single = true;
    return at + 1;
  }
  flush(building, at, at + 1);
  flush(building, close, close + 1);
  return close + 1;
}

function doubleQuotes(building: Building, at: number): number {
  const { text } = building.source;
  const close = building.dead.double ? -1 : closingDoubleQuote(text, at + 1);
  if (close < 0) {
    building.dead.double = true;
    return at + 1;
  }
  flush(building, at, at + 1);
  let index = at + 1;
  while (index < close) {
    const char = text[index];
    if (char === "\\") index = escapeInDoubleQuotes(building, index);
    else if (char === "`") index = backticks(building, index, close);
    else if (char === "$" && text[index + 1] === "(") index = readSubstitution(building, index);
    else index += 1;
  }
  flush(building, close, close + 1);
  return close + 1;
}

/** Index of the quote that closes; quotes inside `$(...)` belong to the substitution. */
function closingDoubleQuote(text: string, at: number): number {
  let index = at;
  while (index < text.length) {
    const char = text[index];
    if (char === '"') return index;
    if (char === "\\") index += 2;
    else if (char === "$" && text[index + 1] === "(") index = afterParentheses(text, index + 2) ?? text.length;
    else index += 1;
  }
  return -1;
}

function escapeInDoubleQuotes(building: Building, at: number): number {
  const next = building.source.text[at + 1] ?? "";
  if (next === "\n") flush(building, at, at + 2);
  else if ('"\\$`'.includes(next)) flush(building, at, at + 2).push({ value: next, start: at, end: at + 2 });
  return at + 2;
}

function backslash(building: Building, at: number): number {
  const { text, argv } = building.source;
  const next = text[at + 1];
  if (next === undefined) return at + 1;
  // The caller's shell has unquoted arguments already: `\.` and `\x41` are meant as they stand.
  if (argv && !" \"'\\$`;&|<>()*".includes(next)) return at + 1;
  const segments = flush(building, at, at + 2);
  if (next !== "\n") segments.push({ value: next, start: at, end: at + 2 });
  return at + 2;
}

function backticks(building: Building, at: number, limit: number): number {
  const close = building.dead.backtick ? -1 : building.source.text.indexOf("`", at + 1);
  if (close < 0) building.dead.backtick = true;
  if (close < 0 || close >= limit) return at + 1;
  nest(building, at + 1, close);
  return close + 1;
}

function nest(building: Building, start: number, end: number): void {
  building.nested ??= [];
  building.nested.push({ start, end });
}

function dollar(building: Building, at: number): number {
  const { text, argv } = building.source;
  const next = text[at + 1];
  if (next === "(") return readSubstitution(building, at);
  if (next === "'") return ansiQuotes(building, at);
  if (next === '"' && !argv) {
    flush(building, at, at + 1);
    return doubleQuotes(building, at + 1);
  }
  if (next !== "{") return at + 1;
  const close = building.dead.brace ? -1 : text.indexOf("}", at + 2);
  if (close < 0) building.dead.brace = true;
  return close < 0 ? at + 2 : close + 1;
}

/** `$(...)`, `<(...)`: kept in the word as it stands; its commands are read later. Without an end it goes to the end. */
export function readSubstitution(building: Building, at: number): number {
  const { text } = building.source;
  const after = afterParentheses(text, at + 2);
  const end = after ?? text.length;
  const isArithmetic = text[at] === "$" && text[at + 2] === "(";
  if (!isArithmetic) nest(building, at + 2, after === null ? end : end - 1);
  return end;
}

/** Index after the parenthesis that closes; null when there is none. */
function afterParentheses(text: string, at: number): number | null {
  let depth = 1;
  let index = at;
  while (index < text.length) {
    const char = text[index];
    if (char === "(") depth += 1;
    else if (char === ")") depth -= 1;
    if (depth === 0) return index + 1;
    if (char === "\\") index += 2;
    else index = char === "'" || char === '"' ? afterQuotes(text, index, char) : index + 1;
  }
  return null;
}

function afterQuotes(text: string, at: number, quote: string): number {
  const close = text.indexOf(quote, at + 1);
  return close < 0 ? at + 1 : close + 1;
}

const ansiEscapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["a", "\u0007"],
  ["b", "\b"],
  ["e", "\u001b"],
  ["E", "\u001b"],
  ["f", "\f"],
  ["v", "\v"],
]);

/** `$'\x2f\142in'`: https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html */
function ansiQuotes(building: Building, at: number): number {
  const { text } = building.source;
  const close = building.dead.single ? -1 : closingAnsiQuote(text, at + 2);
  if (close < 0) {
    building.dead.single = true;
    return at + 2;
  }
  flush(building, at, at + 2);
  let index = at + 2;
  while (index < close) {
    if (text[index] !== "\\") {
      index += 1;
      continue;
    }
    const { value, end } = ansiEscapeAt(text, index, close);
    flush(building, index, end).push({ value, start: index, end });
    index = end;
  }
  flush(building, close, close + 1);
  return close + 1;
}

function closingAnsiQuote(text: string, at: number): number {
  let index = at;
  while (index < text.length && text[index] !== "'") index += text[index] === "\\" ? 2 : 1;
  return index < text.length ? index : -1;
}

interface Escape {
  readonly value: string;
  readonly end: number;
}

const hexDigits: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

function ansiEscapeAt(text: string, at: number, close: number): Escape {
  const letter = text[at + 1] ?? "";
  const simple = ansiEscapes.get(letter);
  if (simple !== undefined) return { value: simple, end: at + 2 };
  const digits = hexDigits.get(letter);
  if (digits !== undefined) return numericEscape(text, at + 2, Math.min(at + 2 + digits, close), 16, letter);
  if (letter >= "0" && letter <= "7") return numericEscape(text, at + 1, Math.min(at + 4, close), 8, letter);
  return { value: letter, end: at + 2 };
}

function numericEscape(text: string, from: number, limit: number, base: 8 | 16, letter: string): Escape {
  let end = from;
  while (end < limit && isDigitOf(text.charCodeAt(end), base)) end += 1;
  if (end === from) return { value: letter, end };
  const code = Number.parseInt(text.slice(from, end), base);
  return { value: code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd", end };
}

function isDigitOf(code: number, base: 8 | 16): boolean {
  if (base === 8) return code >= 48 && code <= 55;
  return isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}
