/**
 * Words as SQLite's FTS5 cuts them (letters, digits and `_`, whatever the case, accents kept), written as PostgreSQL's `tsvector` and `tsquery`, so
 * that a search finds the same on both. https://www.postgresql.org/docs/current/textsearch-limitations.html
 */

const wordPattern = /[\p{L}\p{N}\p{Co}_][\p{L}\p{N}\p{Co}\p{M}_]*/gu;
const positionMax = 16_383;
const wordBytesMax = 2046;
/** A tsvector holds 1 MB; what an event has beyond that is not found by its words. */
const vectorBytesMax = 1_000_000;
const positionBytes = 8;
const piecesMax = 16;
const wordsOfPieceMax = 256;

/** The literal of a `tsvector`: each word with its place. */
export function wordVector(text: string): string {
  const literals: string[] = [];
  let bytes = 0;
  for (const [index, word] of wordsOf(text).entries()) {
    bytes += Buffer.byteLength(word) + positionBytes;
    if (bytes > vectorBytesMax) break;
    literals.push(`'${word}':${Math.min(index + 1, positionMax)}`);
  }
  return literals.join(" ");
}

/** The literal of a `tsquery`: each blank-separated piece is a phrase whose last word may go on. Null when there is no letter or digit in it. */
export function wordQuery(text: string): string | null {
  const pieces = text
    .split(/\s+/)
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
    .slice(0, piecesMax)
    .map(phraseOf);
  return pieces.length === 0 ? null : pieces.join(" & ");
}

function phraseOf(piece: string): string {
  const words = wordsOf(piece).slice(0, wordsOfPieceMax);
  return `(${words.map((word, index) => `'${word}'${index === words.length - 1 ? ":*" : ""}`).join(" <-> ")})`;
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().replaceAll("ς", "σ").match(wordPattern) ?? []).map(cut);
}

function cut(word: string): string {
  if (word.length * 3 <= wordBytesMax || Buffer.byteLength(word) <= wordBytesMax) return word;
  // A letter cut in half at the end is left out.
  return Buffer.from(word)
    .subarray(0, wordBytesMax)
    .toString()
    .replace(/\ufffd$/, "");
}
