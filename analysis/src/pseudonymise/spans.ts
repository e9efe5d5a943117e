import type { Span } from "./recognizer.ts";

/**
 * One span for every place: secrets before everything, then the longer, then the earlier. What overlaps a chosen one is
 * cut to the part outside of it or dropped, so that never half of a value stays.
 */
export function resolveSpans(spans: readonly Span[]): Span[] {
  const ordered = [...spans].sort(
    (a, b) =>
      Number(b.type === "REDACTED") - Number(a.type === "REDACTED") ||
      b.end - b.start - (a.end - a.start) ||
      a.start - b.start,
  );
  const chosen: Span[] = [];
  for (const span of ordered) {
    const overlaps = chosen.filter((other) => span.start < other.end && other.start < span.end);
    if (overlaps.length === 0) chosen.push(span);
    else chosen.push(...remainders(span, overlaps));
  }
  return chosen.sort((a, b) => a.start - b.start);
}

/** The parts of a longer value that a secret inside it leaves: the user in front of a password, the host behind it. */
function remainders(span: Span, overlaps: readonly Span[]): Span[] {
  const parts: Span[] = [];
  let from = span.start;
  for (const { start, end } of [...overlaps].sort((a, b) => a.start - b.start)) {
    if (start > from) parts.push({ ...span, start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < span.end) parts.push({ ...span, start: from });
  return parts.filter((part) => part.end - part.start > 1);
}
