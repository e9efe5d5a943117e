import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import type { DatabaseRequest, QueryResult, Reply, WorkerData } from "./sqlite-protocol.ts";

/** A SQLite file in a thread of its own. */
export interface SqliteClient {
  /** Rejects with a `SqliteFault`. Requests run one after the other, in order. */
  readonly request: (request: DatabaseRequest) => Promise<QueryResult>;
  /** One user at a time, so that nothing comes between the requests of a transaction; gives the way to let go. */
  readonly lock: () => Promise<() => void>;
  readonly close: () => Promise<void>;
}

/** SQLite's primary result code with its message: 5 busy, 8 read-only, 10 I/O, 11 corrupt, 13 full, 14 cannot open. */
export interface SqliteFault {
  readonly kind: "sqlite-fault";
  readonly code: number;
  readonly message: string;
}

interface Waiting {
  readonly resolve: (result: QueryResult) => void;
  readonly reject: (fault: SqliteFault) => void;
}

/** Starts the thread; the file is opened by the first request. `path` is a file or `:memory:`. */
export function createSqliteClient(path: string, busyTimeoutMs: number): SqliteClient {
  if (path !== ":memory:") makeFolder(dirname(path));
  const workerData: WorkerData = { path, busyTimeoutMs };
  const worker = new Worker(new URL("./sqlite-thread.ts", import.meta.url), { workerData });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended: SqliteFault | null = null;

  const end = (fault: SqliteFault) => {
    ended = fault;
    for (const { reject } of waiting.values()) reject(fault);
    waiting.clear();
  };
  worker.on("message", (reply: Reply) => {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ("result" in reply) waiter?.resolve(reply.result);
    else waiter?.reject({ kind: "sqlite-fault", ...reply.fault });
  });
  worker.on("error", (error) =>
    end({ kind: "sqlite-fault", code: 2, message: `the database thread failed: ${error.name}` }),
  );
  worker.on("exit", () => end({ kind: "sqlite-fault", code: 21, message: "the database is closed" }));
  worker.unref();

  const request = (message: DatabaseRequest) =>
    new Promise<QueryResult>((resolve, reject) => {
      if (ended) {
        reject(ended);
        return;
      }
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      worker.ref();
      worker.postMessage({ id: lastId, request: message });
    });
  let last: Promise<void> = Promise.resolve();
  return {
    request,
    async lock() {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      return resolve;
    },
    async close() {
      if (ended) return;
      await request({ kind: "close" });
      await worker.terminate();
    },
  };
}

export function isSqliteFault(error: unknown): error is SqliteFault {
  return typeof error === "object" && error !== null && (error as { kind?: unknown }).kind === "sqlite-fault";
}

/**
 * Level by level: Node's recursive mkdir never returns where the kernel refuses new folders (below /proc). A folder that
 * cannot be made shows up as "cannot open" with the first request, where it is handled.
 */
function makeFolder(folder: string): void {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFolder(parent);
  if (existsSync(folder)) return;
  try {
    mkdirSync(folder);
  } catch {
    return;
  }
}
