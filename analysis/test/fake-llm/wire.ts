import type { AnswerBehaviour, ProviderError, Usage } from "./behaviour.ts";
import type { FakeRequest } from "./fake-request.ts";

/** How a protocol puts an answer on the wire: as one object, or as a stream of opening, pieces and end. */

export interface Wire {
  /** Of a stream. */
  readonly contentType: string;
  /** Sent with every response. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly startStream: (answer: WireAnswer, request: FakeRequest) => WireStream;
  readonly whole: (answer: WireAnswer, request: FakeRequest) => object;
  readonly errorBody: (error: ProviderError) => object;
}

/** Each returns the bytes' text; called in this order, since protocols count their events. */
export interface WireStream {
  /** Everything before the first piece, thoughts too. */
  readonly open: () => string;
  readonly piece: (text: string) => string;
  readonly close: () => string;
  /** A sign of life that says nothing. */
  readonly ping: () => string;
  /** In place of `close`. */
  readonly fail: (error: ProviderError, how: "error-event" | "failed-event") => string;
}

/** An answer with nothing left to decide. */
export type WireAnswer = Pick<AnswerBehaviour, "text" | "thinking" | "toolCall"> & {
  readonly finish: NonNullable<AnswerBehaviour["finish"]>;
  readonly usage: Usage | null;
};

/** One event of server-sent events; without a name as OpenAI's chat has it. */
export function sse(data: object | string, name?: string): string {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${text}\n\n`;
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

let counted = 0;

/** Unlike any other of this process, and as long as the real ones. */
export function newId(prefix: string): string {
  counted += 1;
  return `${prefix}${counted.toString(16).padStart(24, "0")}`;
}

/** Cut into pieces between characters, never inside one. */
export function piecesOf(text: string, chunkSize: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + chunkSize);
    const last = text.charCodeAt(end - 1);
    if (last >= 0xd800 && last <= 0xdbff && end < text.length) end += 1;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
