import type { Facts } from "#alert/facts.ts";
import { quoteOfNeedle } from "./calls.ts";

/**
 * Telling words (names of tools, pools, sites) that may stand anywhere in an alert. All lists are looked for in one pass
 * over the text, once an alert, so that a long list costs no more than a short one.
 */

const lists: (readonly string[])[] = [];
const none: ReadonlySet<string> = new Set();
const found = new WeakMap<Facts, ReadonlySet<string>>();
const tableSize = 1 << 14;
let index: Index | null = null;

interface Index {
  readonly listsCount: number;
  /** 1 where some word begins with three characters of that hash. */
  readonly starts: Uint8Array;
  readonly words: ReadonlyMap<number, readonly string[]>;
}

/** Makes a `match` for lower-case words of at least three characters: the first field that holds one, from the word to the end of its word. */
export function needles(words: readonly string[]) {
  lists.push(words);
  return (facts: Facts): string | null => {
    const present = needlesIn(facts);
    if (present.size === 0) return null;
    const mine = words.filter((word) => present.has(word));
    return mine.length === 0 ? null : quoteOfNeedle(facts, mine);
  };
}

/** Makes a `match` that is asked only when one of these lower-case words (three characters at least) stands in the alert. */
export function gated(words: readonly string[], match: (facts: Facts) => string | null) {
  lists.push(words);
  return (facts: Facts): string | null => {
    const present = needlesIn(facts);
    return present.size > 0 && words.some((word) => present.has(word)) ? match(facts) : null;
  };
}

/** Every listed word that stands in the alert's text. */
export function needlesIn(facts: Facts): ReadonlySet<string> {
  const known = found.get(facts);
  if (known) return known;
  if (index?.listsCount !== lists.length) index = indexOf(lists);
  const present = scan(facts.text, index);
  found.set(facts, present);
  return present;
}

function indexOf(all: readonly (readonly string[])[]): Index {
  const starts = new Uint8Array(tableSize);
  const words = new Map<number, string[]>();
  for (const word of new Set(all.flat())) {
    const hash = hashAt(word, 0);
    starts[hash] = 1;
    words.set(hash, [...(words.get(hash) ?? []), word]);
  }
  return { listsCount: all.length, starts, words };
}

function scan(text: string, { starts, words }: Index): ReadonlySet<string> {
  let present: Set<string> | null = null;
  const end = text.length - 2;
  for (let at = 0; at < end; at += 1) {
    const hash = hashAt(text, at);
    if (starts[hash] !== 1) continue;
    for (const word of words.get(hash) ?? []) {
      if (text.startsWith(word, at)) {
        present ??= new Set();
        present.add(word);
      }
    }
  }
  return present ?? none;
}

function hashAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & (tableSize - 1);
}
