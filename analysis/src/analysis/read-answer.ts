import { jsonrepair } from "jsonrepair";
import { createJsonMarks } from "#lib/json-marks.ts";
import type { Answer, AnswerProblem } from "./answer.ts";
import { toAnswer } from "./answer.ts";
import { afterThoughts, createSectionReader, thoughtEnd } from "./section-reader.ts";

/** A longer text is no answer of ours, and repairing some takes time by the square of it. */
const repairCharsMax = 20_000;
const objectsMax = 8;

/** A model's text → its answer, or what is wrong with it. Looks behind thoughts, prose and fences, and mends broken JSON once. */
export function readAnswer(text: string): { readonly answer: Answer } | { readonly problem: AnswerProblem } {
  let problem: AnswerProblem | null = null;
  for (const plain of withoutThoughts(text)) {
    for (const candidate of candidatesIn(plain)) {
      const read = toAnswer(unwrapped(candidate));
      if ("answer" in read) return read;
      problem ??= read.problem;
    }
  }
  return { problem: problem ?? "it was not JSON" };
}

/** Of a text that was cut off, only keys that are complete count: half a sentence must not pass for a whole one. */
export function readCutAnswer(text: string): { readonly answer: Answer } | { readonly problem: AnswerProblem } {
  let problem: AnswerProblem | null = null;
  for (const plain of withoutThoughts(text)) {
    const reader = createSectionReader();
    reader.add(plain);
    const read = toAnswer(reader.sections());
    if ("answer" in read) return read;
    problem ??= read.problem;
  }
  return { problem: problem ?? "it was not JSON" };
}

/** Behind the thoughts before the answer; some models write their end only, and an answer may quote one. */
function withoutThoughts(text: string): readonly string[] {
  const end = text.lastIndexOf(thoughtEnd);
  const behind = text.slice(afterThoughts(text));
  const last = text.slice(end + thoughtEnd.length);
  return end < 0 || last === behind ? [behind] : [behind, last];
}

/** The text as JSON, the objects that stand in it one after another, each mended where it is broken, and what begins with the first brace. */
function* candidatesIn(text: string): Generator<unknown> {
  const whole = parsed(text);
  if (whole !== undefined) yield whole;
  for (const object of objectsIn(text)) {
    const value = parsed(object) ?? repaired(object);
    if (value !== undefined) yield value;
  }
  const first = text.indexOf("{");
  const rest = first < 0 ? undefined : repaired(text.slice(first));
  if (rest !== undefined) yield rest;
}

/** Pieces of the text from a brace to the one that closes it; braces inside of texts do not count. */
function* objectsIn(text: string): Generator<string> {
  let from = text.indexOf("{");
  for (let found = 0; from >= 0 && found < objectsMax; found += 1) {
    const end = endOfObject(text, from);
    if (end < 0) return;
    yield text.slice(from, end);
    from = text.indexOf("{", end);
  }
}

function endOfObject(text: string, from: number): number {
  const markOf = createJsonMarks();
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const mark = markOf(text[at] ?? "");
    if (mark === "open") depth += 1;
    else if (mark === "close") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return -1;
}

/** Some answer with a list of one, some with JSON inside a JSON text. */
function unwrapped(value: unknown): unknown {
  let inner = value;
  for (let depth = 0; depth < 2; depth += 1) {
    if (typeof inner === "string") inner = parsed(inner) ?? inner;
    if (Array.isArray(inner)) inner = inner.find((item) => typeof item === "object" && item !== null) ?? inner;
  }
  return inner;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function repaired(text: string): unknown {
  if (text.length > repairCharsMax) return undefined;
  try {
    return JSON.parse(jsonrepair(text));
  } catch {
    return undefined;
  }
}
