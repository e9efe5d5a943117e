import type { Facts } from "#alert/facts.ts";
import { fieldRows } from "#alert/field-table.ts";
import type { WordFinder } from "#lib/word-finder.ts";
import { createWordFinder } from "#lib/word-finder.ts";
import type { Match } from "../../indicator.ts";
import type { GatedMatch } from "../gates.ts";
import { behind } from "../gates.ts";
import { quoteOfNeedle } from "./calls.ts";

/**
 * Telling words (names of tools, pools, sites) that may stand anywhere in an alert. All lists are looked for in one pass
 * over the text, once an alert, so that a long list costs no more than a short one.
 */

const lists: (readonly string[])[] = [];
const found = new WeakMap<Facts, Present>();
const usualPaths =
  "/usr/bin/ /usr/sbin/ /usr/local/ /usr/lib/ /bin/bash /bin/sh /etc/ /var/lib/ /proc/ /dev/ <na> null";
let index: Index | null = null;

/** What of all lists stands in one alert: the words, and the lists that have one of them. */
interface Present {
  readonly words: ReadonlySet<string>;
  readonly lists: ReadonlySet<number>;
  readonly listsCount: number;
}

interface Index {
  readonly listsCount: number;
  readonly words: readonly string[];
  readonly listsOf: readonly (readonly number[])[];
  readonly finder: WordFinder;
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
export function gated(words: readonly string[], match: Match): GatedMatch {
  const short = words.find(({ length }) => length < 3);
  if (short !== undefined)
    throw new Error(`${JSON.stringify(short)} is too short for the shared look: three characters`);
  const list = lists.push(words) - 1;
  return behind({ lists: [list] }, (facts) => (presentIn(facts).lists.has(list) ? match(facts) : null));
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
  const words = [...listsOfWord.keys()];
  const finder = createWordFinder(words, [...fieldRows.map(([names]) => names), usualPaths]);
  return { listsCount: all.length, words, listsOf: [...listsOfWord.values()], finder };
}

function scan(text: string, { listsCount, words, listsOf, finder }: Index): Present {
  const present = new Set<string>();
  const hits = new Set<number>();
  finder.find(text, (index) => {
    present.add(words[index] as string);
    for (const list of listsOf[index] as readonly number[]) hits.add(list);
  });
  return { words: present, lists: hits, listsCount };
}
