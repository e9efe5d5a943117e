import { stringifyVisible } from "#alert/json.ts";
import type { Analyst } from "#analysis/analyse.ts";
import { AppError } from "#domain/errors.ts";
import type { EventParser } from "./command.ts";
import type { InputEvent, Piece } from "./read-events.ts";
import { eventsOf } from "./read-events.ts";

/** What `sib obfuscate` prints for one piece of its input: here, or in a thread of its own. */
export interface ObfuscatedPiece {
  readonly out: string;
  readonly err: string;
  /** How many events could not be read or made safe to send. */
  readonly broken: number;
}

/** What it takes to turn events into prompts. */
export interface Obfuscation {
  readonly parser: EventParser;
  readonly analyst: Analyst;
  readonly jsonl: boolean;
}

/** The prompts of a piece's events; never throws. */
export function obfuscatePiece(piece: Piece, { parser, analyst, jsonl }: Obfuscation): ObfuscatedPiece {
  let out = "";
  let err = "";
  let broken = 0;
  for (const event of eventsOf(piece, parser)) {
    const prompt = "fault" in event ? event.fault : promptOf(event, analyst);
    if (typeof prompt === "string") {
      err += `sib: line ${event.line}: ${prompt}\n`;
      broken += 1;
    } else out += jsonl ? `${stringifyVisible(prompt)}\n` : `${prompt.text}\n\n`;
  }
  return { out, err, broken };
}

/** The prompt for one event; the reason when it cannot be made safe to send. */
function promptOf(
  { id, alert }: ReadEvent,
  analyst: Analyst,
): { readonly id?: unknown; readonly text: string } | string {
  try {
    const text = analyst.prompt(alert).user;
    return id === undefined ? { text } : { id, text };
  } catch (error) {
    return error instanceof AppError ? error.message : "it could not be made safe to send";
  }
}

type ReadEvent = Extract<InputEvent, { readonly alert: unknown }>;
