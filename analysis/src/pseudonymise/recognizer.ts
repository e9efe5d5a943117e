import type { EntityType } from "#domain/pseudonymised.ts";

/** A piece of text that must not leave as it is. `start` and `end` are offsets into the scanned text. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly type: EntityType;
}

/** Finds one kind of sensitive value in any text. One file each; linear in the text. */
export interface Recognizer {
  readonly name: string;
  readonly find: (text: string) => readonly Span[];
  /** `[text, the piece that must be found]`, and texts in which nothing may be found. */
  readonly examples: { readonly found: readonly (readonly [string, string])[]; readonly ignored: readonly string[] };
}

/** Spans of a pattern's matches (its first group where it has one), those only that `accept` agrees to. The pattern must be linear. */
export function spansOf(
  text: string,
  pattern: RegExp,
  typeOf: (value: string, start: number, end: number) => EntityType | null,
): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    const [range] = match.indices?.[1] ? [match.indices[1]] : [[match.index, match.index + match[0].length] as const];
    if (!range) continue;
    const [start, end] = range;
    const type = typeOf(text.slice(start, end), start, end);
    if (type !== null && end > start) spans.push({ start, end, type });
  }
  return spans;
}

const wordChar = /[\p{L}\p{N}_]/u;

/** True when the piece is not the middle of a longer word. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return !isWordAt(text, start - 1) && !isWordAt(text, end);
}

export function isWordAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && wordChar.test(text.charAt(at));
}
