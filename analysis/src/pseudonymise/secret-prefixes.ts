import { alphabetOf, hexDigits, tableOf } from "./char-runs.ts";
import type { Alphabet } from "./secret-kinds.ts";
import { secretKinds } from "./secret-kinds.ts";
import { isMixed, looksRandom } from "./secret-shape.ts";

/** Finds tokens by their prefix; each place is looked at once, and what was read is not read again: linear. */

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const alphabets: Readonly<Record<Alphabet, Uint8Array>> = {
  w: alphabetOf("_"),
  d: alphabetOf("_-"),
  p: alphabetOf("_-."),
  b: alphabetOf("_-+/=%"),
  x: hexDigits,
  a: alphabetOf(""),
  u: tableOf(capitals),
  c: alphabetOf("_-+/=:."),
  m: alphabetOf("$"),
};

interface Kind {
  readonly prefix: string;
  readonly alphabet: Uint8Array;
  readonly charsMin: number;
  /** A prefix that short stands in ordinary words too: the rest must look generated. */
  readonly mustBeRandom: boolean;
  /** Capitals and digits of one length, in which there may be no digit. */
  readonly mayBeCapitals: boolean;
}

const fixedLength = new Set(["AKIA", "ASIA", "ABIA", "ACCA"]);

/** Prefixes by their first two characters, the longest first. Built on first use. */
const kinds = new Map<number, Kind[]>();
const beginnings = new Uint8Array(128 * 128);

/** The end of the token that begins here; when none does, a negative number: minus the place up to which none can begin, or -1. */
export function endOfPrefixedToken(text: string, start: number): number {
  const byKey = kindsBy();
  const key = keyAt(text, start);
  if (beginnings[key] !== 1) return -1;
  const candidates = byKey.get(key);
  if (candidates === undefined) return -1;
  for (const { prefix, alphabet, charsMin, mustBeRandom, mayBeCapitals } of candidates) {
    if (!text.startsWith(prefix, start)) continue;
    const from = start + prefix.length;
    // A first look is bounded, so that a text of nothing but beginnings is not read again from each of them.
    const near = endOfRun(text, alphabet, from, from + lookCharsMax);
    if (near - from < charsMin) continue;
    const isWhole = mayBeCapitals && near - from === charsMin;
    if (!isWhole && !isGenerated(text.slice(from, near), mustBeRandom)) {
      if (near - from === lookCharsMax) return -(near - overlapChars);
      continue;
    }
    let end = endOfRun(text, alphabet, near, text.length);
    while (end > from && /[.\-/]/.test(text.charAt(end - 1))) end -= 1;
    if (end - from >= charsMin) return end;
  }
  return -1;
}

const lookCharsMax = 256;
const overlapChars = 64;

function endOfRun(text: string, alphabet: Uint8Array, from: number, until: number): number {
  let end = from;
  while (end < until && end < text.length && alphabet[text.charCodeAt(end)] === 1) end += 1;
  return end;
}

function isGenerated(rest: string, mustBeRandom: boolean): boolean {
  if (mustBeRandom)
    return (
      rest.split(/[-_.]/).some((part) => part.length >= 10 && /\d/.test(part) && /[A-Za-z]/.test(part)) ||
      looksRandom(rest, 0) ||
      (rest.length >= 20 && isMixed(rest))
    );
  return /\d/.test(rest) || (/[a-z]/.test(rest) && /[A-Z]/.test(rest));
}

function kindsBy(): ReadonlyMap<number, Kind[]> {
  if (kinds.size > 0) return kinds;
  const longestFirst = [...secretKinds].sort(([a], [b]) => b.length - a.length);
  for (const [prefix, alphabet, charsMin] of longestFirst) {
    const key = keyAt(prefix, 0);
    beginnings[key] = 1;
    const isShort = prefix.replaceAll(/[^A-Za-z0-9]/g, "").length <= 4 && alphabet !== "x" && alphabet !== "u";
    const kind = {
      prefix,
      alphabet: alphabets[alphabet],
      charsMin,
      mustBeRandom: isShort,
      mayBeCapitals: fixedLength.has(prefix),
    };
    kinds.set(key, [...(kinds.get(key) ?? []), kind]);
  }
  return kinds;
}

function keyAt(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  return next < 128 ? text.charCodeAt(at) * 128 + next : -1;
}
