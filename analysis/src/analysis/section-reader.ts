import { createJsonMarks } from "#lib/json-marks.ts";

/** Finds the keys of an answer that are complete while the rest is still being written. */
export interface SectionReader {
  /** Takes the next piece; true when another key has become complete. */
  readonly add: (piece: string) => boolean;
  /** The keys that are complete so far, as written. */
  readonly sections: () => Readonly<Record<string, unknown>>;
}

/** A longer text is no answer of ours. */
const charsMax = 60_000;
/** Of models that think aloud. */
const thought = "<think>";
export const thoughtEnd = "</think>";

/** One pass over the pieces, whatever their size. Prose, thoughts and fences before the first brace are passed over. */
export function createSectionReader(): SectionReader {
  const sections: Record<string, unknown> = Object.create(null);
  let text = "";
  let start = 0;
  let at = -1;
  let depth = 0;
  let memberFrom = -1;
  const markOf = createJsonMarks();

  /** One member has ended before `end`: `"key": value`. */
  const take = (end: number): boolean => {
    const member = text.slice(memberFrom, end).trim();
    memberFrom = end + 1;
    if (member === "") return false;
    try {
      Object.assign(sections, JSON.parse(`{${member}}`));
      return true;
    } catch {
      return false;
    }
  };
  const begin = (): boolean => {
    start = afterThoughts(text, start);
    const brace = text.indexOf("{", start);
    if (brace < 0 || text.startsWith(thought, start)) return false;
    at = brace + 1;
    memberFrom = at;
    depth = 1;
    return true;
  };
  const step = (char: string): boolean => {
    const mark = markOf(char);
    if (mark === "open") depth += 1;
    else if (mark === "close") depth -= 1;
    return (depth === 0 || (depth === 1 && mark === "comma")) && take(at);
  };
  return {
    add(piece) {
      if (text.length >= charsMax || (at >= 0 && depth === 0)) return false;
      text += piece.slice(0, charsMax - text.length);
      if (at < 0 && !begin()) return false;
      let found = false;
      for (; at < text.length && depth > 0; at += 1) found = step(text[at] ?? "") || found;
      return found;
    },
    sections: () => sections,
  };
}

/** Where to look for the answer: behind each `<think>…</think>` before the first brace, or at one that has no end yet. */
export function afterThoughts(text: string, from = 0): number {
  let start = from;
  for (;;) {
    const begins = text.indexOf(thought, start);
    const brace = text.indexOf("{", start);
    if (begins < 0 || (brace >= 0 && brace < begins)) return start;
    const ends = text.indexOf(thoughtEnd, begins);
    if (ends < 0) return begins;
    start = ends + thoughtEnd.length;
  }
}
