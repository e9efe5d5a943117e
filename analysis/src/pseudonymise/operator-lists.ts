import type { Listed } from "#domain/listed.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import type { LinearPattern } from "#lib/linear-pattern.ts";
import { compileLinearPattern } from "#lib/linear-pattern.ts";
import { lowerInPlace } from "#lib/lower-case.ts";
import { createKnownValues, type KnownValues } from "./known-values.ts";
import type { Span } from "./recognizer.ts";

/** The operator's own lists, ready for use: what is hidden wherever it stands, and what stays unless it is a secret. */
export interface OperatorLists {
  readonly marksOf: (text: string) => Marks;
  /** True when the value as a whole is what one of the entries of `always` names. */
  readonly isAlways: (value: string) => boolean;
  /** True when the value as a whole is what an entry of `never` names, and none of `always`. */
  readonly isNever: (value: string) => boolean;
}

/** What the lists say about one text. */
export interface Marks {
  readonly always: readonly Span[];
  /** The spans that are still wanted: secrets, and what neither `never` opens nor `always` hides anyway. */
  readonly keep: (spans: readonly Span[]) => Span[];
}

/** What is longer is no single value; a pattern is not asked about it. */
const valueCharsMax = 4096;
/** A match that goes on beyond one word opens nothing: `/ci-.+/` means names, not the rest of a line. */
const wordsEnd = /[\s=,;|"'()]/;

/** Null when both lists are empty, so that nothing is asked of them. Throws when a pattern is none: settings are checked before. */
export function compileLists(always: readonly Listed[], never: readonly Listed[]): OperatorLists | null {
  if (always.length === 0 && never.length === 0) return null;
  const hidden = compileList(always);
  const open = compileList(never);
  const isNever = (value: string) => open.isWhole(value) && !hidden.isWhole(value);
  return {
    isAlways: hidden.isWhole,
    isNever,
    marksOf(text) {
      const found = hidden.find(text, "hide");
      const isHiddenAnyway = coverOf(found);
      const isOpened = coverOf(open.find(text, "open"));
      const isWanted = (span: Span) =>
        span.type === "REDACTED" ||
        !(isHiddenAnyway(span) || isOpened(span) || isNever(span.value ?? text.slice(span.start, span.end)));
      return {
        // Of a mail address that overlaps something else the rest would stay: as a name it does not.
        always: found.flatMap((span) => (span.type === "EMAIL" ? [span, { ...span, type: "NAME" as const }] : [span])),
        keep: (spans) => spans.filter(isWanted),
      };
    },
  };
}

interface List {
  /** Every place, to hide or to open it. What a pattern had to leave unseen is hidden as a whole, and never opened. */
  readonly find: (text: string, purpose: "hide" | "open") => Span[];
  readonly isWhole: (value: string) => boolean;
}

function compileList(entries: readonly Listed[]): List {
  const values: KnownValues = createKnownValues(entries.length);
  const needles = new Set<string>();
  const patterns: { readonly pattern: LinearPattern; readonly type: EntityType }[] = [];
  for (const entry of entries) {
    const { type = "NAME" } = entry;
    if ("pattern" in entry) patterns.push({ pattern: compileLinearPattern(entry.pattern), type });
    else {
      values.add({ type, value: entry.value, isListed: true });
      needles.add(entry.value.toLowerCase());
    }
  }
  return {
    find(text, purpose) {
      const spans = values.find(text, lowerInPlace(text));
      for (const { pattern, type } of patterns) {
        const { places, seenTo } = pattern.find(text);
        for (const { start, end } of places)
          if (purpose === "hide" || !wordsEnd.test(text.slice(start, end))) spans.push({ start, end, type });
        if (seenTo < text.length && purpose === "hide") spans.push({ start: seenTo, end: text.length, type });
      }
      return spans;
    },
    isWhole(value) {
      if (value.length > valueCharsMax) return false;
      return needles.has(value.toLowerCase()) || patterns.some(({ pattern }) => pattern.isWhole(value));
    },
  };
}

/** Tells whether a place lies within one of the spans. */
function coverOf(spans: readonly Span[]): (place: Span) => boolean {
  if (spans.length === 0) return () => false;
  const ordered = [...spans].sort((a, b) => a.start - b.start);
  let furthest = 0;
  const ends = ordered.map(({ end }) => {
    furthest = Math.max(furthest, end);
    return furthest;
  });
  return ({ start, end }) => {
    let low = 0;
    let high = ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ordered[middle]?.start ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (ends[low - 1] ?? 0) >= end;
  };
}
