import { severities } from "#domain/analysis.ts";
import type { NewAnalysis } from "#ports/analysis-store.ts";
import { aNewAnalysis } from "#ports/new-analysis.fixture.ts";
import { wordsOfAnalysis } from "../src/adapters/stores/filter-words.ts";
import { firstSeq } from "../src/adapters/stores/history-place.ts";
import { toAnalysisRow } from "../src/adapters/stores/keep-analysis.ts";
import { storedWords } from "../src/adapters/stores/words-of.ts";

/** A month of analyses by number, the same in each run: a few rules make most of them, words are as frequent as in a language, and some have a known share. */

export const startMs = Date.UTC(2026, 0, 1);
/** Between one and the next, so that a million are a month. */
export const stepMs = 2600;
export const rules: readonly string[] = Array.from({ length: 60 }, (_, index) => `Rule ${word(index + 40)} ${index}`);
export const vocabulary: readonly string[] = Array.from({ length: 30_000 }, (_, index) => word(index + 25));
/** The word that one in so many has. */
export const wordOfOneIn = { tenth: 10, hundredth: 100, thousandth: 1000, needle: 100_000 } as const;

const techniques = [null, "T1003.008", "T1059.004", "T1059", "T1611", "T1053.003", "T1046", "T1078.001", "T1105"];
const wordsOfText = 60;
/** The text is that often in what is kept: a body has about 2,000 bytes. */
const timesInBody = 3;
const alertsOfClass = 20;

export interface Rows {
  readonly id: string;
  readonly seq: number;
  readonly analysis: Readonly<Record<string, unknown>>;
  readonly filter: readonly string[];
  readonly words: string;
  readonly receipt: string;
}

/** What the store writes for the analysis of that number. */
export function rowsOf(number: number): Rows {
  const made = anAnalysis(number);
  const row = toAnalysisRow(made);
  const seq = firstSeq(row.created_ms);
  return {
    id: row.id,
    seq,
    analysis: { seq, ...row, class_key: classKey(number) },
    filter: wordsOfAnalysis(row),
    words: storedWords(made.words),
    receipt: made.receipt,
  };
}

export function classKey(number: number): string {
  return `class-${Math.floor(number / alertsOfClass)}`;
}

/** A word that no other analysis has. */
export function ownWord(number: number): string {
  return `own${(Math.imul(number, 2_654_435_761) >>> 0).toString(16)}x${number}`;
}

function anAnalysis(number: number): NewAnalysis {
  const random = randomOf(number);
  const rule = rules[oftenFirst(random, rules.length)] ?? "";
  const severity = severities[oftenFirst(random, severities.length)] ?? "low";
  const technique = techniques[oftenFirst(random, techniques.length)] ?? null;
  const words = [rule, "a process in the container opened a shell", `/etc/shadow${number % 50}`, ownWord(number)];
  for (let count = 0; count < wordsOfText; count += 1)
    words.push(vocabulary[oftenFirst(random, vocabulary.length)] ?? "");
  for (const [name, oneIn] of Object.entries(wordOfOneIn)) if (random() < 1 / oneIn) words.push(name);
  const text = words.join(" ");
  return aNewAnalysis(number, {
    id: `bench-${number}`,
    class: null,
    identity: `event-${number}`,
    createdMs: startMs + number * stepMs,
    rule,
    severity,
    technique,
    body: JSON.stringify({ line: text, body: Array.from({ length: timesInBody - 1 }, () => text) }),
    words: text,
  });
}

/** 0 to below `count`, the first ones most often (Zipf). */
function oftenFirst(random: () => number, count: number): number {
  return Math.min(count - 1, Math.floor(Math.exp(random() * Math.log(count + 1)) - 1));
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function word(number: number): string {
  const syllables = "ba cor den el fi gra hu ik jo kel lo mar nu os pi qua ro sha tre ul vi wa xe yo zi".split(" ");
  let made = "";
  for (let left = number; left > 0; left = Math.floor(left / syllables.length))
    made += syllables[left % syllables.length];
  return `${made}n`;
}
