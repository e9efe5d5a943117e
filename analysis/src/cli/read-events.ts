import { constants, createReadStream } from "node:fs";
import { access, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Alert } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import type { EventParser, Terminal } from "./command.ts";
import { readLines } from "./read-lines.ts";

/** One event of the input, or what is wrong with its line. `id` is the caller's own. */
export type InputEvent =
  | { readonly line: number; readonly id: unknown; readonly alert: Alert }
  | { readonly line: number; readonly id: unknown; readonly fault: string };

export const lineBytesMax = 16 * 1024 * 1024;

/** The file, or standard input for `-`. Throws INPUT_UNREADABLE with the reason. */
export async function openInput(file: string, terminal: Terminal): Promise<Readable> {
  if (file === "-") return terminal.stdin;
  await checkFile(file);
  return createReadStream(file, { highWaterMark: 256 * 1024 });
}

/** Whether it is an ordinary file, which can be read at any place. Throws INPUT_UNREADABLE with the reason. */
export async function checkFile(file: string): Promise<{ readonly isOrdinary: boolean }> {
  const stats = await statOf(file);
  if (stats.isDirectory()) {
    throw new AppError("INPUT_UNREADABLE", {
      detail: `${file} is a folder.`,
      hint: "Name a file in it; use cat for several.",
    });
  }
  return { isOrdinary: stats.isFile() };
}

async function statOf(file: string) {
  try {
    const stats = await stat(file);
    await access(file, constants.R_OK);
    return stats;
  } catch (error) {
    throw new AppError("INPUT_UNREADABLE", {
      cause: error,
      detail: `(${file}: ${(error as NodeJS.ErrnoException).code ?? "unknown"})`,
    });
  }
}

/** A piece of the input that can be read by itself: a line, or all lines of one JSON text. */
export interface Piece {
  /** Of its first line, from 1. */
  readonly line: number;
  /** Empty when it was too long. */
  readonly lines: readonly string[];
  readonly kind: "line" | "whole" | "too-long";
}

/** Events of JSON lines, text lines, a JSON array or one JSON object over many lines. */
export async function* readEvents(input: Readable, parser: EventParser): AsyncGenerator<InputEvent> {
  for await (const piece of readPieces(input, parser)) yield* eventsOf(piece, parser);
}

/** The pieces of an input, told apart by how it begins. */
export async function* readPieces(input: Readable, parser: Pick<EventParser, "parseJson">): AsyncGenerator<Piece> {
  const whole: string[] = [];
  let wholeBytes = 0;
  for await (const { number, text, tooLong } of readLines(input, lineBytesMax)) {
    const opensWhole = number === 1 && opensJson(text) && !isWholeJson(text, parser);
    if (tooLong) {
      yield { line: number, lines: [], kind: "too-long" };
    } else if (opensWhole || wholeBytes > 0) {
      wholeBytes += text.length + 1;
      if (wholeBytes <= lineBytesMax) whole.push(text);
    } else if (text.trim() !== "") {
      // Blank lines separate nothing.
      yield { line: number, lines: [text], kind: "line" };
    }
  }
  if (wholeBytes > 0) yield { line: 1, lines: wholeBytes > lineBytesMax ? [] : whole, kind: "whole" };
}

/** The events of a piece, each with what is wrong where it cannot be read. */
export function* eventsOf({ line, lines, kind }: Piece, parser: EventParser): Generator<InputEvent> {
  const [first = ""] = lines;
  if (kind === "too-long") yield { line, id: undefined, fault: "the line is longer than 16 MiB" };
  else if (kind === "whole") yield* eventsOfWhole(lines, parser);
  else yield* eventsOfLine(first, line, parser);
}

function opensJson(text: string): boolean {
  return /^\s*[[{]/.test(text) && !/^\s*\[[A-Za-z]/.test(text);
}

function isWholeJson(text: string, parser: Pick<EventParser, "parseJson">): boolean {
  try {
    parser.parseJson(text);
    return true;
  } catch {
    return false;
  }
}

/** A file that begins with an open bracket is one JSON text; if it is not, its lines are taken one by one. */
function* eventsOfWhole(lines: readonly string[], parser: EventParser): Generator<InputEvent> {
  const text = lines.join("\n");
  if (lines.length === 0) {
    yield { line: 1, id: undefined, fault: "the JSON text is longer than 16 MiB; write one event a line" };
  } else if (isWholeJson(text, parser)) {
    yield* eventsOfValue(parser.parseJson(text), 1, parser);
  } else {
    for (const [index, line] of lines.entries()) {
      if (line.trim() !== "") yield* eventsOfLine(line, index + 1, parser);
    }
  }
}

function* eventsOfLine(text: string, line: number, parser: EventParser): Generator<InputEvent> {
  if (!opensJson(text)) {
    yield attempt(line, undefined, () => parser.parseLine(text));
    return;
  }
  let value: unknown;
  try {
    value = parser.parseJson(text);
  } catch (error) {
    yield { line, id: undefined, fault: faultOf(error) };
    return;
  }
  yield* eventsOfValue(value, line, parser);
}

function* eventsOfValue(value: unknown, line: number, parser: EventParser): Generator<InputEvent> {
  if (Array.isArray(value)) {
    for (const item of value) yield* eventsOfValue(item, line, parser);
    return;
  }
  const { id, event } = unwrap(value);
  if (isLokiStream(event)) {
    try {
      for (const alert of parser.parseAll(event)) yield { line, id, alert };
    } catch (error) {
      yield { line, id, fault: faultOf(error) };
    }
    return;
  }
  yield attempt(line, id, () => parser.parse(event));
}

/** `{"id", "event": {...}}` → its parts; a bare event as it is. */
function unwrap(value: unknown): { id: unknown; event: unknown } {
  if (typeof value === "object" && value !== null && "event" in value && !("rule" in value) && !("output" in value)) {
    return { id: "id" in value ? value.id : undefined, event: value.event };
  }
  return { id: undefined, event: value };
}

function isLokiStream(event: unknown): boolean {
  return typeof event === "object" && event !== null && "stream" in event && "values" in event;
}

/** One event, or why it cannot be read. */
export function attempt(line: number, id: unknown, parse: () => Alert): InputEvent {
  try {
    return { line, id, alert: parse() };
  } catch (error) {
    return { line, id, fault: faultOf(error) };
  }
}

function faultOf(error: unknown): string {
  return error instanceof AppError ? error.message : "the line could not be read";
}
