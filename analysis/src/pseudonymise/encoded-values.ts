import type { Span } from "./recognizer.ts";
import { isCommonWord } from "./well-known.ts";

/**
 * The values of one alert as base64 and hexadecimal digits spell them. Codes too short to be told from a word by what they decode to
 * (`YWJlbA==`) are looked for by what is known.
 */
export interface EncodedValues {
  readonly add: (value: string) => void;
  /** How many there are: texts have to be looked at again when it grows. */
  readonly size: () => number;
  /** Where one of them stands as a whole word; `lower` is the text in lower case, of the same length. */
  readonly find: (text: string, lower: string) => Span[];
}

interface Entry {
  readonly value: string;
  /** The digits that only the value decides, whatever line end is encoded with it. */
  readonly base64: string;
  /** The same in the alphabet for addresses (RFC 4648, section 5); null where no digit differs. */
  readonly base64Url: string | null;
  readonly hex: string;
}

const valueCharsMin = 4;
/** What is longer decodes to readable text, which is read as any other. */
const valueCharsMax = 16;
const codeCharsMin = 6;
const valuesMax = 400;
const lineEnds = ["\r\n", "\n", ""];
const noSpans: Span[] = [];

/** Makes an empty list. */
export function createEncodedValues(): EncodedValues {
  const values = new Set<string>();
  const entries: Entry[] = [];
  let charsMin = Number.POSITIVE_INFINITY;
  return {
    add(value) {
      if (value.length < valueCharsMin || value.length > valueCharsMax || values.size >= valuesMax) return;
      if (values.has(value) || isCommonWord(value) || !/[\p{L}\p{N}]/u.test(value)) return;
      values.add(value);
      const entry = entryOf(value);
      charsMin = Math.min(charsMin, entry.base64.length, entry.hex.length);
      entries.push(entry);
    },
    size: () => entries.length,
    find(text, lower) {
      if (text.length < charsMin) return noSpans;
      const spans: Span[] = [];
      for (const entry of entries) {
        const { base64, base64Url, hex } = entry;
        if (base64.length > text.length) continue;
        if (text.includes(base64)) addBase64(text, base64, entry, spans);
        if (base64Url !== null && text.includes(base64Url)) addBase64(text, base64Url, entry, spans);
        if (hex.length <= lower.length && lower.includes(hex)) addHex(lower, hex, spans);
      }
      return spans;
    },
  };
}

function entryOf(value: string): Entry {
  const bytes = Buffer.from(value, "utf8");
  const base64 = bytes.toString("base64").slice(0, Math.floor((bytes.length * 4) / 3));
  const base64Url = /[+/]/.test(base64) ? urlDigits(base64) : null;
  return { value, base64, base64Url, hex: bytes.toString("hex") };
}

/** Whole codes only: with one of the line ends, or none, and padding where there is any. */
function addBase64(text: string, digits: string, { value, base64Url }: Entry, spans: Span[]): void {
  const codes = lineEnds
    .map((lineEnd) =>
      Buffer.from(value + lineEnd, "utf8")
        .toString("base64")
        .replace(/=+$/, ""),
    )
    .filter(({ length }) => length >= codeCharsMin);
  const all = digits === base64Url ? codes.map(urlDigits) : [...codes, ...codes.map(urlDigits)];
  for (let start = text.indexOf(digits); start >= 0; start = text.indexOf(digits, start + digits.length)) {
    if (isDigitAt(text, start - 1)) continue;
    const code = all.find((each) => text.startsWith(each, start) && !isDigitAt(text, start + each.length));
    if (code === undefined) continue;
    let end = start + code.length;
    for (let signs = 0; signs < 2 && text.charCodeAt(end) === 61; signs += 1) end += 1;
    spans.push({ start, end, type: "REDACTED" });
  }
}

function addHex(lower: string, digits: string, spans: Span[]): void {
  for (let start = lower.indexOf(digits); start >= 0; start = lower.indexOf(digits, start + digits.length)) {
    // `0x6d697261` of SQL and C.
    const isOpen = !isDigitAt(lower, start - 1) || (lower.startsWith("0x", start - 2) && !isDigitAt(lower, start - 3));
    if (!isOpen) continue;
    const lineEnd = ["0d0a", "0a", ""].find((each) => {
      const end = start + digits.length + each.length;
      return lower.startsWith(each, end - each.length) && !isDigitAt(lower, end);
    });
    if (lineEnd !== undefined) spans.push({ start, end: start + digits.length + lineEnd.length, type: "REDACTED" });
  }
}

function urlDigits(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

/** True for the letters and digits that would go on with a code; false outside of the text. */
function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
