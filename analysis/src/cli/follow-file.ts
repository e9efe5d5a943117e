import type { FileHandle } from "node:fs/promises";
import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { EventParser } from "./command.ts";
import type { InputEvent } from "./read-events.ts";
import { eventsOf, lineBytesMax } from "./read-events.ts";
import { readLines } from "./read-lines.ts";

export interface FileFollowing {
  /** True: what is there already comes first; false: only what is added. */
  readonly fromStart: boolean;
  readonly signal: AbortSignal;
  /** Resolves after so many ms, or when the signal is aborted. */
  readonly wait: (ms: number) => Promise<void>;
}

const lookMs = 500;
const chunkBytes = 256 * 1024;
const lineEnd = 10;

/** Events of a file as it grows, one a line, like `tail -F`: goes on in the new file when it is rotated, and at its start when it is cut. Ends when the signal is aborted. */
export async function* followFile(
  path: string,
  parser: EventParser,
  following: FileFollowing,
): AsyncGenerator<InputEvent> {
  const { signal, wait } = following;
  let isFirst = true;
  while (!signal.aborted) {
    const file = await openAgain(path);
    if (file === null) {
      await wait(lookMs);
      continue;
    }
    try {
      let place: Place = { bytes: 0, lines: 0 };
      if (isFirst && !following.fromStart) place = await afterLastLine(file);
      isFirst = false;
      yield* eventsFrom(file, place, { path, parser, following });
    } finally {
      await file.close();
    }
  }
}

interface Place {
  readonly bytes: number;
  readonly lines: number;
}

/** Null while there is no such file, as between the two steps of a rotation. */
async function openAgain(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch {
    return null;
  }
}

/** A line that is not at its end yet belongs to what is added. */
async function afterLastLine(file: FileHandle): Promise<Place> {
  const chunk = Buffer.alloc(chunkBytes);
  let place: Place = { bytes: 0, lines: 0 };
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return place;
    const read = chunk.subarray(0, bytesRead);
    let lines = place.lines;
    for (let end = read.indexOf(lineEnd); end >= 0; end = read.indexOf(lineEnd, end + 1)) lines += 1;
    const last = read.lastIndexOf(lineEnd);
    place = { bytes: last < 0 ? place.bytes : at + last + 1, lines };
    at += bytesRead;
  }
}

interface Source {
  readonly path: string;
  readonly parser: EventParser;
  readonly following: FileFollowing;
}

async function* eventsFrom(file: FileHandle, place: Place, source: Source): AsyncGenerator<InputEvent> {
  const { parser, following } = source;
  const input = Readable.from(chunksFrom(file, place.bytes, source));
  for await (const { number, text, tooLong } of readLines(input, lineBytesMax)) {
    // The end of a file that is followed no more is half a line.
    if (following.signal.aborted) return;
    if (!tooLong && text.trim() === "") continue;
    const line = place.lines + number;
    yield* eventsOf(tooLong ? { line, lines: [], kind: "too-long" } : { line, lines: [text], kind: "line" }, parser);
  }
}

/** What is added to one file, until it is another one or shorter than before. */
async function* chunksFrom(file: FileHandle, start: number, { path, following }: Source): AsyncGenerator<Buffer> {
  const { signal, wait } = following;
  let at = start;
  let wasReplaced = false;
  while (!signal.aborted) {
    const isReplaced = await isAnother(file, path);
    if ((await file.stat()).size < at) return;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
      if (signal.aborted) return;
    }
    // Once more after it was replaced: whoever writes may not know that yet.
    if (wasReplaced) return;
    wasReplaced = isReplaced;
    await wait(lookMs);
  }
}

async function isAnother(file: FileHandle, path: string): Promise<boolean> {
  try {
    const [ours, theirs] = await Promise.all([file.stat(), stat(path)]);
    return ours.ino !== theirs.ino || ours.dev !== theirs.dev;
  } catch {
    // Moved away, and the new one is not there yet: until then whoever writes may still have the old one.
    return false;
  }
}
