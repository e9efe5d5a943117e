/**
 * Answers "does one of these many words stand in this text?" for one text and a thousand words: the pairs of neighbouring
 * characters of the text are noted once, and a word is only searched for when every pair of it is there. Linear in both.
 */
export interface TextIndex {
  readonly hasAny: (needles: readonly Needle[]) => boolean;
}

export interface Needle {
  readonly word: string;
  readonly pairs: Uint16Array;
}

const bitsOfChar = 7;
const mask = (1 << bitsOfChar) - 1;
const pairsCount = 1 << (2 * bitsOfChar);

export function compileNeedle(word: string): Needle {
  const pairs = new Uint16Array(Math.max(0, word.length - 1));
  for (let at = 0; at < pairs.length; at += 1) pairs[at] = pairAt(word, at);
  return { word, pairs };
}

export function indexText(text: string): TextIndex {
  const seen = new Uint8Array(pairsCount);
  for (let at = 0; at + 1 < text.length; at += 1) seen[pairAt(text, at)] = 1;
  const mayHave = (pairs: Uint16Array) => {
    for (const pair of pairs) if (seen[pair] === 0) return false;
    return true;
  };
  return { hasAny: (needles) => needles.some(({ word, pairs }) => mayHave(pairs) && text.includes(word)) };
}

/** Characters beyond ASCII share places with others: a false "may have" costs one search, a false "has not" cannot happen. */
function pairAt(text: string, at: number): number {
  return ((text.charCodeAt(at) & mask) << bitsOfChar) | (text.charCodeAt(at + 1) & mask);
}
