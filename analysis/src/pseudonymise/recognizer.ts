import type { EntityType } from "#domain/pseudonymised.ts";
import type { TextScan } from "./text-scan.ts";

/** A piece of text that must not leave as it is. `start` and `end` are offsets into the scanned text. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly type: EntityType;
  /** What the piece means, where it is written in another way (percent-encoded, decimal address). */
  readonly value?: string;
  /** Its place told the kind, not its look: elsewhere in the alert only the value itself gives it away. */
  readonly byPlace?: boolean;
  /** Comes before longer spans: a command's grammar knows better than the look of a word. */
  readonly first?: boolean;
}

/** Finds one kind of sensitive value in any text. One file each; linear in the text. */
export interface Recognizer {
  readonly name: string;
  readonly find: (scan: TextScan) => readonly Span[];
  /** `[text, the piece that must be found]`, and texts in which nothing may be found. */
  readonly examples: { readonly found: readonly (readonly [string, string])[]; readonly ignored: readonly string[] };
}

/** Spans of a pattern's matches (its first group where it has one), those only that `typeOf` agrees to. The pattern must be linear. */
export function spansOf(
  text: string,
  pattern: RegExp,
  typeOf: (value: string, start: number, end: number) => EntityType | null,
  byPlace = false,
): Span[] {
  const spans: Span[] = [];
  // `matchAll` copies the pattern for each text. The place is kept here, so that `typeOf` may use the same pattern.
  let next = 0;
  for (;;) {
    pattern.lastIndex = next;
    const match = pattern.exec(text);
    if (match === null) break;
    const range = match.indices?.[1];
    const start = range ? range[0] : match.index;
    const end = range ? range[1] : match.index + match[0].length;
    next = match[0] === "" ? Math.max(next, match.index) + 1 : pattern.lastIndex;
    if (end <= start) continue;
    const type = typeOf(text.slice(start, end), start, end);
    if (type !== null) spans.push(byPlace ? { start, end, type, byPlace } : { start, end, type });
  }
  return spans;
}

/** True for letters and digits of any script, and `_`; false outside of the text. */
export function isWordAt(text: string, at: number): boolean {
  return isWordCode(text.charCodeAt(at));
}

export function isWordCode(code: number): boolean {
  if (code < 128)
    return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95;
  // General punctuation, arrows, box drawing and the like stand between words as spaces do.
  return code >= 0xaa && !(code >= 0x2000 && code <= 0x2bff) && !(code >= 0x3000 && code <= 0x303f);
}

/** True when the piece is not the middle of a longer word. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return !isWordAt(text, start - 1) && !isWordAt(text, end);
}

/** Whitespace as shells and JSON have it. */
export function isSpaceCode(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
