/**
 * Words are cut here and nowhere else, so that both databases, and a look at the words themselves, find the same: runs of letters, digits and `_`,
 * whatever the case, accents kept.
 */

const wordPattern = /[\p{L}\p{N}\p{Co}_][\p{L}\p{N}\p{Co}\p{M}_]*/gu;
/** Both indexes take words of this length whole. */
const wordLengthMax = 200;
const wordsMax = 10_000;
const piecesMax = 16;
const wordsOfPieceMax = 64;

/** What a person looks for: each blank-separated piece is a phrase whose last word may go on (`/etc/sha` finds `/etc/shadow`). */
export interface Piece {
  /** Stands in `storedWords` of what it finds. */
  readonly phrase: string;
  /** What the index has of it: the word, or each two neighbours; the last may go on. */
  readonly terms: readonly Term[];
}

export interface Term {
  /** As the index keeps it. */
  readonly text: string;
  /** Stands in `storedWords` of what has the term. */
  readonly phrase: string;
  readonly isPrefix: boolean;
}

/** The words of a text as they are kept: each between blanks. */
export function storedWords(text: string): string {
  return ` ${wordsOf(text).slice(0, wordsMax).join(" ")} `;
}

/** What an index keeps of `storedWords`: each word, and each two neighbours as `:one:other`. So common words that seldom stand together are found as fast as a rare word. */
export function withPairs(words: string): string {
  const cut = words.trim().split(" ");
  return [...cut, ...cut.slice(1).map((word, at) => pairOf(cut[at] ?? "", word))].join(" ");
}

/** Null without a text; none where the text has no letter or digit, which finds nothing. */
export function piecesOf(text: string | undefined): readonly Piece[] | null {
  if (text === undefined || text.trim() === "") return null;
  const pieces = text
    .toWellFormed()
    .split(/\s+/)
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
    .slice(0, piecesMax)
    .map((piece) => wordsOf(piece).slice(0, wordsOfPieceMax));
  return pieces.map((words) => ({ phrase: ` ${words.join(" ")}`, terms: termsOf(words) }));
}

function termsOf(words: readonly string[]): readonly Term[] {
  const [first = "", ...more] = words;
  if (more.length === 0) return [{ text: first, phrase: ` ${first}`, isPrefix: true }];
  return more.map((word, at) => {
    const before = words[at] ?? "";
    const isPrefix = at === more.length - 1;
    return { text: pairOf(before, word), phrase: ` ${before} ${word}${isPrefix ? "" : " "}`, isPrefix };
  });
}

function pairOf(one: string, other: string): string {
  return `:${one}:${other}`;
}

function wordsOf(text: string): readonly string[] {
  const plain = text.toWellFormed().toLowerCase().replaceAll("ς", "σ");
  return (plain.match(wordPattern) ?? []).map((word) => word.slice(0, wordLengthMax).toWellFormed());
}
