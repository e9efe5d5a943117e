import type { Span } from "./recognizer.ts";
import { isWordAt } from "./recognizer.ts";

/**
 * One span for every place: secrets before everything, then what a command's grammar says, then the longer, then the earlier.
 * Of what overlaps a chosen one the rest is hidden too, so that never half of a value stays. Linear in the text and the spans' lengths.
 */
export function resolveSpans(text: string, spans: readonly Span[]): Span[] {
  if (spans.length < 2) return [...spans];
  if (areApart(spans)) return joinSecrets([...spans]);
  const ordered = sorted(spans, beforeInRank);
  const taken = scratch(text.length);
  const chosen: Span[] = [];
  for (const span of ordered) {
    for (const free of freeParts(taken, span)) {
      const isWhole = free.start === span.start && free.end === span.end;
      if (!isWhole && (span.type === "EMAIL" || !hasWord(text, free))) continue;
      taken.fill(1, free.start, free.end);
      chosen.push(isWhole ? span : { start: free.start, end: free.end, type: span.type });
    }
  }
  for (const { start, end } of chosen) taken.fill(0, start, end);
  return joinSecrets(sorted(chosen, beforeInText));
}

let shared = new Uint8Array(4096);

/** Zeros for each character of a text; whoever writes into it cleans up, so that no text pays for one of its own. */
function scratch(size: number): Uint8Array {
  if (size > sharedCharsMax) return new Uint8Array(size);
  if (shared.length < size) shared = new Uint8Array(2 * size);
  return shared;
}

const sharedCharsMax = 65_536;
/** So few are put in order one by one. */
const fewMax = 24;

function sorted(spans: readonly Span[], compare: (a: Span, b: Span) => number): Span[] {
  const ordered = [...spans];
  if (ordered.length > fewMax) return ordered.sort(compare);
  for (let index = 1; index < ordered.length; index += 1) {
    const span = ordered[index] as Span;
    let at = index;
    for (; at > 0 && compare(ordered[at - 1] as Span, span) > 0; at -= 1) ordered[at] = ordered[at - 1] as Span;
    ordered[at] = span;
  }
  return ordered;
}

function beforeInText(a: Span, b: Span): number {
  return a.start - b.start;
}

function beforeInRank(a: Span, b: Span): number {
  return rankOf(a) - rankOf(b) || b.end - b.start - (a.end - a.start) || a.start - b.start;
}

/** True when each span begins behind the one before: then nothing is to be chosen. */
function areApart(spans: readonly Span[]): boolean {
  let end = 0;
  for (const span of spans) {
    if (span.start < end || span.end <= span.start) return false;
    end = span.end;
  }
  return true;
}

function rankOf(span: Span): number {
  if (span.type === "REDACTED") return 0;
  return span.first ? 1 : 2;
}

function freeParts(taken: Uint8Array, { start, end }: Span): readonly { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let from = -1;
  for (let at = start; at < end; at += 1) {
    if (taken[at] === 0) {
      if (from < 0) from = at;
    } else if (from >= 0) {
      parts.push({ start: from, end: at });
      from = -1;
    }
  }
  if (from >= 0) parts.push({ start: from, end });
  return parts;
}

function hasWord(text: string, { start, end }: { start: number; end: number }): boolean {
  for (let at = start; at < end; at += 1) if (isWordAt(text, at)) return true;
  return false;
}

/** Two secrets side by side are one: the seam would say where one ends. */
function joinSecrets(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last?.type === "REDACTED" && span.type === "REDACTED" && last.end === span.start)
      joined[joined.length - 1] = { start: last.start, end: span.end, type: "REDACTED" };
    else joined.push(span);
  }
  return joined;
}
