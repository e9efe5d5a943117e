import { parseExactJson, stringifyExact } from "#alert/json.ts";
import { AppError } from "#domain/errors.ts";
import type { AlertLog, IncomingEvent, RemoteLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { createSqliteDatabase } from "../../database/sqlite-database.ts";
import { createSqlAnalysisStore } from "../../stores/sql-analysis-store.ts";
import { createEmbeddedAlertLog } from "../embedded/embedded-alert-log.ts";

/** Our own database and a log store, both in memory, with one clock. */
export interface TwoLogs {
  readonly journal: AlertLog;
  readonly store: AnalysisStore;
  /** What a Loki would be, whatever it is asked; `fail` has each call answered so until it is told null. */
  readonly remote: RemoteLog;
  readonly fail: (sentence: string | null) => void;
  /** All pushes, in order, failed ones too. */
  readonly pushes: IncomingEvent[][];
  /** How often events were read page by page. */
  readonly queries: () => number;
  /** As falcosidekick writes it, past us. */
  readonly putThere: (events: readonly IncomingEvent[]) => Promise<void>;
  readonly now: () => Date;
  readonly setNow: (ms: number) => void;
  readonly close: () => Promise<void>;
}

export function openTwoLogs(startMs: number): TwoLogs {
  let nowMs = startMs;
  let fault: string | null = null;
  let queries = 0;
  const now = () => new Date(nowMs);
  const database = createSqliteDatabase(":memory:");
  const journal = logIn(database, now);
  const store = createSqlAnalysisStore({
    database,
    now,
    retentionDays: 90,
    classesMax: 1000,
    keepClasses: true,
  });
  const there = logIn(createSqliteDatabase(":memory:"), now);
  const pushes: IncomingEvent[][] = [];
  const works = () => {
    if (fault !== null) throw new AppError("LOG_STORE_UNAVAILABLE", { detail: fault });
  };
  const remote: RemoteLog = {
    name: "loki",
    async query(query, signal) {
      queries += 1;
      works();
      return await there.query(query, signal);
    },
    async tally(query, signal) {
      works();
      return await there.tally(query, signal);
    },
    oldest: there.oldest,
    async find(events, signal) {
      works();
      return await there.find(events, signal);
    },
    async push(events) {
      pushes.push([...events]);
      works();
      await there.append(events);
      return { refused: 0 };
    },
    pushNotes: async () => works(),
    hasNote: async () => false,
    async health() {
      return fault === null ? { status: "healthy" } : { status: "unhealthy", detail: fault };
    },
    close: there.close,
  };
  return {
    journal,
    store,
    remote,
    pushes,
    now,
    fail(sentence) {
      fault = sentence;
    },
    queries: () => queries,
    putThere: there.append,
    setNow(ms) {
      nowMs = ms;
    },
    async close() {
      await store.close();
      await Promise.all([journal.close(), there.close()]);
    },
  };
}

function logIn(database: ReturnType<typeof createSqliteDatabase>, now: () => Date): AlertLog {
  return createEmbeddedAlertLog({
    database,
    now,
    retentionDays: 3650,
    retentionBytes: 2 ** 30,
    parseJson: parseExactJson,
    stringify: stringifyExact,
  });
}
