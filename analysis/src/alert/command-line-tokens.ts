import { type Building, type Dead, flush, readQuoted, readSubstitution } from "./command-line-quotes.ts";
import {
  blank,
  classAt,
  isBoundary,
  isDigit,
  lineEnd,
  meta,
  plain,
  quoting,
  type Source,
  type Span,
  type Token,
} from "./command-line-source.ts";
import { knownPrograms, textPrograms } from "./command-line-wrappers.ts";

/** Cuts a command line into shell words, operators and redirections, each with its place. */

interface Scanner {
  readonly source: Source;
  readonly tokens: Token[];
  readonly dead: Dead;
  /** Where the marks of here-documents stand in `tokens` whose bodies begin after the next line end. */
  readonly heredocs: number[];
  heredocDead: boolean;
  /** The command under way takes patterns or programs as arguments: `grep -E a|b`, `awk {print; exit}`. */
  isText: boolean;
}

/** All tokens of the text, in order; never fails, and each character is looked at a bounded number of times. */
export function tokenise(source: Source): readonly Token[] {
  const scanner: Scanner = {
    source,
    tokens: [],
    dead: { single: false, double: false, backtick: false, brace: false },
    heredocs: [],
    heredocDead: false,
    isText: false,
  };
  let at = 0;
  while (at < source.text.length) at = source.argv ? nextInArguments(scanner, at) : nextInScript(scanner, at);
  return scanner.tokens;
}

function push(scanner: Scanner, kind: Token["kind"], start: number, end: number, value?: string): number {
  const text = value ?? scanner.source.text.slice(start, end);
  scanner.tokens.push({ kind, value: text, start, end, segments: null, nested: null });
  return end;
}

function nextInScript(scanner: Scanner, at: number): number {
  const { text } = scanner.source;
  const kind = classAt(text, at);
  if (kind === blank) return at + 1;
  if (kind === lineEnd) return endLine(scanner, at);
  const redirection = redirectionAt(text, at);
  if (redirection !== null) return redirect(scanner, at, redirection);
  const char = text[at];
  if (kind !== meta || char === "<" || char === ">") return word(scanner, at);
  if (char === "(") return push(scanner, "open", at, at + 1);
  if (char === ")") return push(scanner, "close", at, at + 1);
  return operator(scanner, at);
}

function nextInArguments(scanner: Scanner, at: number): number {
  const { text } = scanner.source;
  const kind = classAt(text, at);
  if (kind === blank || kind === lineEnd) return at + 1;
  if (kind === meta && isOperatorInArguments(scanner, at)) return operator(scanner, at);
  const redirection = redirectionAt(text, at);
  if (redirection !== null && !isTag(text, at)) return redirect(scanner, at, redirection);
  return word(scanner, at);
}

/** `<NA>` or `<html>` among arguments is no redirection. */
function isTag(text: string, at: number): boolean {
  if (text[at] !== "<" || !/[A-Za-z!/]/.test(text[at + 1] ?? "")) return false;
  for (let index = at + 2; index < at + 64 && !isBoundary(text, index); index += 1) {
    if (text[index] === ">") return true;
  }
  return false;
}

const twoCharOperators: ReadonlyMap<string, string> = new Map([
  ["&&", "&&"],
  ["||", "||"],
  ["|&", "|"],
  [";;", ";"],
  [";&", ";"],
]);

function operator(scanner: Scanner, at: number): number {
  scanner.isText = false;
  const two = twoCharOperators.get(scanner.source.text.slice(at, at + 2));
  return two === undefined ? push(scanner, "operator", at, at + 1) : push(scanner, "operator", at, at + 2, two);
}

/**
 * Among joined arguments `|` and `&&` are operators when they stand alone; `;` and `&` (`X11; Linux`, `?a=1&b=2`) and
 * joined ones (`a|b`) only when a known program or a path follows.
 */
function isOperatorInArguments(scanner: Scanner, at: number): boolean {
  const { text } = scanner.source;
  const char = text[at];
  if (char !== "|" && char !== ";" && char !== "&") return false;
  const after = at + (twoCharOperators.has(text.slice(at, at + 2)) ? 2 : 1);
  const isAlone = isBoundary(text, after) && isBoundary(text, at - 1);
  if (scanner.isText) return isAlone && knownPrograms.has(programAfter(text, after));
  const isDouble = after === at + 2;
  if (char !== ";" && (isDouble || (isAlone && (char === "|" || after >= text.length)))) return true;
  return leadsToProgram(text, after);
}

function leadsToProgram(text: string, at: number): boolean {
  const isApart = isBoundary(text, at);
  const next = isApart ? afterBlanks(text, at) : at;
  if (next < text.length && isApart && "/.~$`(\"'".includes(text[next] ?? "")) return true;
  return knownPrograms.has(programAfter(text, next));
}

function afterBlanks(text: string, at: number): number {
  let next = at;
  while (next < at + 8 && next < text.length && isBoundary(text, next)) next += 1;
  return next;
}

/** The base name of the next word; "" when it is long. */
function programAfter(text: string, at: number): string {
  let start = afterBlanks(text, at);
  const limit = start + 64;
  for (let index = start; index < limit; index += 1) {
    if (text[index] === "/") start = index + 1;
    else if (index >= text.length || classAt(text, index) !== plain) return text.slice(start, index);
  }
  return "";
}

/** Length of the redirection operator here (`2>&`, `&>>`, `<<<`, ...), or null; `<(` begins a word. */
function redirectionAt(text: string, at: number): number | null {
  let index = at;
  while (index < at + 3 && isDigit(text.charCodeAt(index))) index += 1;
  const digits = index - at;
  const char = text[index];
  if (digits === 0 && char === "&" && text[index + 1] === ">") return text[index + 2] === ">" ? 3 : 2;
  if (char === "<") return inputLength(text, index, digits);
  return char === ">" ? outputLength(text, index, digits) : null;
}

function inputLength(text: string, at: number, digits: number): number | null {
  const rest = text.slice(at + 1, at + 3);
  if (rest.startsWith("(") && digits === 0) return null;
  if (rest === "<<" || rest === "<-") return digits + 3;
  return digits + (rest.startsWith("<") || rest.startsWith("&") || rest.startsWith(">") ? 2 : 1);
}

function outputLength(text: string, at: number, digits: number): number | null {
  const next = text[at + 1];
  if (next === "(" && digits === 0) return null;
  return digits + (next === ">" || next === "&" || next === "|" ? 2 : 1);
}

function redirect(scanner: Scanner, at: number, length: number): number {
  const end = push(scanner, "redirection", at, at + length);
  const sign = scanner.source.text.slice(at, end);
  const isHeredoc = (sign.endsWith("<<") && !sign.endsWith("<<<")) || sign.endsWith("<<-");
  return isHeredoc && !scanner.source.argv && !scanner.heredocDead ? heredocMark(scanner, end) : end;
}

function heredocMark(scanner: Scanner, at: number): number {
  const { text } = scanner.source;
  let start = at;
  while (classAt(text, start) === blank) start += 1;
  const kind = classAt(text, start);
  if (start >= text.length || (kind !== plain && kind !== quoting)) return start;
  const end = word(scanner, start);
  scanner.heredocs.push(scanner.tokens.length - 1);
  return end;
}

/** A line end parts commands; bodies of here-documents that begin here are stepped over. */
function endLine(scanner: Scanner, at: number): number {
  push(scanner, "operator", at, at + 1, ";");
  let next = at + 1;
  for (const index of scanner.heredocs.splice(0)) {
    const token = scanner.tokens[index];
    const body =
      token === undefined || scanner.heredocDead ? null : heredocBody(scanner.source.text, next, token.value);
    if (token === undefined || body === null) scanner.heredocDead = true;
    else {
      scanner.tokens[index] = { ...token, body };
      next = Math.min(scanner.source.text.length, body.end + token.value.length);
    }
  }
  return next;
}

/** The lines up to the one that consists of the mark; null when there is none. */
function heredocBody(text: string, at: number, mark: string): Span | null {
  let line = at;
  while (line < text.length) {
    const found = text.indexOf("\n", line);
    const end = found < 0 ? text.length : found;
    if (end - line < mark.length + 64 && text.slice(line, end).trim() === mark)
      return { start: at, end: text.indexOf(mark, line) };
    line = end + 1;
  }
  return null;
}

/** Reads the word that begins here; gives the index after it. */
function word(scanner: Scanner, start: number): number {
  const { source, dead } = scanner;
  const { text } = source;
  const building: Building = { source, dead, start, from: start, segments: null, nested: null };
  let at = start;
  while (at < text.length) {
    const kind = classAt(text, at);
    if (kind === plain) at += 1;
    else if (kind === quoting) at = readQuoted(building, at);
    else if (at === start && isProcessSubstitution(text, at)) at = readSubstitution(building, at);
    else if (kind !== meta || endsWord(scanner, start, at)) break;
    else at += 1;
  }
  finishWord(scanner, building, at);
  return at;
}

function isProcessSubstitution(text: string, at: number): boolean {
  return (text[at] === "<" || text[at] === ">") && text[at + 1] === "(";
}

/** True when the `|`, `;`, `>`, ... here is no part of the word. */
function endsWord(scanner: Scanner, start: number, at: number): boolean {
  const { text, argv } = scanner.source;
  if (!argv) return !leadsToParameter(text, at);
  if (at === start) return false;
  const char = text[at];
  return char === ">" || char === "<" ? leadsToDevice(text, at) : isOperatorInArguments(scanner, at);
}

/**
 * `?a=1&b=2` and `AccountName=x;AccountKey=y` whose quotes got lost: nothing that could run comes after the assignment,
 * only an option, an operator or the end.
 */
function leadsToParameter(text: string, at: number): boolean {
  if (text[at] !== "&" && text[at] !== ";") return false;
  let equals = at + 1;
  while (equals < at + 64 && isNameChar(text.charCodeAt(equals))) equals += 1;
  if (equals === at + 1 || text[equals] !== "=") return false;
  let next = equals + 1;
  while (next < text.length && !isBoundary(text, next) && !"|&;<>()".includes(text[next] ?? "")) next += 1;
  next = afterBlanks(text, next);
  return next >= text.length || "-|&;".includes(text[next] ?? "");
}

function isNameChar(code: number): boolean {
  return isDigit(code) || code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** `bash -i>&/dev/tcp/...`: a redirection without a space before it. */
function leadsToDevice(text: string, at: number): boolean {
  const next = text[at + 1];
  return text.startsWith("/dev/", next === "&" || next === ">" ? at + 2 : at + 1);
}

function finishWord(scanner: Scanner, building: Building, end: number): void {
  const { start, nested } = building;
  const segments = building.segments === null ? null : flush(building, end, end);
  const value = segments === null ? scanner.source.text.slice(start, end) : joinSegments(segments);
  scanner.tokens.push({ kind: "word", value, start, end, segments, nested });
  if (scanner.source.argv && !scanner.isText)
    scanner.isText = textPrograms.has(value.slice(value.lastIndexOf("/") + 1));
}

function joinSegments(segments: readonly { readonly value: string }[]): string {
  return segments.map(({ value }) => value).join("");
}
