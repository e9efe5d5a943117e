import type { View } from "./encoded.ts";
import { unescapedView } from "./encoded.ts";

/** JSON as it stands inside any text: cut off in the middle, escaped once or more inside of strings, between other words. */

/** A text's place and what it says. */
export interface JsonString {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  /** Where the value's characters stand in the text; null where it is written as it is. */
  readonly at: Int32Array | null;
}

export interface JsonMember {
  readonly key: string;
  /** Null for numbers, objects and lists. */
  readonly string: JsonString | null;
}

/** An object or a list; `key` is the name that it has in what it is in, a list's own for the objects in it. */
export interface JsonPart {
  readonly key: string;
  readonly isList: boolean;
  readonly parent: JsonPart | null;
  readonly members: readonly JsonMember[];
  /** Strings of a list that stand in it directly. */
  readonly items: readonly JsonString[];
}

interface OpenPart extends JsonPart {
  readonly members: JsonMember[];
  readonly items: JsonString[];
  pendingKey: string | null;
}

const depthMax = 64;
const nestingMax = 3;
const partsMax = 2000;
const stringCharsMax = 8192;
const mayBegin = /[{[]\s{0,3}(?:\\{0,7}["'{]|\{|\[|$)/y;
const begins = /[{[]\s{0,3}\\{0,7}["'{[]/;

/** All objects and lists of strings in a text, inner ones too. Every character is read once a level of escaping: linear. */
export function findJson(text: string): JsonPart[] {
  const found: JsonPart[] = [];
  if (mayHold(text)) readRange(text, { start: 0, end: text.length, slashes: -1, nesting: 0, parent: null }, found);
  return found;
}

/** A first look: most texts hold none. */
function mayHold(text: string): boolean {
  return (text.includes('"') || text.includes("'")) && begins.test(text);
}

interface Range {
  readonly start: number;
  readonly end: number;
  /** Backslashes in front of each quote; -1 while the first is not seen. */
  readonly slashes: number;
  readonly nesting: number;
  readonly parent: JsonPart | null;
}

function readRange(text: string, range: Range, found: JsonPart[]): void {
  const reading: Reading = { text, range, found, stack: [], slashes: range.slashes };
  for (let at = range.start; at < range.end; ) {
    const top = reading.stack.at(-1);
    const code = text.charCodeAt(at);
    if (code === 123 || code === 91) at = readOpening(reading, at, code === 91);
    else if (top === undefined) at += 1;
    else if (code === 92 || code === 34 || code === 39) at = readQuote(reading, top, at);
    else {
      readSign(reading, top, code);
      at += 1;
    }
    if (at < 0) return;
  }
}

interface Reading {
  readonly text: string;
  readonly range: Range;
  readonly found: JsonPart[];
  readonly stack: OpenPart[];
  slashes: number;
}

/** Where to go on; below zero when there is too much of it. */
function readOpening(reading: Reading, at: number, isList: boolean): number {
  const { text, range, stack, found } = reading;
  const top = stack.at(-1);
  if (top === undefined) {
    mayBegin.lastIndex = at;
    if (!mayBegin.test(text)) return at + 1;
    reading.slashes = range.slashes;
  }
  if (stack.length >= depthMax || found.length >= partsMax) return -1;
  const before = top === undefined ? nameBefore(text, at) : "";
  stack.push(opened({ top: top ?? null, isList, around: range.parent, before }, found));
  return at + 1;
}

function readQuote(reading: Reading, top: OpenPart, at: number): number {
  const { text, range, stack, found } = reading;
  const given = countSlashes(text, at);
  const quote = text.charCodeAt(at + given);
  // An escape between values: white space that is written as `\n`.
  if (quote !== 34 && quote !== 39) return at + given + 1;
  if (reading.slashes < 0) reading.slashes = given;
  const { slashes } = reading;
  if (given !== slashes) {
    // A quote of another level ends what this one is in.
    stack.length = 0;
    return at + given + 1;
  }
  const start = at + given + 1;
  const end = endOfString(text, start, range.end, slashes, quote);
  add(text, top, { start, end, slashes, nesting: range.nesting, parent: top }, found);
  return end + slashes + 1;
}

function readSign({ stack }: Reading, top: OpenPart, code: number): void {
  if (code === 125 || code === 93) stack.pop();
  else if (code === 44 && !top.isList) top.pendingKey = null;
  else if (!isBetweenValues(code)) stack.length = 0;
}

const name = /([\w.-]{1,64})\\{0,7}["']?\s?[:=]\s?$/;

/** `payload={...}`, `"user":{...}` of a piece of JSON. */
function nameBefore(text: string, at: number): string {
  return name.exec(text.slice(Math.max(0, at - 72), at))?.[1] ?? "";
}

interface Opening {
  readonly top: OpenPart | null;
  readonly isList: boolean;
  readonly around: JsonPart | null;
  /** The name in front of the text's outermost part. */
  readonly before: string;
}

function opened({ top, isList, around, before }: Opening, found: JsonPart[]): OpenPart {
  const key = top?.pendingKey ?? (top?.isList ? top.key : (around?.key ?? before));
  const part: OpenPart = { key, isList, parent: top ?? around, members: [], items: [], pendingKey: null };
  if (top !== null && !top.isList && top.pendingKey !== null) {
    top.members.push({ key: top.pendingKey, string: null });
    top.pendingKey = null;
  }
  found.push(part);
  return part;
}

function add(text: string, top: OpenPart, range: Range, found: JsonPart[]): void {
  const { start, end, slashes, nesting } = range;
  const near = text.slice(start, Math.min(end, start + stringCharsMax));
  if (!top.isList && top.pendingKey === null) {
    top.pendingKey = near;
    return;
  }
  const string = readString(near, start, end, slashes);
  const key = top.pendingKey;
  if (top.isList) top.items.push(string);
  else top.members.push({ key: key ?? "", string });
  const inside = nesting < nestingMax && begins.test(near.slice(0, 64)) ? { ...top, key: key ?? top.key } : null;
  if (inside !== null)
    readRange(text, { start, end, slashes: slashes * 2 + 1, nesting: nesting + 1, parent: inside }, found);
  top.pendingKey = null;
}

function countSlashes(text: string, from: number): number {
  let at = from;
  while (at - from < 16 && text.charCodeAt(at) === 92) at += 1;
  return at - from;
}

/** The same quote behind as many backslashes; where the text is cut off, its end. */
function endOfString(text: string, start: number, limit: number, slashes: number, quote: number): number {
  let run = 0;
  for (let at = start; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) run += 1;
    else {
      // An even number of them more is the value's own backslashes.
      if (code === quote && (run === slashes || (run > slashes && (run - slashes) % (2 * (slashes + 1)) === 0)))
        return at - slashes;
      run = 0;
    }
  }
  return limit;
}

/** White space, colons, commas, digits, the letters of `true`, `false` and `null`, signs of numbers. */
function isBetweenValues(code: number): boolean {
  if (code <= 32 || code === 44 || code === 58) return true;
  if (code >= 48 && code <= 57) return true;
  return code === 43 || code === 45 || code === 46 || (code >= 97 && code <= 122) || code === 69;
}

/** One level of escapes is undone for each level that the quotes have. */
function readString(raw: string, start: number, end: number, slashes: number): JsonString {
  const view = raw.includes("\\") ? unescapedLevels(raw, 2 * slashes + 1) : null;
  return { start, end, value: view?.text ?? raw, at: view?.at ?? null };
}

function unescapedLevels(text: string, levels: number): View | null {
  const view = unescapedView(text);
  if (view === null || levels <= 1) return view;
  const inner = unescapedLevels(view.text, (levels - 1) / 2);
  return inner === null ? view : { text: inner.text, at: inner.at.map((at) => view.at[at] ?? text.length) };
}

/** The text's offset of a character of a string's value. */
export function offsetIn({ start, at }: JsonString, index: number): number {
  return start + (at === null ? index : (at[index] ?? index));
}
