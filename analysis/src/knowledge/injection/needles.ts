import { readFileSync } from "node:fs";

/** The words that the cheap look knows, kept as data: working them out of the meanings in thirty languages takes a tenth of a start. */

export interface Needle {
  readonly text: string;
  readonly isPrefix: boolean;
  /** Asks for the second look. */
  readonly isTrigger: boolean;
  /** So telling that it is looked for inside longer words too. */
  readonly isFree: boolean;
}

const file = new URL("../data/injection-words.json", import.meta.url);
const marks = { isPrefix: 1, isTrigger: 2, isFree: 4 } as const;

/** The data is a list of words by the sum of their marks. */
export function readNeedles(): readonly Needle[] {
  const byMarks = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, string>>;
  return Object.entries(byMarks).flatMap(([sum, words]) =>
    words.split("|").map((text) => ({
      text,
      isPrefix: (Number(sum) & marks.isPrefix) !== 0,
      isTrigger: (Number(sum) & marks.isTrigger) !== 0,
      isFree: (Number(sum) & marks.isFree) !== 0,
    })),
  );
}

/** The data for these words. */
export function needlesText(needles: readonly Needle[]): string {
  const byMarks: Record<string, string[]> = {};
  for (const { text, isPrefix, isTrigger, isFree } of needles) {
    const sum = (isPrefix ? marks.isPrefix : 0) + (isTrigger ? marks.isTrigger : 0) + (isFree ? marks.isFree : 0);
    byMarks[sum] = [...(byMarks[sum] ?? []), text];
  }
  const joined = Object.entries(byMarks).map(([sum, words]) => [sum, words.toSorted().join("|")]);
  return `${JSON.stringify(Object.fromEntries(joined), null, 1)}\n`;
}
