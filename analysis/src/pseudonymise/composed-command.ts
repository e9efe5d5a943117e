import { spansOfCommandLine } from "./command-secrets.ts";
import type { Span } from "./recognizer.ts";

/** One argument of a command that is written as a list; `places` are the text's offsets of its characters and of its end. */
export interface Argument {
  readonly value: string;
  readonly places: (index: number) => number;
}

const charsMax = 16_384;
const plainWord = /^[\w@%+=:,./-]+$/;

/** What the grammars say about a command whose words stand apart in a text: in a list, or as parameters of an address. */
export function spansOfArguments(words: readonly Argument[]): Span[] {
  let line = "";
  const places: number[] = [];
  let before = 0;
  for (const { value, places: placeOf } of words) {
    if (line.length + value.length > charsMax) break;
    if (line !== "") line = put(line, " ", places, before);
    const isPlain = plainWord.test(value);
    if (!isPlain) line = put(line, "'", places, placeOf(0));
    for (let index = 0; index < value.length; index += 1) {
      const char = value.charAt(index);
      line = put(line, char === "'" && !isPlain ? "'\\''" : char, places, placeOf(index));
    }
    if (!isPlain) line = put(line, "'", places, placeOf(value.length));
    before = placeOf(value.length);
    places[line.length] = before;
  }
  return spansOfCommandLine(line).flatMap((span) => {
    const start = places[span.start] ?? 0;
    const end = endPlace(places, span.end);
    const value = line.slice(span.start, span.end).replaceAll("'\\''", "'");
    return end > start ? [{ ...span, start, end, value, first: true }] : [];
  });
}

function put(line: string, piece: string, places: number[], place: number): string {
  for (let index = 0; index < piece.length; index += 1) places[line.length + index] = place;
  return line + piece;
}

/** A word's end is its own, not where the next word begins. */
function endPlace(places: readonly number[], end: number): number {
  return places[end] ?? (places.at(-1) ?? -1) + 1;
}
