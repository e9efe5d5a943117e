import { decodeEscapes, decodeRuns } from "./decode.ts";
import { foldLetters, foldMixedWords, hasLookAlikes, hiddenText, plainLetters } from "./fold.ts";
import { type Shape, shapes } from "./shape.ts";

/** One way to read a value: the text read, and which piece of the value each part of it comes from. */
export interface View {
  readonly text: string;
  /** Where each part begins in `text`, and where its source stands in the value. */
  readonly parts: readonly Part[];
}

interface Part {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

const decodingsMax = 3;

/** The ways in which a value of these shapes may be meant, the plain one first. Each is linear in the value. */
export function* viewsOf(value: string, shape: Shape): Generator<View> {
  const plain = plainView(value, shape);
  yield plain;
  yield* derived(plain, shape);
  // A backslash may hide a letter instead of naming one.
  if ((shape & shapes.escapes) !== 0 && (shape & shapes.quotes) !== 0)
    yield* derived(plainView(value, shapes.foreign), shapes.quotes);
  if ((shape & shapes.foreign) !== 0) {
    if (hasLookAlikes(plain.text)) yield changed(plain, foldLetters);
    const hidden = hiddenText(value);
    if (hidden.trim() !== "") yield whole(hidden, value);
  }
  if ((shape & (shapes.run | shapes.numbers)) !== 0) yield* decodedViews(value, 0);
}

/** The readings that change letters or their order. */
function* derived(view: View, shape: Shape): Generator<View> {
  if ((shape & shapes.quotes) !== 0) {
    yield byWord(view, (word) => word.replaceAll(/\$\{?\w*[@*!]?\}?|["'`\\^]/g, ""));
    yield changed(view, (text) =>
      text
        .replaceAll(/["'`\\^+]|\$\{?\w+\}?/g, (piece) => " ".repeat(piece.length))
        .replaceAll(/(?<=[a-z]) {2,}(?=[a-z])/gi, " "),
    );
  }
  if ((shape & shapes.spaced) !== 0) yield joinedLetters(view);
  if ((shape & shapes.leet) !== 0) {
    yield changed(view, (text) => leet(text, "i"));
    yield changed(view, (text) => leet(text, "l"));
  }
  if ((shape & shapes.turned) !== 0) {
    yield changed(view, rot13);
    yield whole([...view.text].reverse().join(""), view.text, view);
  }
}

function* decodedViews(value: string, depth: number): Generator<View> {
  const runs = decodeRuns(value);
  if (runs.length === 0) return;
  const parts: Part[] = [];
  let text = "";
  for (const { decoded, from, to } of runs) {
    parts.push({ at: text.length, from, to });
    text += `${decoded} `;
  }
  const view = { text: foldMixedWords(plainLetters(text)), parts };
  yield view.text.length === text.length
    ? view
    : { text: view.text, parts: [{ at: 0, from: parts[0]?.from ?? 0, to: parts.at(-1)?.to ?? 0 }] };
  yield* derived(view, shapes.quotes | shapes.leet | shapes.spaced | shapes.turned);
  if (hasLookAlikes(view.text)) yield changed(view, foldLetters);
  if (depth >= decodingsMax) return;
  const first = parts[0]?.from ?? 0;
  const last = parts.at(-1)?.to ?? 0;
  const escaped = decodeEscapes(text);
  if (escaped !== text) yield { text: plainLetters(escaped), parts: [{ at: 0, from: first, to: last }] };
  for (const inner of decodedViews(text, depth + 1))
    yield { text: inner.text, parts: [{ at: 0, from: first, to: last }] };
}

/** The value word by word: escapes resolved, letters made plain. */
function plainView(value: string, shape: Shape): View {
  if ((shape & (shapes.foreign | shapes.escapes)) === 0) return { text: value, parts: [{ at: 0, from: 0, to: -1 }] };
  return byWord({ text: value, parts: [{ at: 0, from: 0, to: -1 }] }, (word) => {
    const decoded = (shape & shapes.escapes) !== 0 ? decodeEscapes(word) : word;
    return foldMixedWords(plainLetters(decoded));
  });
}

/** A part that goes to -1 is the value itself, character by character. */
export function sourceOf(view: View, value: string, start: number, end: number): string {
  const first = partAt(view.parts, start);
  const last = partAt(view.parts, Math.max(start, end - 1));
  if (first === undefined || last === undefined) return value;
  return value.slice(fromOf(first, start), toOf(last, end));
}

function fromOf(part: Part | undefined, at: number): number {
  if (part === undefined) return 0;
  return part.to === -1 ? part.from + at - part.at : part.from;
}

function toOf(part: Part | undefined, at: number): number {
  if (part === undefined) return 0;
  return part.to === -1 ? part.from + at - part.at : part.to;
}

function partAt(parts: readonly Part[], at: number): Part | undefined {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle] as Part).at <= at) low = middle;
    else high = middle - 1;
  }
  return parts[low];
}

/** The view with every word rewritten; words are what blanks part. */
function byWord(view: View, rewrite: (word: string) => string): View {
  const parts: Part[] = [];
  let text = "";
  for (const found of view.text.matchAll(/\S+|\s+/g)) {
    const [word] = found;
    const end = found.index + word.length;
    const first = partAt(view.parts, found.index);
    const last = partAt(view.parts, end - 1);
    parts.push({ at: text.length, from: fromOf(first, found.index), to: toOf(last, end) });
    text += word.trim() === "" ? word : rewrite(word);
  }
  return { text, parts };
}

/** The view with text of the same length, which stands where it stood. */
function changed(view: View, change: (text: string) => string): View {
  const text = change(view.text);
  return { text, parts: text.length === view.text.length ? view.parts : spanOf(view) };
}

function spanOf(view: View): readonly Part[] {
  const first = view.parts[0];
  const last = view.parts.at(-1);
  if (first === undefined || last === undefined) return [];
  const to = last.to === -1 ? last.from + view.text.length - last.at : last.to;
  return [{ at: 0, from: first.from, to }];
}

function whole(text: string, value: string, view?: View): View {
  return { text, parts: view === undefined ? [{ at: 0, from: 0, to: value.length }] : spanOf(view) };
}

/** Letters that stand alone, put together: `i.g.n.o.r.e`; a wider gap parts words. */
function joinedLetters(view: View): View {
  const parts: Part[] = [];
  let text = "";
  let lastEnd = 0;
  const add = (piece: string, from: number, to: number): void => {
    if (piece === "") return;
    const first = partAt(view.parts, from);
    const last = partAt(view.parts, Math.max(from, to - 1));
    parts.push({ at: text.length, from: fromOf(first, from), to: toOf(last, to) });
    text += piece;
  };
  for (const found of view.text.matchAll(/(?<!\p{L})\p{L}([^\p{L}])\1{0,3}\p{L}(?:\1{1,4}\p{L}){2,}(?!\p{L})/gu)) {
    add(view.text.slice(lastEnd, found.index), lastEnd, found.index);
    const separator = found[1] ?? " ";
    const end = found.index + found[0].length;
    add(
      found[0]
        .replaceAll(separator.repeat(2), "\0")
        .replaceAll(separator, "")
        .replaceAll(/[^\p{L}\0]/gu, "")
        .replaceAll(/\0+/g, " "),
      found.index,
      end,
    );
    lastEnd = end;
  }
  add(view.text.slice(lastEnd), lastEnd, view.text.length);
  return { text, parts };
}

const digitLetters: Readonly<Record<string, string>> = {
  "0": "o",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "9": "g",
  "6": "g",
  "2": "z",
  "@": "a",
  $: "s",
  "€": "e",
  "£": "l",
  "+": "t",
};

function leet(text: string, one: string): string {
  return text.replaceAll(/[a-z0-9@$!|€£+]+/gi, (word) =>
    /[a-z]/i.test(word) ? word.replaceAll(/[0-9@$!|€£+]/g, (char) => digitLetters[char] ?? one) : word,
  );
}

function rot13(text: string): string {
  return text.replaceAll(/[a-z]/gi, (char) => {
    const code = char.charCodeAt(0);
    const first = code < 97 ? 65 : 97;
    return String.fromCharCode(((code - first + 13) % 26) + first);
  });
}
