import { parentPort, workerData } from "node:worker_threads";
import { obfuscatePiece } from "#cli/obfuscate-piece.ts";
import type { Answer, Order, ThreadData } from "./obfuscators.ts";
import { createToolbox } from "./toolbox.ts";

/** A thread of `sib obfuscate`: pieces of input come, what is to be printed goes. */

const { folder, overrides, jsonl } = workerData as ThreadData;
const toolbox = createToolbox(folder);
const opened = Promise.all([toolbox.openParser(), toolbox.openAnalyst(toolbox.loadConfig(overrides))]);

parentPort?.on("message", async (pieces: Order) => {
  const [parser, analyst] = await opened;
  const answer: Answer = pieces.map((piece) => obfuscatePiece(piece, { parser, analyst, jsonl }));
  parentPort?.postMessage(answer);
});
