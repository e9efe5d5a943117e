import type { Run, Word } from "../char-runs.ts";
import { alphabetOf, runsOf } from "../char-runs.ts";
import { decodesToText } from "../encoded.ts";
import { isPublicWord, publicBlocks } from "../public-material.ts";
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
    const blocks = words.length > 0 ? publicBlocks(text) : [];
    let block = 0;
    for (const run of words.flatMap(({ start, end }) => runsOf(text, alphabet, charsMin, start, end))) {
      const { end } = run;
      while (block < blocks.length && (blocks[block]?.end ?? 0) <= run.start) block += 1;
      if ((blocks[block]?.start ?? text.length) <= run.start) continue;
      // `-pSECRET`: the flag is none of it.
      const start = text.charAt(run.start) === "-" ? run.start + 2 : run.start;
      if (end - start > wordCharsMax || isPlace(text, start) || isPublicWord(text, run.start)) continue;
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
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA7rFq2Xk9ZbT4vWm8Qd1Ls6Hn3Py5Jc0Ru2Ge7Ta4 x",
      "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl8Aq7rFq2Xk9ZbT4vWm8Qd1Ls6Hn3Py5Jc0Ru2Ge\n-----END CERTIFICATE-----",
      'integrity="sha384-A7rFq2Xk9ZbT4vWm8Qd1Ls6Hn3Py5Jc0Ru2Ge7Ta4A7rFq2Xk9ZbT4vWm8Qd1Ls6"',
      "SHA256:A7rFq2Xk9ZbT4vWm8Qd1Ls6Hn3Py5Jc0Ru2Ge7Ta4Q",
      "v1.59.0/go.mod h1:A7rFq2Xk9ZbT4vWm8Qd1Ls6Hn3Py5Jc0Ru2Ge7Ta4Q=",
      '"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEA7rFq2Xk9ZbT4vWm8Qd1Ls6Hn3P"',
      "OpenJDK_64-Bit_Server_VM/25.372-b08",
      "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Platform_9f3ab1c2d4e5f607/x",
    ],
  },
};

/** Part of a path, or of a word with dots: names of files and places are long as well. */
function isPlace(text: string, start: number): boolean {
  // The role and session of an ARN.
  if (text.startsWith("assumed-role/", start)) return true;
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

/** `OpenJDK_64-Bit_Server_VM/25`: each part is a word, an abbreviation or a number. */
function isJoinedWords(word: string): boolean {
  const parts = word.split(/[_/-]/);
  return parts.length > 3 && parts.every((part) => wordOrNumber.test(part));
}

const wordOrNumber = /^(?:[A-Z]?[a-z]{1,20}|[A-Z]{1,5}|(?:[A-Z][a-z]{1,20}){1,4}[A-Z]{0,4}|\d{1,4})$/;

const digitsMin = 2;
const capitalsMin = 3;
const smallMin = 3;

function mayBeGenerated({ start, end, digits, upper, lower }: Word): boolean {
  return end - start >= charsMin && digits >= digitsMin && upper >= capitalsMin && lower >= smallMin;
}

function isGenerated(word: string): boolean {
  if (uuid.test(word) || isHexKey(word) || isJoinedWords(word)) return false;
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
