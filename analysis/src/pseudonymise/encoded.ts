import type { Word } from "./char-runs.ts";
import { alphabetOf, hexDigits, runsOf } from "./char-runs.ts";

/** The same text read in another way, with the place of each of its characters in the text it comes from. */
export interface View {
  readonly text: string;
  /** The original's offsets, one more than the text has characters. */
  readonly at: Int32Array;
}

/** A run of base64 or hexadecimal digits that says something. */
export interface EncodedRun {
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
}

const escapedByte = /%[0-9a-fA-F]{2}/;

/** The text with percent-encoding undone, once and twice; empty when there is none. */
export function percentViews(text: string): View[] {
  if (!text.includes("%") || !escapedByte.test(text)) return [];
  const once = decodePercent(text);
  if (!once.text.includes("%") || !escapedByte.test(once.text)) return [once];
  const twice = decodePercent(once.text);
  return [once, { text: twice.text, at: twice.at.map((at) => once.at[at] ?? text.length) }];
}

/** The text with backslash escapes of JSON undone; null when there are none. */
export function unescapedView(text: string): View | null {
  if (!text.includes("\\")) return null;
  const writer = createWriter(text.length);
  let copied = 0;
  for (let index = text.indexOf("\\"); index >= 0; ) {
    const length = escapeLength(text, index);
    if (length > 1) {
      writer.copy(text, copied, index);
      writer.add(unescaped(text, index, length), index);
      copied = index + length;
    }
    index = text.indexOf("\\", index + length);
  }
  writer.copy(text, copied, text.length);
  return writer.view(text.length);
}

function escapeLength(text: string, at: number): number {
  const next = text.charAt(at + 1);
  if (next === "u" && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) return 6;
  if (next === "x" && /^[0-9a-fA-F]{2}$/.test(text.slice(at + 2, at + 4))) return 4;
  return next !== "" && '"\\/nrt'.includes(next) ? 2 : 1;
}

function unescaped(text: string, at: number, length: number): string {
  if (length > 2) return String.fromCharCode(Number.parseInt(text.slice(at + 2, at + length), 16));
  const char = text.charAt(at + 1);
  return char === "n" || char === "r" || char === "t" ? "\n" : char;
}

const variable = /^%[A-Z][A-Z0-9]*_[A-Z0-9_]*%(?![0-9A-Fa-f]{2})/;
const variableCharsMax = 72;

/** Bytes of one run of `%xx` are one piece of UTF-8; what is none stays as it is. */
function decodePercent(text: string): View {
  const writer = createWriter(text.length);
  let copied = 0;
  for (let index = text.indexOf("%"); index >= 0; ) {
    let end = index;
    while (text.charCodeAt(end) === 37 && escapedByte.test(text.slice(end, end + 3))) end += 3;
    // `%DB_PASSWORD%` is a variable of Windows, `%DB` no escaped byte.
    const name = end > index ? variable.exec(text.slice(index, index + variableCharsMax))?.[0] : undefined;
    if (end === index || name !== undefined) {
      index = text.indexOf("%", index + (name?.length ?? 1));
      continue;
    }
    writer.copy(text, copied, index);
    addBytes(writer, text, index, end);
    copied = end;
    index = text.indexOf("%", end);
  }
  writer.copy(text, copied, text.length);
  return writer.view(text.length);
}

function addBytes(writer: Writer, text: string, start: number, end: number): void {
  let index = start;
  while (index < end) {
    const byte = Number.parseInt(text.slice(index + 1, index + 3), 16);
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    const piece = text.slice(index, Math.min(end, index + 3 * length));
    writer.add(byte < 0x80 ? String.fromCharCode(byte) : decoded(piece), index);
    index += piece.length;
  }
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return "\ufffd";
  }
}

interface Writer {
  /** A piece that stands for what is at that place. */
  readonly add: (piece: string, at: number) => void;
  /** A part of the text as it is. */
  readonly copy: (text: string, from: number, until: number) => void;
  readonly view: (end: number) => View;
}

function createWriter(charsMax: number): Writer {
  const places = new Int32Array(charsMax + 1);
  const pieces: string[] = [];
  let length = 0;
  return {
    add(piece, at) {
      pieces.push(piece);
      for (let index = 0; index < piece.length; index += 1) {
        places[length] = at;
        length += 1;
      }
    },
    copy(text, from, until) {
      if (until <= from) return;
      pieces.push(text.slice(from, until));
      for (let at = from; at < until; at += 1) {
        places[length] = at;
        length += 1;
      }
    },
    view(end) {
      places[length] = end;
      return { text: pieces.join(""), at: places };
    },
  };
}

const base64Digits = alphabetOf("+/_-");
const base64CharsMin = 12;
const hexCharsMin = 16;
const runsMax = 5000;
const runCharsMax = 65_536;

/** Runs that decode to readable text, at most 5,000; `words` are the text's long ones. */
export function encodedRuns(text: string, words: readonly Word[]): EncodedRun[] {
  const found: EncodedRun[] = [];
  for (const word of words) {
    if (!mayBeCode(word)) continue;
    for (const { start, end } of runsOf(text, base64Digits, base64CharsMin, word.start, word.end)) {
      if (end - start > runCharsMax) continue;
      if (word.upper > 0 && word.lower > 0) addRun(found, text.slice(start, end), start, fromBase64);
      for (const hex of runsOf(text, hexDigits, hexCharsMin, start, end))
        addRun(found, text.slice(hex.start, hex.end - ((hex.end - hex.start) % 2)), hex.start, fromHex);
      if (found.length >= runsMax) return found;
    }
  }
  return found;
}

/** Base64 has capitals and small letters, hexadecimal digits have digits. */
function mayBeCode({ start, end, upper, lower, digits }: Word): boolean {
  return (upper > 0 && lower > 0) || (digits > 0 && end - start >= hexCharsMin);
}

/** True when the word is base64 or hexadecimal of readable text. */
export function decodesToText(word: string): boolean {
  return [fromBase64(word), fromHex(word)].some((decoded) => decoded?.length === word.length);
}

function addRun(found: EncodedRun[], run: string, start: number, decode: (run: string) => Decoded | null): void {
  const value = decode(run);
  if (value !== null) found.push({ start, end: start + value.length, decoded: value.text });
}

/** What a run says, and how many of its characters say it: a word may stand behind the code (`aGVsbG8gd29ybGQ/x`). */
interface Decoded {
  readonly text: string;
  readonly length: number;
}

/** A path or word may stand in front, so that the code does not begin with the run: every offset is tried. */
function fromBase64(run: string): Decoded | null {
  if (!/[A-Z]/.test(run) || !/[a-z]/.test(run)) return null;
  for (let offset = 0; offset < 4; offset += 1) {
    if (!beginsReadable(run, offset)) continue;
    const bytes = Buffer.from(run.slice(offset), "base64");
    const text = readable(bytes);
    if (text === null) continue;
    const size = Buffer.byteLength(text);
    const digits = size === bytes.length ? run.length - offset : Math.ceil((size * 4) / 3);
    return { text, length: offset + digits };
  }
  return null;
}

const lookChars = 16;
const looked = new Uint8Array((lookChars * 3) / 4);

/** A look at the first bytes, since most words are no base64. */
function beginsReadable(run: string, offset: number): boolean {
  let count = 0;
  for (let at = offset; at + 3 < run.length && at < offset + lookChars; at += 4) {
    const bits =
      (sextetOf(run, at) << 18) | (sextetOf(run, at + 1) << 12) | (sextetOf(run, at + 2) << 6) | sextetOf(run, at + 3);
    if (isControl(bits >> 16) || isControl((bits >> 8) & 255) || isControl(bits & 255)) return false;
    looked[count] = bits >> 16;
    looked[count + 1] = bits >> 8;
    looked[count + 2] = bits;
    count += 3;
  }
  return !isBrokenEarly(count);
}

/** True when what was looked at stops being UTF-8 before it is long enough to be no chance. */
function isBrokenEarly(count: number): boolean {
  for (let at = 0; at < partBytesMin && at < count; ) {
    const byte = looked[at] as number;
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (byte >= 0x80 && (byte < 0xc2 || byte > 0xf4)) return true;
    for (let next = at + 1; next < at + length && next < count; next += 1)
      if (((looked[next] as number) & 0xc0) !== 0x80) return true;
    at += length;
  }
  return false;
}

const sextets = new Uint8Array(128);
for (const [value, char] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries())
  sextets[char.charCodeAt(0)] = value;
sextets[45] = 62;
sextets[95] = 63;

function sextetOf(run: string, at: number): number {
  return sextets[run.charCodeAt(at)] ?? 0;
}

function isControl(byte: number): boolean {
  return (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127;
}

function fromHex(run: string): Decoded | null {
  const text = /^[0-9a-fA-F]+$/.test(run) && !hasEarlyControl(run) ? readable(Buffer.from(run, "hex")) : null;
  return text === null
    ? null
    : { text, length: text.length === run.length / 2 ? run.length : 2 * Buffer.byteLength(text) };
}

/** Most hexadecimal digits are a digest or an id: one of their first bytes is no text. */
function hasEarlyControl(run: string): boolean {
  for (let at = 0; at < 2 * partBytesMin && at + 1 < run.length; at += 2)
    if (isControl((hexValueOf(run.charCodeAt(at)) << 4) | hexValueOf(run.charCodeAt(at + 1)))) return true;
  return false;
}

function hexValueOf(code: number): number {
  return code <= 57 ? code - 48 : (code | 32) - 87;
}

const bytesMin = 6;
/** Fewer readable bytes in front of others are chance. */
const partBytesMin = 9;

/** The bytes as text, up to where they are none; null when that is too little. */
function readable(bytes: Buffer): string | null {
  let end = 0;
  while (end < bytes.length && !isControl(bytes[end] as number)) end += 1;
  if (end === bytes.length) end = -1;
  const part = end < 0 ? bytes : bytes.subarray(0, end);
  const text = part.toString("utf8");
  const broken = text.indexOf("\ufffd");
  const whole = broken < 0 ? text : text.slice(0, broken);
  const isWhole = end < 0 && broken < 0;
  return Buffer.byteLength(whole) >= (isWhole ? bytesMin : partBytesMin) ? whole : null;
}
