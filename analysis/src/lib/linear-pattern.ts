import { createRequire } from "node:module";
import type { RE2JS } from "re2js";

/** Where a match stands. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Places {
  readonly places: readonly Place[];
  /** From here on nothing was looked at: the pattern and the text together were too much work. Else the text's length. */
  readonly seenTo: number;
}

/** A pattern of RE2 whose matches are found in time linear in the text, whatever the two are. */
export interface LinearPattern {
  /** All matches that are not empty, none overlapping another. */
  readonly find: (text: string) => Places;
  /** True when the text as a whole is a match. */
  readonly isWhole: (text: string) => boolean;
  /** True when an empty match stands in the text. */
  readonly isEmptyIn: (text: string) => boolean;
}

/**
 * One search is linear, a search for all matches is not: each may read to the end of the text to see that a longer match is none
 * (`a.*b|a`). So a search sees this many characters, more only while the match goes on to the end of them.
 */
const sightChars = 1024;
/** A match that begins in the first half is taken: at least the other half was seen behind its start. */
const stepChars = sightChars / 2;
/** What all searches in one text may read. A text full of matches takes a part of it. */
const workPerChar = 64;
const workAtLeast = 8_000_000;

const written = /^\/(.+)\/(i?)$/s;

/** Compiles `/pattern/` or `/pattern/i`. Throws an error whose message says what is wrong. */
export function compileLinearPattern(text: string): LinearPattern {
  const [, source, flags] = written.exec(text) ?? [];
  if (source === undefined) throw new Error("a pattern stands between slashes");
  const { RE2JS } = loadEngine();
  const pattern = RE2JS.compile(source, flags === "i" ? RE2JS.CASE_INSENSITIVE : 0);
  return {
    find: (searched) => findAll(pattern, searched),
    isWhole: (searched) => pattern.testExact(searched),
    isEmptyIn(searched) {
      const matcher = pattern.matcher(searched);
      while (matcher.find()) if (matcher.start() === matcher.end()) return true;
      return false;
    },
  };
}

/** Loaded by the first pattern: most installations have none, and a start should not wait for it. */
function loadEngine(): typeof import("re2js") {
  return createRequire(import.meta.url)("re2js") as typeof import("re2js");
}

function findAll(pattern: RE2JS, text: string): Places {
  const places: Place[] = [];
  if (!pattern.test(text)) return { places, seenTo: text.length };
  let work = workAtLeast + workPerChar * text.length;
  let sight = sightChars;
  for (let at = 0; at < text.length; ) {
    const end = atCharacter(text, Math.min(text.length, at + sight));
    work -= end - at;
    if (work < 0) return { places, seenTo: at };
    const match = firstMatch(pattern, text, at, end);
    if (match?.end === end && end < text.length) {
      sight *= 2;
      continue;
    }
    sight = sightChars;
    at = nextStart(match, { text, at, end });
    if (match !== null && match.end > match.start && at > match.start) places.push(match);
  }
  return { places, seenTo: text.length };
}

/** Where the next search begins: behind the match, at it when too little was seen behind its start, or where it may begin unseen. */
function nextStart(match: Place | null, { text, at, end }: { text: string; at: number; end: number }): number {
  if (match === null) return end === text.length ? end : atCharacter(text, end - stepChars);
  if (match.start - at > stepChars && end < text.length) return match.start;
  return Math.max(match.end, match.start + 1);
}

/** The first match that begins at `at` or later, seeing the text up to `end`, and one character before it for `\b` and `^`. */
function firstMatch(pattern: RE2JS, text: string, at: number, end: number): Place | null {
  const from = Math.max(0, at - 1);
  const matcher = pattern.matcher(text.slice(from, end));
  return matcher.find(at - from) ? { start: from + matcher.start(), end: from + matcher.end() } : null;
}

/** The offset itself, or the next one where it is in the middle of a character. */
function atCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  const before = text.charCodeAt(offset - 1);
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? offset + 1 : offset;
}
