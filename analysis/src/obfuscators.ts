import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ObfuscatorOptions, Obfuscators } from "#cli/command.ts";
import type { ObfuscatedPiece } from "#cli/obfuscate-piece.ts";
import type { Piece } from "#cli/read-events.ts";
import { AppError } from "#domain/errors.ts";

/** What the main thread sends; answers come back in the same order. */
export type Order = readonly Piece[];
export type Answer = readonly ObfuscatedPiece[];
export interface ThreadData extends ObfuscatorOptions {
  readonly folder: string;
}

/** More use more memory than they save time. */
const threadsMax = 4;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: AppError) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Waiting[];
}

/** `folder` is where the configuration lies; `count` is how many threads there may be. */
export function createObfuscators(folder: string, options: ObfuscatorOptions, count = usualCount()): Obfuscators {
  const threads: Thread[] = [];

  const least = (): Thread => {
    if (threads.length < count) threads.push(startThread({ ...options, folder }));
    return threads.reduce((best, thread) => (thread.waiting.length < best.waiting.length ? thread : best));
  };
  return {
    count,
    run: (pieces) =>
      new Promise((resolve, reject) => {
        const thread = least();
        thread.waiting.push({ resolve, reject });
        thread.worker.postMessage(pieces satisfies Order);
      }),
    close: async () => {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

/** Two processors are often one core: measured on such a machine, a second thread took a third more work and saved no time. */
function usualCount(): number {
  return Math.max(1, Math.min(Math.floor(availableParallelism() / 2), threadsMax));
}

function startThread(workerData: ThreadData): Thread {
  const worker = new Worker(new URL("./obfuscate-thread.ts", import.meta.url), { workerData });
  const waiting: Waiting[] = [];
  const fail = () => {
    for (const { reject } of waiting.splice(0))
      reject(new AppError("INTERNAL", { detail: "A thread ended before it had answered." }));
  };
  worker.on("message", (answer: Answer) => waiting.shift()?.resolve(answer));
  worker.on("error", fail);
  worker.on("exit", fail);
  return { worker, waiting };
}
