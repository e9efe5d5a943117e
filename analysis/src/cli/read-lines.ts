import type { Readable } from "node:stream";

/** One line of a stream, without its end; `tooLong` when it was longer than allowed (then `text` is empty). */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly tooLong: boolean;
}

/** Splits a byte stream into lines, one in memory at a time; a line over the limit is skipped, not kept. Bytes that are no UTF-8 become U+FFFD. */
export async function* readLines(stream: Readable, bytesMax: number): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 0;
  const take = (): Line => {
    number += 1;
    const tooLong = size > bytesMax;
    const text = tooLong ? "" : Buffer.concat(parts).toString("utf8").replace(/\r$/, "");
    parts = [];
    size = 0;
    return { number, text, tooLong };
  };
  const keep = (piece: Buffer) => {
    size += piece.length;
    if (size <= bytesMax) parts.push(piece);
    else parts = [];
  };
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer);
    let from = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      keep(bytes.subarray(from, at));
      yield take();
      from = at + 1;
    }
    if (from < bytes.length) keep(bytes.subarray(from));
  }
  if (size > 0) yield take();
}
