import type { Run, Word } from "../char-runs.ts";
import { alphabetOf, runsOf } from "../char-runs.ts";
import { decodesToText } from "../encoded.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isHexKey } from "../secret-shape.ts";

const alphabet = alphabetOf("_+/-");
const charsMin = 20;
const wordCharsMax = 4096;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The last net: long words in which capitals, small letters and digits change as only generated keys do, whatever stands around
 * them. Encoded text is no such thing: what it says is looked at instead.
 */
export const randomValue: Recognizer = {
  name: "random-value",
  find({ text, longWords }) {
    const spans: Span[] = [];
    const words = longWords().filter(mayBeGenerated);
    for (const run of words.flatMap(({ start, end }) => runsOf(text, alphabet, charsMin, start, end))) {
      const { end } = run;
      // `-pSECRET`: the flag is none of it.
      const start = text.charAt(run.start) === "-" ? run.start + 2 : run.start;
      if (end - start > wordCharsMax || isPlace(text, start)) continue;
      for (const part of partsOf(text.slice(start, end))) {
        const word = text.slice(start + part.start, start + part.end);
        if (!isGenerated(word) || decodesToText(word)) continue;
        let last = start + part.end;
        while (last < end + 2 && text.charAt(last) === "=") last += 1;
        spans.push({ start: start + part.start, end: last, type: "REDACTED" });
      }
    }
    return spans;
  },
  examples: {
    found: [
      ["tool wJalrXUtnFEMIK7MDENGbPxRfiCYzz9 x", "wJalrXUtnFEMIK7MDENGbPxRfiCYzz9"],
      ["echo 4nk7folk48EHc9iGeEobzLumTaOaz0DF > f", "4nk7folk48EHc9iGeEobzLumTaOaz0DF"],
    ],
    ignored: [
      "org/springframework/boot/loader/JarLauncher2",
      "/usr/lib/x86_64-linux-gnu/libSomething.so.5",
      "EXE_WRITABLE|EXE_LOWER_LAYER",
      "0123456789abcdef0123456789abcdef",
      "8c79c27a-073b-4dc5-9f10-8c79c27a073b",
      "aVeryLongCamelCaseNameOfSomething2",
      "ZWNobyBoZWxsbyB3b3JsZCBmcm9tIHRoZSBzaGVsbA==",
      "payments-api-6f5b7d9c48-x9wlp-logs",
      "2024-03-11T08-15-30Z-backup-of-db",
    ],
  },
};

/** Part of a path, or of a word with dots: names of files and places are long as well. */
function isPlace(text: string, start: number): boolean {
  return text.charAt(start) === "/" || /[.\\@]/.test(text.charAt(start - 1));
}

/** Base64 has slashes, and so have paths: words between slashes (`sendMessage`) cut the rest into parts. */
function partsOf(word: string): Run[] {
  if (!word.includes("/")) return [{ start: 0, end: word.length }];
  const parts: Run[] = [];
  let start = 0;
  let at = 0;
  for (const segment of word.split("/")) {
    if (camelCase.test(segment)) {
      parts.push({ start, end: Math.max(start, at - 1) });
      start = at + segment.length + 1;
    }
    at += segment.length + 1;
  }
  parts.push({ start, end: word.length });
  return parts.filter((part) => part.end - part.start >= charsMin);
}

const camelCase = /^[A-Z]?[a-z]{2,}(?:[A-Z][a-z]+)*$/;

const digitsMin = 2;
const capitalsMin = 3;
const smallMin = 3;

function mayBeGenerated({ start, end, digits, upper, lower }: Word): boolean {
  return end - start >= charsMin && digits >= digitsMin && upper >= capitalsMin && lower >= smallMin;
}

function isGenerated(word: string): boolean {
  if (uuid.test(word) || isHexKey(word)) return false;
  let digits = 0;
  let changes = 0;
  let upper = 0;
  let lower = 0;
  let before = -1;
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index);
    const kind = code >= 97 && code <= 122 ? 0 : code >= 65 && code <= 90 ? 1 : code >= 48 && code <= 57 ? 2 : 3;
    if (kind === 2) digits += 1;
    if (kind === 1) upper += 1;
    if (kind === 0) lower += 1;
    if (before >= 0 && kind !== before) changes += 1;
    before = kind;
  }
  return digits >= digitsMin && upper >= capitalsMin && lower >= smallMin && changes / word.length >= 0.42;
}
