/**
 * Decodes the text of a web request as servers do: percent signs (also doubled, `%u` and overlong forms), entities, `+`;
 * lower case, many blanks made one, comments inside SQL taken for blanks. Every character of the result knows where it
 * came from, so that a find can be quoted as it stands in the alert.
 */
export interface WebText {
  readonly raw: string;
  /** Decoded and folded; what patterns look at. */
  readonly text: string;
  /** Place in `raw` of each character of `text`, and the place after it. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

interface Char {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

interface Escape {
  readonly value: string;
  /** Characters that stand for it. */
  readonly length: number;
}

const charsMax = 8192;
const passesMax = 3;
const entityCharsMax = 9;
const entities: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
  ["colon", ":"],
  ["lpar", "("],
  ["rpar", ")"],
  ["newline", "\n"],
  ["tab", " "],
]);

/** Decodes one text. Linear; reads at most 8192 characters. Never throws. */
export function decodeWebText(raw: string): WebText {
  let chars: readonly Char[] = charsOf(raw.slice(0, charsMax));
  for (let pass = 0; pass < passesMax; pass += 1) {
    const decoded = decodeOnce(chars, pass === 0);
    const isDone = decoded.length === chars.length;
    chars = decoded;
    if (isDone) break;
  }
  const folded = fold(withoutComments(chars));
  return {
    raw,
    text: folded.map((char) => char.value).join(""),
    starts: folded.map((char) => char.start),
    ends: folded.map((char) => char.end),
  };
}

function charsOf(text: string): Char[] {
  return Array.from({ length: text.length }, (_, at) => ({ value: text.charAt(at), start: at, end: at + 1 }));
}

function decodeOnce(chars: readonly Char[], first: boolean): Char[] {
  const out: Char[] = [];
  let at = 0;
  while (at < chars.length) {
    const char = chars[at];
    if (char === undefined) break;
    const found = escapeAt(chars, at);
    if (found) out.push({ value: found.value, start: char.start, end: endOf(chars, at + found.length) });
    else out.push(first && char.value === "+" ? { ...char, value: " " } : char);
    at += found?.length ?? 1;
  }
  return out;
}

function endOf(chars: readonly Char[], after: number): number {
  return chars[after - 1]?.end ?? 0;
}

/** `%2f`, `%u002f`, `\u002f`, `\x2f`, `&#x2f;`, `&#47;`, `&lt;`, and the overlong `%c0%af`. */
function escapeAt(chars: readonly Char[], at: number): Escape | null {
  switch (chars[at]?.value) {
    case "%":
      return isLetter(chars, at + 1, "u") ? hexAt(chars, at + 2, 4, 2) : hexAt(chars, at + 1, 2, 1);
    case "\\":
      if (isLetter(chars, at + 1, "u")) return hexAt(chars, at + 2, 4, 2);
      return isLetter(chars, at + 1, "x") ? hexAt(chars, at + 2, 2, 2) : null;
    case "\u00c0":
      return overlongAt(chars, at, 0);
    case "\u00c1":
      return overlongAt(chars, at, 64);
    case "&":
      return entityAt(chars, at);
    default:
      return null;
  }
}

function isLetter(chars: readonly Char[], at: number, letter: string): boolean {
  return chars[at]?.value.toLowerCase() === letter;
}

function hexAt(chars: readonly Char[], from: number, digits: number, before: number): Escape | null {
  let text = "";
  for (let index = from; index < from + digits; index += 1) text += chars[index]?.value ?? "";
  if (text.length !== digits || !/^[0-9a-f]+$/i.test(text)) return null;
  return { value: String.fromCharCode(Number.parseInt(text, 16)), length: digits + before };
}

/** Two bytes that old decoders take for one ASCII character. */
function overlongAt(chars: readonly Char[], at: number, base: number): Escape | null {
  const next = chars[at + 1]?.value.charCodeAt(0) ?? 0;
  if (next < 0x80 || next > 0xbf) return null;
  return { value: String.fromCharCode(base + (next & 0x3f)), length: 2 };
}

function entityAt(chars: readonly Char[], at: number): Escape | null {
  let name = "";
  for (let index = at + 1; index <= at + entityCharsMax; index += 1) {
    const value = chars[index]?.value;
    if (value === undefined) return null;
    if (value === ";") {
      const decoded = entityValue(name.toLowerCase());
      return decoded === null ? null : { value: decoded, length: index - at + 1 };
    }
    name += value;
  }
  return null;
}

function entityValue(name: string): string | null {
  const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/.exec(name);
  if (!number) return entities.get(name) ?? null;
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  return code > 0 && code <= 0xffff ? String.fromCharCode(code) : null;
}

/** SQL comments become blanks. What stands in MySQL's `/*!50000 ... *\/` is run, so only its marks are taken out. */
function withoutComments(chars: readonly Char[]): Char[] {
  const text = chars.map((char) => char.value).join("");
  if (!text.includes("/*")) return [...chars];
  const out: Char[] = [];
  let lastEnd = text.lastIndexOf("*/");
  let at = 0;
  while (at < chars.length) {
    const char = chars[at];
    if (char === undefined) break;
    const length = commentAt(text, at, lastEnd);
    if (length === 0) out.push(char);
    else out.push({ value: " ", start: char.start, end: endOf(chars, at + length) });
    at += Math.max(1, length);
    if (at > lastEnd) lastEnd = -1;
  }
  return out;
}

/** Characters of the comment, or of the mark, that begins here; 0 when none does. */
function commentAt(text: string, at: number, lastEnd: number): number {
  if (text.startsWith("*/", at)) return 2;
  if (lastEnd < at + 2 || !text.startsWith("/*", at)) return 0;
  const mark = /^\/\*!\d{0,5}/.exec(text.slice(at, at + 8))?.[0];
  return mark?.length ?? text.indexOf("*/", at + 2) + 2 - at;
}

/** Lower case and one blank for many; line ends stay, as they part headers and commands. */
function fold(chars: readonly Char[]): Char[] {
  const out: Char[] = [];
  for (const char of chars) {
    const code = char.value.charCodeAt(0);
    const last = out.at(-1);
    if (code === 10 || code === 13) out.push({ ...char, value: "\n" });
    else if (code > 32 && code !== 0xa0) out.push({ ...char, value: lowerCase(char.value) });
    else if (last?.value === " ") out[out.length - 1] = { ...last, end: char.end };
    else out.push({ ...char, value: " " });
  }
  return out;
}

/** Lower case of one character that stays one character. */
function lowerCase(value: string): string {
  const lower = value.toLowerCase();
  return lower.length === 1 ? lower : value;
}
