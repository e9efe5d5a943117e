import { setImmediate as turnOfOthers } from "node:timers/promises";
import { parseExactJson } from "#alert/json.ts";
import { AppError } from "#domain/errors.ts";
import type { IncomingEvent } from "#ports/alert-log.ts";
import type { EventBody } from "./body.ts";
import type { HttpDependencies } from "./ports.ts";

export interface Rejected {
  readonly index: number;
  readonly message: string;
}

export interface Intake {
  readonly accepted: readonly IncomingEvent[];
  /** The first thousand that were no events. */
  readonly rejected: readonly Rejected[];
  readonly rejectedCount: number;
}

type Parsers = Pick<HttpDependencies, "parse" | "parseAll" | "parseLine" | "toIncoming" | "elapsed">;

const rejectedShown = 1000;
/** So much without a single event in it is no batch of events; nobody is made to wait for the rest. */
const hopelessAfter = 10_000;
/** Large batches are read in turns: other callers are answered between them, and the database is handed its next batch. */
const turnMs = 5;
const itemsPerLook = 16;

/** Everything in the body that is an event is taken; everything else is named by its place, counted from 0, blank lines not counted; of lines the message says also which it is in the body. */
export async function readIntake(body: EventBody, parsers: Parsers): Promise<Intake> {
  const accepted: IncomingEvent[] = [];
  const rejected: Rejected[] = [];
  const giveWay = createTurns(parsers.elapsed);
  let rejectedCount = 0;
  let index = 0;
  for (const item of itemsOf(body)) {
    const read = attempt(item, parsers);
    if (typeof read === "string") {
      rejectedCount += 1;
      if (rejected.length < rejectedShown) rejected.push({ index, message: placed(item, read) });
    } else for (const event of read) accepted.push(event);
    if (accepted.length === 0 && rejectedCount >= hopelessAfter) break;
    index += 1;
    if (index % itemsPerLook === 0) await giveWay();
  }
  return { accepted, rejected, rejectedCount };
}

/** The item's events, or a sentence that says why it has none. */
function attempt(item: Item, parsers: Parsers): IncomingEvent[] | string {
  try {
    return readItem(item, parsers);
  } catch (error) {
    return error instanceof AppError ? error.message : "This could not be read.";
  }
}

/** People look for a line with an editor, which counts from 1 and blank ones too. */
function placed(item: Item, message: string): string {
  return "line" in item ? `Line ${item.number} of the body: ${message}` : message;
}

function createTurns(elapsed: () => number): () => Promise<void> {
  let began = elapsed();
  return async () => {
    if (elapsed() - began <= turnMs) return;
    await turnOfOthers();
    began = elapsed();
  };
}

type Item =
  | { readonly value: unknown }
  | { readonly line: string; readonly number: number; readonly textAllowed: boolean };

function itemsOf(body: EventBody): Generator<Item> {
  return body.kind === "json" ? valuesOf(body.value) : linesOf(body);
}

function* valuesOf(value: unknown): Generator<Item> {
  for (const item of Array.isArray(value) ? value : [value]) yield { value: item };
}

/** Lines that hold something; never all of them at once, since a batch may be made of line ends. */
function* linesOf({ text, textAllowed }: Extract<EventBody, { readonly kind: "lines" }>): Generator<Item> {
  let number = 0;
  for (let from = 0; from < text.length; ) {
    number += 1;
    const end = text.indexOf("\n", from);
    const line = text.slice(from, end < 0 ? text.length : end).trimEnd();
    if (line.trim() !== "") yield { line, number, textAllowed };
    from = end < 0 ? text.length : end + 1;
  }
}

function readItem(item: Item, parsers: Parsers): IncomingEvent[] {
  const { parse, parseAll, parseLine, toIncoming } = parsers;
  if ("line" in item && item.textAllowed && !item.line.trimStart().startsWith("{")) {
    return [toIncoming(parseLine(item.line))];
  }
  const value = "line" in item ? parseExactJson(item.line) : item.value;
  if (isLokiPush(value)) return value.streams.flatMap(parseAll).map(toIncoming);
  return isLokiStream(value) ? parseAll(value).map(toIncoming) : [toIncoming(parse(value))];
}

export function isLokiStream(value: unknown): value is { readonly values: unknown } {
  return typeof value === "object" && value !== null && "stream" in value && "values" in value;
}

function isLokiPush(value: unknown): value is { readonly streams: readonly unknown[] } {
  return typeof value === "object" && value !== null && "streams" in value && Array.isArray(value.streams);
}
