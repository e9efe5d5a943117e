import { type Concept, concepts } from "./concept.ts";
import { overrideWords } from "./concept-words.ts";
import { foldMixedWords, plainLetters } from "./fold.ts";
import { readerWords } from "./reader-words.ts";
import { verdictWords } from "./verdict-words.ts";

/** A word or phrase of a text that means something to us. */
export interface Hit {
  readonly concepts: readonly number[];
  /** Which word of the text it is, for distances. */
  readonly place: number;
  readonly start: number;
  readonly end: number;
  /** Stands apart as words of prose do, not joined as in a file's name. */
  readonly apart: boolean;
}

interface Stem {
  readonly text: string;
  readonly isPrefix: boolean;
}

interface Entry {
  readonly stems: readonly Stem[];
  readonly concepts: readonly number[];
}

interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly place: number;
  readonly apart: boolean;
  readonly isFlag: boolean;
  /** A few letters between digits, as in keys and passwords. */
  readonly isScrap: boolean;
}

/** Alphabets that put no blanks between words (Han, kana, Thai), or glue so much to them that stems may stand anywhere (Hangul). */
const unspaced = /[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
const gluing = /[\u0590-\u06ff\u0900-\u0dff]/;
/** What Arabic and Hebrew write before a word and together with it: and, by, for, like, the. */
const glued = /^(?:[وف]?[بلك]?(?:ال)?|لل|[והבלש])(?=.{2})/;
const joinedCharsMin = 14;
const stemCharsMin = 4;
const joinedPhraseMin = 5;
const keyChars = 3;

/** Long phrases that mean none of it, so that their parts do not count. */
const neutral = [
  "false_positive_rate* false_positive_list false_positives_rate* git_ignore ignore_case ignore_scripts ignore_missing ignore_errors ignore_error ignore_warnings ignore_not_found ignore_unknown ignore_existing prompt_toolkit test_report test_reports security_context policy_report",
];

/** What a word after dashes may still mean: anything else is the name of a program's option. */
const meantByFlags: ReadonlySet<number> = new Set([concepts.indexOf("ignore"), concepts.indexOf("act")]);

const conceptId = new Map<string, number>(concepts.map((name, index) => [name, index]));

/** The stems by their first characters, by a character of scripts without blanks, and as parts of longer words. */
interface Index {
  readonly byStart: Map<string, Entry[]>;
  readonly byChar: Map<string, Entry[]>;
  readonly byPart: Map<string, Entry[]>;
}

let made: Index | null = null;

/** Made when a text is worth a dear look: most alerts never need it. */
function index(): Index {
  made ??= makeIndex();
  return made;
}

/** The concept's number in `Hit.concepts`. */
export function idOf(concept: Concept): number {
  return conceptId.get(concept) ?? -1;
}

/** Everything in a text that means one of the concepts, in the order of the text. Linear. */
export function findConcepts(text: string): Hit[] {
  const tokens = tokensOf(text);
  const { byChar, byPart } = index();
  const hits: Hit[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (token.isScrap) continue;
    if (unspaced.test(token.word)) scanToken(token, byChar, 1, hits);
    const phrase = longestPhrase(tokens, at);
    if (phrase !== null) {
      if (phrase.concepts.length > 0) hits.push(phrase);
      at += phrase.words - 1;
    }
    if (
      (phrase === null || phrase.end - phrase.start === token.word.length) &&
      token.word.length >= joinedCharsMin &&
      !gluing.test(token.word)
    )
      scanToken(token, byPart, stemCharsMin, hits);
  }
  return hits;
}

/** A stem as a cheap look can find it. */
export interface AsciiStem {
  readonly text: string;
  readonly isPrefix: boolean;
  /** One word of a phrase. */
  readonly isPart: boolean;
}

/** The stems of some concepts in ASCII letters, three and more; of a phrase its longest word, of one of short words all of it. */
export function asciiStems(wanted: readonly Concept[]): AsciiStem[] {
  const ids = new Set(wanted.map(idOf));
  const stems = new Map<string, AsciiStem>();
  for (const entry of [...index().byStart.values()].flat()) {
    if (!entry.concepts.some((id) => ids.has(id))) continue;
    const [longest = { text: "", isPrefix: false }] = entry.stems
      .toReversed()
      .toSorted((a, b) => b.text.length - a.text.length);
    const isShort = entry.stems.length > 1 && longest.text.length <= keyChars;
    const { text, isPrefix } = isShort
      ? { text: entry.stems.map((stem) => stem.text).join(" "), isPrefix: true }
      : longest;
    if (!/^[a-z][a-z ]{2,}$/.test(text)) continue;
    const known = stems.get(text);
    const isPart = entry.stems.length > 1 && !isShort;
    stems.set(text, {
      text,
      isPrefix: isPrefix || known?.isPrefix === true,
      isPart: isPart && known?.isPart !== false,
    });
  }
  return [...stems.values()];
}

function makeIndex(): Index {
  const filled: Index = { byStart: new Map(), byChar: new Map(), byPart: new Map() };
  const entries = new Map<string, Set<number>>();
  for (const words of [overrideWords, verdictWords, readerWords]) {
    for (const [name, lists] of Object.entries(words)) {
      for (const text of lists.join(" ").split(" ")) {
        const key = normal(text);
        entries.set(key, (entries.get(key) ?? new Set()).add(conceptId.get(name) ?? -1));
      }
    }
  }
  for (const text of neutral.join(" ").split(" ")) entries.set(text, new Set());
  for (const [text, ids] of entries) addEntry(filled, text, [...ids]);
  return filled;
}

function addEntry({ byStart, byChar, byPart }: Index, text: string, ids: readonly number[]): void {
  const parts = text.split("_").filter((part) => part !== "");
  while (parts.length > 1 && parts.at(-1) === "*") parts.pop();
  const stems = parts.map(stemOf);
  const [first] = stems;
  if (first === undefined || first.text === "") return;
  const entry = { stems, concepts: ids };
  if (stems.length === 1 && unspaced.test(first.text)) push(byChar, first.text.charAt(0), entry);
  else push(byStart, first.text.slice(0, keyChars), entry);
  const joined = stems.map(({ text }) => text).join("");
  if (stems.length > 1 && joined.length >= joinedPhraseMin && !unspaced.test(joined))
    push(byPart, joined.slice(0, keyChars), { stems: [{ text: joined, isPrefix: true }], concepts: ids });
  if (stems.length === 1 && first.isPrefix && first.text.length >= stemCharsMin)
    push(byPart, first.text.slice(0, keyChars), entry);
  else if (stems.length === 1 && first.text.length >= stemCharsMin && /^[a-z]+$/.test(first.text))
    push(byPart, first.text.slice(0, keyChars), entry);
}

function push(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}

function normal(text: string): string {
  return foldMixedWords(plainLetters(text)).toLowerCase();
}

function stemOf(part: string): Stem {
  const isMarked = part.endsWith("*");
  const bare = isMarked ? part.slice(0, -1) : part;
  const text = gluing.test(bare) && bare.startsWith("ال") && bare.length > 4 ? bare.slice(2) : bare;
  return { text, isPrefix: isMarked || unspaced.test(text) || (gluing.test(text) && text.length >= keyChars) };
}

const wordPattern = /[\p{L}\p{M}]+|\d+/gu;
/** What stands between words of prose: blanks, quotes and brackets, marks of other scripts. */
const parting = /[\s"'(\u2010-\u2027\u3000-\u303f\u060c\u0964\uff01-\uff20]/;
const digit = /\d/;
const hump = /[a-z]{2}[A-Z]|[A-Z]{2}[a-z]{3}/;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let place = 0;
  let lastEnd = 0;
  for (const found of text.matchAll(wordPattern)) {
    const [word] = found;
    const gap = text.slice(lastEnd, found.index);
    if (gap.includes("/")) place += 2;
    const isFlag = beginsFlag(gap, lastEnd === 0) || (gap === "-" && tokens.at(-1)?.isFlag === true);
    lastEnd = found.index + word.length;
    place = addParts(tokens, text, word, { start: found.index, place, apart: parting.test(gap), isFlag });
  }
  return tokens;
}

function beginsFlag(gap: string, isFirst: boolean): boolean {
  return isFirst ? /^\s*--?$/.test(gap) : /\s--?$/.test(gap.slice(-3));
}

/** Adds a word, or the several it is made of; gives the place of the next. */
function addParts(
  tokens: Token[],
  text: string,
  word: string,
  { start, place, apart, isFlag }: Pick<Token, "start" | "place" | "apart" | "isFlag">,
): number {
  const isUnspaced = unspaced.test(word);
  let from = start;
  let next = place;
  for (const part of partsOf(word, isUnspaced)) {
    const end = from + part.length;
    const isScrap = part.length <= keyChars && (digit.test(text.charAt(from - 1)) || digit.test(text.charAt(end)));
    const isApart = isUnspaced || (from === start && apart);
    tokens.push({ word: part.toLowerCase(), start: from, end, place: next, apart: isApart, isFlag, isScrap });
    from = end;
    next += isUnspaced ? Math.ceil(part.length / 2) : 1;
  }
  return next;
}

/** Words written as one: by capitals, or Latin letters within a script without blanks. */
function partsOf(word: string, isUnspaced: boolean): readonly string[] {
  if (isUnspaced) return /[a-z]/i.test(word) ? word.split(/(?<=[a-z])(?=[^a-z])|(?<=[^a-z])(?=[a-z])/i) : [word];
  return hump.test(word) ? word.split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})/) : [word];
}

type Phrase = Hit & { readonly words: number };

function longestPhrase(tokens: readonly Token[], at: number): Phrase | null {
  const token = tokens[at] as Token;
  let best = bestEntry(tokens, at, token.word);
  const shift = gluing.test(token.word) ? (glued.exec(token.word)?.[0].length ?? 0) : 0;
  if (best === null && shift > 0) best = bestEntry(tokens, at, token.word.slice(shift));
  if (best === null) return null;
  const last = tokens[at + best.words - 1] as Token;
  const ids = token.isFlag && best.words === 1 ? best.concepts.filter((id) => meantByFlags.has(id)) : best.concepts;
  return {
    concepts: ids,
    place: token.place,
    start: token.start,
    end: last.end,
    apart: token.apart,
    words: best.words,
  };
}

/** All that the longest matching phrases mean: a word may mean two things. */
function bestEntry(tokens: readonly Token[], at: number, word: string): { concepts: number[]; words: number } | null {
  let words = 0;
  let found: number[] = [];
  for (const entry of index().byStart.get(word.slice(0, keyChars)) ?? []) {
    if (entry.stems.length < words || !matches(entry.stems, tokens, at, word)) continue;
    found = entry.stems.length > words ? [...entry.concepts] : [...found, ...entry.concepts];
    words = entry.stems.length;
  }
  return words === 0 ? null : { concepts: found, words };
}

function matches(stems: readonly Stem[], tokens: readonly Token[], at: number, first: string): boolean {
  for (const [index, { text, isPrefix }] of stems.entries()) {
    const word = index === 0 ? first : tokens[at + index]?.word;
    if (word === undefined || !(isPrefix ? word.startsWith(text) : word === text)) return false;
  }
  return true;
}

/** Stems anywhere in a word. */
function scanToken(token: Token, stems: ReadonlyMap<string, Entry[]>, charsMin: number, hits: Hit[]): void {
  const { word } = token;
  const keyLength = charsMin === 1 ? 1 : keyChars;
  for (let at = 0; at + charsMin <= word.length; at += 1) {
    const found = stems.get(word.slice(at, at + keyLength));
    if (found === undefined) continue;
    for (const { stems: ofEntry, concepts: ids } of found) {
      const text = (ofEntry[0] as Stem).text;
      if (!word.startsWith(text, at)) continue;
      const place = token.place + (charsMin === 1 ? at >> 1 : 0);
      hits.push({
        concepts: ids,
        place,
        start: token.start + at,
        end: token.start + at + text.length,
        apart: charsMin === 1,
      });
    }
  }
}
