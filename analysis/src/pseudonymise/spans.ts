import type { Span } from "./recognizer.ts";
import { isWordAt } from "./recognizer.ts";

/**
 * One span for every place: secrets before everything, then what a command's grammar says, then the longer, then the earlier.
 * Of what overlaps a chosen one the rest is hidden too, so that never half of a value stays. Linear in the text and the spans' lengths.
 */
export function resolveSpans(text: string, spans: readonly Span[]): Span[] {
  if (spans.length < 2) return [...spans];
  const ordered = [...spans].sort(
    (a, b) => rankOf(a) - rankOf(b) || b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const taken = new Uint8Array(text.length);
  const chosen: Span[] = [];
  for (const span of ordered) {
    for (const free of freeParts(taken, span)) {
      const isWhole = free.start === span.start && free.end === span.end;
      if (!isWhole && (span.type === "EMAIL" || !hasWord(text, free))) continue;
      taken.fill(1, free.start, free.end);
      chosen.push(isWhole ? span : { start: free.start, end: free.end, type: span.type });
    }
  }
  return joinSecrets(chosen.sort((a, b) => a.start - b.start));
}

function rankOf(span: Span): number {
  if (span.type === "REDACTED") return 0;
  return span.first ? 1 : 2;
}

function freeParts(taken: Uint8Array, { start, end }: Span): { start: number; end: number }[] {
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
