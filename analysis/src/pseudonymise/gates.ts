import { fieldRows } from "#alert/field-table.ts";
import type { WordFinder } from "#lib/word-finder.ts";
import { createWordFinder } from "#lib/word-finder.ts";

/**
 * Words one of which must stand in a text before a recogniser's pattern is worth a try. The words of all recognisers are
 * looked for in one pass, so that a text without them costs nothing.
 */
export type Gate = number & { readonly gate: unique symbol };

const gatesOfWord = new Map<string, number[]>();
let gateCount = 0;
let index: Index | null = null;

interface Index {
  readonly finder: WordFinder;
  readonly gatesOf: readonly (readonly number[])[];
}

/** Makes a gate of lower-case words of three characters and more; once for a recogniser, when its file is loaded. */
export function gateOf(words: readonly string[]): Gate {
  for (const word of words) gatesOfWord.set(word, [...(gatesOfWord.get(word) ?? []), gateCount]);
  index = null;
  gateCount += 1;
  return (gateCount - 1) as Gate;
}

/** Which gates the words of one text open. */
export interface OpenGates {
  readonly has: (gate: Gate) => boolean;
}

/** The gates that a word of the lower-case text opens. */
export function openGates(lower: string): OpenGates {
  index ??= makeIndex();
  const { finder, gatesOf } = index;
  // Bits, since an array of 64 bytes and more lies outside of the heap.
  const open = new Int32Array((gateCount >> 5) + 1);
  finder.find(lower, (word) => {
    for (const gate of gatesOf[word] as readonly number[])
      open[gate >> 5] = (open[gate >> 5] as number) | (1 << (gate & 31));
  });
  return { has: (gate) => (((open[gate >> 5] as number) >>> (gate & 31)) & 1) === 1 };
}

/** What stands in most alerts anyway: names of fields in both spellings, words that templates begin with. */
const usualWords =
  "evt_type= user= user_uid= process= proc_exepath= parent= command= terminal= container_id= notice warning";

function makeIndex(): Index {
  const usual = fieldRows.flatMap(([names]) => [names, names.replaceAll(".", "_")]);
  const finder = createWordFinder([...gatesOfWord.keys()], [...usual, usualWords]);
  return { finder, gatesOf: [...gatesOfWord.values()] };
}
