/** Which of many words stand in a text, found in one pass however many there are. */
export interface WordFinder {
  /** Calls `found` with the index of each word that stands in the text, once a word, in no order that means anything. */
  readonly find: (text: string, found: (index: number) => void) => void;
}

const charsMin = 3;
const hashBits = 15;
const hashMask = (1 << hashBits) - 1;
/** How much more often a text of every alert is met than a listed word. */
const usualWeight = 4;

/**
 * Makes a finder of words of three characters and more. Each is looked up by those three of its characters that are met least:
 * neither in other words nor in `usualTexts`, which stand in most texts anyway.
 */
export function createWordFinder(words: readonly string[], usualTexts: readonly string[] = []): WordFinder {
  const short = words.find(({ length }) => length < charsMin);
  if (short !== undefined) throw new Error(`${JSON.stringify(short)} is too short to be looked for: three characters`);
  const first = new Uint16Array(1 << hashBits);
  const next = new Uint16Array(words.length + 1);
  const offset = new Uint16Array(words.length + 1);
  const load = usualLoad(usualTexts);
  for (const [index, word] of words.entries()) {
    const { hash, end } = tellingPart(word, load);
    load[hash] = (load[hash] as number) + 1;
    next[index + 1] = first[hash] as number;
    first[hash] = index + 1;
    offset[index + 1] = end;
  }
  // One bit for each hash: small enough to stay near the processor, and most hashes are no word's.
  const begins = new Uint8Array((hashMask + 1) >> 3);
  for (let hash = 0; hash <= hashMask; hash += 1)
    if (first[hash] !== 0) begins[hash >> 3] = (begins[hash >> 3] as number) | (1 << (hash & 7));
  const seen = new Uint32Array(words.length + 1);
  let search = 0;
  return {
    find(text, found) {
      search = (search + 1) >>> 0;
      let hash = 0;
      const { length } = text;
      for (let end = 0; end < length; end += 1) {
        hash = rolled(hash, text.charCodeAt(end));
        if ((((begins[hash >> 3] as number) >> (hash & 7)) & 1) === 0) continue;
        for (let entry = first[hash] as number; entry !== 0; entry = next[entry] as number) {
          if (seen[entry] === search || !standsAt(text, end - (offset[entry] as number), words[entry - 1] as string))
            continue;
          seen[entry] = search;
          found(entry - 1);
        }
      }
    },
  };
}

function usualLoad(texts: readonly string[]): Float32Array {
  const load = new Float32Array(1 << hashBits);
  for (const text of texts) {
    let hash = 0;
    for (let at = 0; at < text.length; at += 1) {
      hash = rolled(hash, text.charCodeAt(at));
      load[hash] = (load[hash] as number) + usualWeight;
    }
  }
  return load;
}

/** The three characters of the word that are met least. */
function tellingPart(word: string, load: Float32Array): { hash: number; end: number } {
  let hash = rolled(rolled(0, word.charCodeAt(0)), word.charCodeAt(1));
  let best = { hash: -1, end: -1 };
  for (let end = 2; end < word.length; end += 1) {
    hash = rolled(hash, word.charCodeAt(end));
    if (best.end < 0 || (load[hash] as number) < (load[best.hash] as number)) best = { hash, end };
  }
  return best;
}

function standsAt(text: string, from: number, word: string): boolean {
  if (from < 0 || from + word.length > text.length) return false;
  for (let at = 0; at < word.length; at += 1) if (text.charCodeAt(from + at) !== word.charCodeAt(at)) return false;
  return true;
}

/** The hash of the last three characters: what came before them is shifted out. */
function rolled(hash: number, code: number): number {
  return ((hash << 5) ^ code) & hashMask;
}
