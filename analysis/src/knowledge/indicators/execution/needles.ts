import type { Facts } from "#alert/facts.ts";
import { quoteOfNeedle } from "./calls.ts";

/**
 * Telling words (names of tools, pools, sites) that may stand anywhere in an alert. All lists are looked for in one pass
 * over the text, once an alert, so that a long list costs no more than a short one.
 */

const lists: (readonly string[])[] = [];
const found = new WeakMap<Facts, Present>();
const tableSize = 1 << 14;
let index: Index | null = null;

/** What of all lists stands in one alert: the words, and for each list whether it has one. */
interface Present {
  readonly words: ReadonlySet<string>;
  readonly lists: Uint8Array;
  readonly hits: ReadonlySet<number>;
}

interface Listed {
  readonly word: string;
  /** Looked at first: most texts that begin alike end otherwise. */
  readonly lastOffset: number;
  readonly lastCode: number;
  readonly lists: readonly number[];
}

interface Index {
  readonly listsCount: number;
  /** By the hash of three characters: the words that begin with such three. */
  readonly words: readonly (readonly Listed[] | undefined)[];
}

/** Makes a `match` for lower-case words of at least three characters: the first field that holds one, from the word to the end of its word. */
export function needles(words: readonly string[]) {
  return gated(words, (facts) => {
    const present = needlesIn(facts);
    return quoteOfNeedle(
      facts,
      words.filter((word) => present.has(word)),
    );
  });
}

/** Makes a `match` that is asked only when one of these lower-case words (three characters at least) stands in the alert. */
export function gated(words: readonly string[], match: Match): Match & ListGate {
  const short = words.find(({ length }) => length < 3);
  if (short !== undefined)
    throw new Error(`${JSON.stringify(short)} is too short for the shared look: three characters`);
  const list = lists.push(words) - 1;
  return Object.assign((facts: Facts) => (presentIn(facts).lists[list] === 1 ? match(facts) : null), { list });
}

type Match = (facts: Facts) => string | null;

/** Says by which list a match is gated, so that whoever asks many need not ask those whose words are not there. */
export interface ListGate {
  readonly list: number;
}

/** The lists of which a word stands in the alert. */
export function listsIn(facts: Facts): ReadonlySet<number> {
  return presentIn(facts).hits;
}

/** Adds words to those that are looked for in every alert. */
export function listNeedles(words: readonly string[]): void {
  lists.push(words);
}

/** Every listed word that stands in the alert's text. */
export function needlesIn(facts: Facts): ReadonlySet<string> {
  return presentIn(facts).words;
}

function presentIn(facts: Facts): Present {
  const known = found.get(facts);
  // A list that was added since then has no place in what was found before.
  if (known?.lists.length === lists.length) return known;
  if (index?.listsCount !== lists.length) index = indexOf(lists);
  const present = scan(facts.text, index);
  found.set(facts, present);
  return present;
}

function indexOf(all: readonly (readonly string[])[]): Index {
  const listsOfWord = new Map<string, number[]>();
  for (const [list, words] of all.entries()) {
    for (const word of words) listsOfWord.set(word, [...(listsOfWord.get(word) ?? []), list]);
  }
  const words: Listed[][] = new Array(tableSize);
  for (const [word, listed] of listsOfWord) {
    const hash = hashAt(word, 0);
    words[hash] = [...(words[hash] ?? []), listedAs(word, listed)];
  }
  return { listsCount: all.length, words };
}

function listedAs(word: string, listed: readonly number[]): Listed {
  return { word, lists: listed, lastOffset: word.length - 1, lastCode: word.charCodeAt(word.length - 1) };
}

function scan(text: string, { listsCount, words }: Index): Present {
  const present = { words: new Set<string>(), lists: new Uint8Array(listsCount), hits: new Set<number>() };
  const end = text.length - 2;
  for (let at = 0; at < end; at += 1) {
    const bucket = words[hashAt(text, at)];
    if (bucket === undefined) continue;
    for (const { word, lists: listed, lastOffset, lastCode } of bucket) {
      if (text.charCodeAt(at + lastOffset) !== lastCode || !text.startsWith(word, at)) continue;
      present.words.add(word);
      for (const list of listed) {
        present.lists[list] = 1;
        present.hits.add(list);
      }
    }
  }
  return present;
}

function hashAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & (tableSize - 1);
}
