/** Sentences and words of an answer: what of it belongs to one alert alone. */

/** Between two sentences; an abbreviation that cuts one in two does no harm. */
const betweenSentences = /(?<=[.!?…])\s+(?=[\p{Lu}[`"'“(])/u;
const wordForm = /[^\s"'`“”‘’«»,;()<>{}|]+/gu;
const edges = /^[.:!?…*_-]+|[.:!?…*_]+$/g;
const wordCharsMin = 2;
/** An answer has some hundred words. */
const wordsMax = 4000;

/** The words of some texts, each once. */
export function wordsOf(texts: readonly string[]): readonly string[] {
  const words = new Set<string>();
  for (const text of texts)
    for (const [match] of text.matchAll(wordForm)) {
      const word = match.replaceAll(edges, "");
      if (word.length >= wordCharsMin && words.size < wordsMax) words.add(word);
    }
  return [...words];
}

/** The text without the sentences in which one of the words stands. */
export function withoutSentencesOf(text: string, words: readonly string[]): string {
  if (words.length === 0 || !words.some((word) => text.includes(word))) return text;
  return text
    .split(betweenSentences)
    .filter((sentence) => !words.some((word) => stands(word, sentence)))
    .join(" ");
}

/** True where the word stands in the text as a whole: `22` does not stand in `2206`. */
export function stands(word: string, text: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const isWhole =
      (!isLetter(word.at(0)) || !isLetter(text.at(at - 1), at === 0)) &&
      (!isLetter(word.at(-1)) || !isLetter(text.at(at + word.length), at + word.length >= text.length));
    if (isWhole) return true;
  }
  return false;
}

function isLetter(character: string | undefined, isBeyond = false): boolean {
  return !isBeyond && character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
