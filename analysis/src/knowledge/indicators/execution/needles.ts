import type { Facts } from "#alert/facts.ts";
import { fieldRows } from "#alert/field-table.ts";
import { quoteOfNeedle } from "./calls.ts";

/**
 * Telling words (names of tools, pools, sites) that may stand anywhere in an alert. All lists are looked for in one pass
 * over the text, once an alert, so that a long list costs no more than a short one.
 */

const lists: (readonly string[])[] = [];
const found = new WeakMap<Facts, Present>();
/** How much more often a text of every alert is met than a listed word. */
const usualWeight = 4;
const usualPaths =
  "/usr/bin/ /usr/sbin/ /usr/local/ /usr/lib/ /bin/bash /bin/sh /etc/ /var/lib/ /proc/ /dev/ <na> null";
const hashBits = 15;
const hashMask = (1 << hashBits) - 1;
let index: Index | null = null;

/** What of all lists stands in one alert: the words, and the lists that have one of them. */
interface Present {
  readonly words: ReadonlySet<string>;
  readonly lists: ReadonlySet<number>;
  readonly listsCount: number;
}

/** All words by three telling characters of each; in arrays of numbers, as every character of every alert is looked up here. */
interface Index {
  readonly listsCount: number;
  /** By the hash of three characters: the first word of the chain, 0 for none. */
  readonly first: Uint16Array;
  readonly next: Uint16Array;
  /** Where in the word the three characters end. */
  readonly offset: Uint16Array;
  readonly words: readonly string[];
  readonly lists: readonly (readonly number[])[];
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
  return Object.assign((facts: Facts) => (presentIn(facts).lists.has(list) ? match(facts) : null), { list });
}

type Match = (facts: Facts) => string | null;

/** Says by which list a match is gated, so that whoever asks many need not ask those whose words are not there. */
export interface ListGate {
  readonly list: number;
}

/** The lists of which a word stands in the alert. */
export function listsIn(facts: Facts): ReadonlySet<number> {
  return presentIn(facts).lists;
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
  if (known?.listsCount === lists.length) return known;
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
  const size = listsOfWord.size + 1;
  const first = new Uint16Array(1 << hashBits);
  const next = new Uint16Array(size);
  const offset = new Uint16Array(size);
  const words = ["", ...listsOfWord.keys()];
  const load = usualLoad();
  for (let at = 1; at < size; at += 1) {
    const { hash, end } = tellingPart(words[at] as string, load);
    load[hash] = (load[hash] as number) + 1;
    next[at] = first[hash] as number;
    first[hash] = at;
    offset[at] = end;
  }
  return { listsCount: all.length, first, next, offset, words, lists: [[], ...listsOfWord.values()] };
}

/** How often each three characters are met anyway: names of fields and some folders stand in every alert. */
function usualLoad(): Float32Array {
  const load = new Float32Array(1 << hashBits);
  for (const text of [...fieldRows.map(([names]) => names), usualPaths]) {
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

function scan(text: string, { listsCount, first, next, offset, words, lists: listsOf }: Index): Present {
  const present = new Set<string>();
  const hits = new Set<number>();
  let hash = 0;
  const { length } = text;
  for (let end = 0; end < length; end += 1) {
    hash = rolled(hash, text.charCodeAt(end));
    for (let entry = first[hash] as number; entry !== 0; entry = next[entry] as number) {
      const word = words[entry] as string;
      if (!standsAt(text, end - (offset[entry] as number), word) || present.has(word)) continue;
      present.add(word);
      for (const list of listsOf[entry] as readonly number[]) hits.add(list);
    }
  }
  return { words: present, lists: hits, listsCount };
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
