/** Characters that a page or terminal would obey or hide instead of showing, made visible. */

export interface VisibleOptions {
  /** Leaves line ends and tabs as they are; otherwise they become `\n` and `\t`. */
  readonly keepLines?: boolean;
}

/**
 * Ranges of code points: control characters (C0, DEL, C1), line and paragraph separators, bidirectional and zero-width marks,
 * fillers that look like nothing, variation selectors (not the two that choose how an emoji looks), lone surrogates, byte order
 * marks, tag characters.
 */
const hiddenRanges: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0d],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const hidden = new RegExp(
  hiddenRanges.map(([first, last]) => `[\\u{${first.toString(16)}}-\\u{${last.toString(16)}}]`).join("|"),
  "gu",
);

/** Most text holds none of these, which one look tells. */
const suspect = /[^\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff]/;

/**
 * The text with every such character written as an escape: `\x1b`, `\u202e`, `\u{e0041}`. Other text stays as it is; a backslash that
 * was there before stays single, so the result is for eyes, not for decoding. Linear; never throws.
 */
export function makeVisible(text: string, { keepLines = false }: VisibleOptions = {}): string {
  if (!suspect.test(text)) return text;
  return text.replace(hidden, (char) => (keepLines && (char === "\n" || char === "\t") ? char : escaped(char)));
}

function escaped(char: string): string {
  if (char === "\n") return "\\n";
  if (char === "\t") return "\\t";
  if (char === "\r") return "\\r";
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}
