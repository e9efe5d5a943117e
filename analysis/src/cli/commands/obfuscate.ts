import { setImmediate } from "node:timers/promises";
import { AppError } from "#domain/errors.ts";
import { obfuscationLevels } from "#domain/pseudonymised.ts";
import { inOrder } from "#lib/in-order.ts";
import type { Command } from "../command.ts";
import { obfuscatePiece } from "../obfuscate-piece.ts";
import { parseCommandLine } from "../parse-args.ts";
import type { Piece } from "../read-events.ts";
import { openInput, readPieces } from "../read-events.ts";

/** So many pieces are done at once and for little input: threads have to start first. */
const piecesHereMax = 256;
const batchPiecesMax = 64;
const batchCharsMax = 512 * 1024;

/** `sib obfuscate`: prints exactly what would be sent to a model, and sends nothing. */
export const obfuscate: Command = {
  name: "obfuscate",
  usage: `sib obfuscate [FILE|-] [--level ${obfuscationLevels.join("|")}] [--jsonl]`,
  describes: 'prints exactly what would be sent to a model; with --jsonl one {"id", "text"} a line',
  async run(args, toolbox) {
    const { values, positionals } = parseCommandLine(args, { level: { type: "string" }, jsonl: { type: "boolean" } });
    if (positionals.length > 1)
      throw new AppError("USAGE", { detail: "Only one file can be read; use cat for several." });
    const overrides = values.level === undefined ? {} : { "obfuscation.level": values.level };
    const config = toolbox.loadConfig(overrides);
    const jsonl = values.jsonl ?? false;
    const parser = await toolbox.openParser();
    const here = { parser, analyst: await toolbox.openAnalyst(config), jsonl };
    const input = await openInput(positionals[0] ?? "-", toolbox.terminal);
    const threads = toolbox.openObfuscators({ overrides, jsonl });
    let broken = 0;
    try {
      const work = ({ pieces, isEarly }: Batch) =>
        isEarly || threads.count < 2 ? pieces.map((piece) => obfuscatePiece(piece, here)) : threads.run(pieces);
      for await (const results of inOrder(inBatches(readPieces(input, parser)), work, 2 * threads.count)) {
        for (const result of results) {
          broken += result.broken;
          if (result.out !== "") await toolbox.terminal.out(result.out);
          if (result.err !== "") toolbox.terminal.err(result.err);
        }
      }
    } finally {
      await threads.close();
    }
    return broken > 0 ? 1 : 0;
  },
};

interface Batch {
  readonly pieces: readonly Piece[];
  readonly isEarly: boolean;
}

/** The first pieces one by one; later ones together, as far as they are there: nobody waits for a batch to be full. */
async function* inBatches(pieces: AsyncIterable<Piece>): AsyncGenerator<Batch> {
  const iterator = pieces[Symbol.asyncIterator]();
  let count = 0;
  let batch: Piece[] = [];
  let chars = 0;
  for (;;) {
    const next = iterator.next();
    if (batch.length > 0 && (batch.length >= batchPiecesMax || chars >= batchCharsMax || (await isLate(next)))) {
      yield { pieces: batch, isEarly: false };
      batch = [];
      chars = 0;
    }
    const { done, value: piece } = await next;
    if (done) break;
    count += 1;
    if (count <= piecesHereMax) {
      yield { pieces: [piece], isEarly: true };
      continue;
    }
    batch.push(piece);
    for (const line of piece.lines) chars += line.length;
  }
  if (batch.length > 0) yield { pieces: batch, isEarly: false };
}

/** True when the input has to be waited for. */
async function isLate(next: Promise<unknown>): Promise<boolean> {
  return await Promise.race([next.then(() => false), setImmediate(true)]);
}
