import type { WordFinder } from "#lib/word-finder.ts";
import { createWordFinder } from "#lib/word-finder.ts";
import { charsMax } from "./carriers.ts";
import { type Needle, readNeedles } from "./needles.ts";

/** A cheap look for words of an instruction, before the dear one: one pass over the text, whatever the number of words. */

/** Pieces of the forms in `forms.ts`. */
const formWords =
  `<|i <|s <|u <|a <|e <|b <|d [inst [/inst <<sys start_of_turn end_of_turn <system </system <assistant <human <think <instruct
  <function_calls <tool_ ### [system [assistant [admin [developer role": role= role': false_positive false-positive threat_level is_malicious
  action_required attack_vector mitre_attack --- human: assistant:`.split(/\s+/);

const turnable =
  /^(?:ignor|disregard|forget|overrid|instruct|prompt|false|benign|harmless|severity|verdict|escalat|analyst|assistant|previous|classif|positiv)/;

const needles = readNeedles();
const triggerNeedles = needles.filter(({ isTrigger }) => isTrigger);
const turned: readonly string[] = [
  ...new Set(
    triggerNeedles.filter(({ text }) => turnable.test(text)).flatMap(({ text }) => [rot13(text), reverse(text)]),
  ),
];
/** In this order: forms, triggers, turned words. */
const finder = createWordFinder([...formWords, ...triggerNeedles.map(({ text }) => text), ...turned]);
const turnedFrom = formWords.length + triggerNeedles.length;
let allWords: WordFinder | null = null;

const wordsMin = 2;

/** What a cheap look at a text tells. */
export interface Glance {
  /** The words that make it worth a dear look; empty when they are too few to be an instruction. */
  readonly words: readonly string[];
  /** Telling words in rot13 or from right to left. */
  readonly isTurned: boolean;
}

const nothing: Glance = { words: [], isTurned: false };

/** Looks at a text; of a very long one it gives the telling words alone, since only what surrounds them is looked at further. */
export function glanceAt(text: string): Glance {
  const lower = text.toLowerCase();
  const triggers: string[] = [];
  const forms: string[] = [];
  let isTurned = false;
  finder.find(lower, (index) => {
    if (index < formWords.length) forms.push(formWords[index] as string);
    else if (index >= turnedFrom) isTurned = true;
    else {
      const needle = triggerNeedles[index - formWords.length] as Needle;
      if (isWord(needle, lower, text)) triggers.push(needle.text);
    }
  });
  if (triggers.length === 0 && forms.length === 0) return isTurned ? { words: [], isTurned } : nothing;
  if (text.length > charsMax) return { words: [...forms, ...triggers], isTurned };
  const words = triggers.length > 0 ? wordsIn(lower, text) : [];
  return { words: isEnough(words) ? [...forms, ...words] : forms, isTurned };
}

function wordsIn(lower: string, text: string): string[] {
  const words: string[] = [];
  allWords ??= createWordFinder(needles.map((needle) => needle.text));
  allWords.find(lower, (index) => {
    const needle = needles[index] as Needle;
    if (isWord(needle, lower, text)) words.push(needle.text);
  });
  return words;
}

/** One stem may hold another (`instruction`, `instruct`): that is one word. */
function isEnough(words: readonly string[]): boolean {
  const apart = words.filter((word) => !words.some((other) => other !== word && other.includes(word)));
  return apart.length >= wordsMin;
}

function isWord(needle: Needle, lower: string, text: string): boolean {
  return needle.isFree || standsApart(needle, lower, text);
}

/** Where a word begins: after anything but a letter, or with a capital after a small one. */
function standsApart({ text: word, isPrefix }: Needle, lower: string, text: string): boolean {
  for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
    const end = at + word.length;
    if (word.length > shortMax && isInside(lower, at, end)) return true;
    const begins = !isLetter(lower, at - 1) || isHump(text, at);
    if (begins && (isPrefix || !isLetter(lower, end) || isHump(text, end))) return true;
  }
  return false;
}

const shortMax = 3;
const joinedCharsMin = 14;

/** Whether it stands in a word so long that it is several, written as one. */
function isInside(lower: string, at: number, end: number): boolean {
  let first = at;
  let last = end;
  while (last - first < joinedCharsMin && isLetter(lower, first - 1)) first -= 1;
  while (last - first < joinedCharsMin && isLetter(lower, last)) last += 1;
  return last - first >= joinedCharsMin;
}

function isLetter(lower: string, at: number): boolean {
  const code = at < 0 || at >= lower.length ? 0 : lower.charCodeAt(at);
  return code >= 97 && code <= 122;
}

function isHump(text: string, at: number): boolean {
  return /^[a-z][A-Z]/.test(text.slice(Math.max(0, at - 1), at + 1));
}

function rot13(text: string): string {
  return text.replaceAll(/[a-z]/g, (char) => String.fromCharCode(((char.charCodeAt(0) - 84) % 26) + 97));
}

function reverse(text: string): string {
  return [...text].reverse().join("");
}
