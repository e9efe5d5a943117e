import { AppError } from "#domain/errors.ts";
import { createGroupCommit } from "#lib/group-commit.ts";
import { once } from "#lib/once.ts";
import type { AnalysisStore, NewAnalysis } from "#ports/analysis-store.ts";
import type { PostgresDatabase } from "../database/postgres-database.ts";
import type { SqliteDatabase } from "../database/sqlite-database.ts";
import type { StateDatabase } from "../database/state-database.ts";
import { fromStored, toStoredKey } from "../database/stored-text.ts";
import type { Claims } from "./claims.ts";
import { createClassLimit } from "./class-limit.ts";
import { classColumns, toKeptClass } from "./class-rows.ts";
import { addSightings, stepCursor } from "./classes.ts";
import { deleteById, deleteOlder, deleteOldSpending } from "./delete-analyses.ts";
import { forgetAll } from "./forget-classes.ts";
import { findInHistory, listHistory } from "./history.ts";
import { keepAnalysis } from "./keep-analysis.ts";
import { createLocalClaims } from "./local-claims.ts";
import { createPostgresClaims } from "./postgres-claims.ts";
import { postgresWords } from "./postgres-words.ts";
import { retryConflicts } from "./retry-conflicts.ts";
import { sharedSecret } from "./shared-secret.ts";
import { addSpending, spendingOn } from "./spending.ts";
import { sqliteWords } from "./sqlite-words.ts";

export interface SqlAnalysisStoreOptions {
  /** The store takes part in holding it, and lets go when it is closed. */
  readonly database: SqliteDatabase | PostgresDatabase;
  readonly now: () => Date;
  readonly retentionDays: number;
  /** Classes beyond it are forgotten, those first that were used longest ago. */
  readonly classesMax: number;
  /** False: what a SQLite file has of classes from before is forgotten at the first use. PostgreSQL always keeps them, others may be using them. */
  readonly keepClasses: boolean;
}

const dayMs = 86_400_000;
/** Analyses of one transaction in SQLite. */
const groupMax = 100;

/** Analyses, classes and what was spent in our own database: SQLite for one process, PostgreSQL for any number of replicas. */
export function createSqlAnalysisStore(options: SqlAnalysisStoreOptions): AnalysisStore {
  options.database.hold();
  const parts = openParts(options);
  const { database, claims } = parts;
  return {
    kind: database.kind,
    ...classCalls(parts),
    claim: claims.claim,
    extend: claims.extend,
    release: claims.release,
    claimed: claims.claimed,
    changed: claims.changed,
    ...analysisCalls(parts),
    spend: (day, source, tokens) => parts.change((db) => addSpending(db, day, source, tokens)),
    spentOn: (day) => database.use((db) => spendingOn(db, day)),
    secret: once(() => database.use(sharedSecret)),
    health: () => tellHealth(parts),
    async prune() {
      const beforeMs = options.now().getTime() - options.retentionDays * dayMs;
      let gone = 0;
      // In slices, so that nobody waits long.
      for (;;) {
        const deleted = await parts.change((db) => deleteOlder(db, parts.dialect, beforeMs));
        if (deleted === 0) break;
        gone += deleted;
      }
      await claims.prune();
      await parts.change(deleteOldSpending);
      await parts.limit.recount();
      return gone;
    },
    async close() {
      claims.close();
      await database.close();
    },
  };
}

type Parts = ReturnType<typeof openParts>;

function openParts({ database: given, now, classesMax, keepClasses }: SqlAnalysisStoreOptions) {
  const nowMs = () => now().getTime();
  const isShared = given.kind === "postgres";
  const dialect = isShared ? postgresWords : sqliteWords;
  const claims: Claims = isShared ? createPostgresClaims(given) : createLocalClaims(nowMs);
  const forgetOld = once(async () => {
    if (!isShared && !keepClasses) await forgetAll(given, dialect);
  });
  const database: StateDatabase = {
    ...given,
    async use(work) {
      await forgetOld();
      return await given.use(work);
    },
    async change(work) {
      await forgetOld();
      return await given.change(work);
    },
  };
  const fault: { last: string | null } = { last: null };
  const change: StateDatabase["change"] = async (work) => {
    try {
      const done = await retryConflicts(() => database.change(work));
      fault.last = null;
      return done;
    } catch (error) {
      fault.last = sentenceOf(error);
      throw error;
    }
  };
  const limit = createClassLimit(database, dialect, classesMax);
  return { database, dialect, claims, limit, change, fault, nowMs };
}

function classCalls({ database, dialect, change, limit, fault, nowMs }: Parts) {
  return {
    findClass: (key) =>
      database.use(async (db) => {
        const row = await db
          .selectFrom("risk_class")
          .select(classColumns)
          .where("key", "=", toStoredKey(key))
          .executeTakeFirst();
        return row === undefined ? null : toKeptClass(key, row);
      }),

    async sight(sightings, cursor) {
      const added = await change(async (db) => {
        if (cursor !== undefined && !(await stepCursor(db, cursor))) return null;
        return await addSightings(db, sightings, nowMs());
      });
      if (added === null) return false;
      limit.changedBy(added);
      await enforceQuietly(limit.enforce, fault);
      return true;
    },

    cursor: (name) =>
      database.use(async (db) => {
        const select = db.selectFrom("reader_cursor").select("place").where("name", "=", toStoredKey(name));
        const row = await select.executeTakeFirst();
        return row === undefined ? null : fromStored(row.place);
      }),

    async clearClasses() {
      const gone = await forgetAll({ ...database, change }, dialect);
      limit.changedBy(-gone);
      return gone;
    },
  } satisfies Partial<AnalysisStore>;
}

function analysisCalls({ database, dialect, claims, change, limit, fault, nowMs }: Parts) {
  const keepAll = async (analyses: readonly NewAnalysis[]) => {
    const added = await change(async (db) => {
      let classes = 0;
      for (const analysis of analyses) {
        classes += await keepAnalysis(db, dialect, analysis, nowMs());
        if (analysis.class !== null) await claims.end(db, analysis.class.key, analysis.owner);
      }
      return classes;
    });
    for (const { class: made, owner } of analyses) if (made !== null) claims.ended(made.key, owner);
    limit.changedBy(added);
    await enforceQuietly(limit.enforce, fault);
  };
  const inGroups = createGroupCommit(keepAll, groupMax);
  return {
    // PostgreSQL shares its flushes itself, and small transactions there wait for fewer others.
    keep: (analysis) => (database.kind === "postgres" ? keepAll([analysis]) : inGroups([analysis])),
    findAnalysis: (id) => database.use((db) => findInHistory(db, id)),
    listAnalyses: (query) => database.use((db) => listHistory(db, dialect, query)),

    findReceipt: (analysisId) =>
      database.use(async (db) => {
        const select = db.selectFrom("receipt").select("body").where("analysis_id", "=", toStoredKey(analysisId));
        const row = await select.executeTakeFirst();
        return row === undefined ? null : fromStored(row.body);
      }),

    async deleteAnalysis(id) {
      const deleted = await change(async (db) => {
        const gone = await deleteById(db, dialect, id);
        if (gone !== null && gone.classKey !== null) await claims.tell(db, fromStored(gone.classKey));
        return gone;
      });
      if (deleted === null) return false;
      if (deleted.classKey !== null) claims.ended(fromStored(deleted.classKey), null);
      limit.changedBy(-deleted.classesGone);
      return true;
    },
  } satisfies Partial<AnalysisStore>;
}

/** What was written is written: that the oldest could not be forgotten is told by `health`. */
async function enforceQuietly(enforce: () => Promise<void>, fault: Parts["fault"]): Promise<void> {
  try {
    await enforce();
  } catch (error) {
    fault.last = sentenceOf(error);
  }
}

async function tellHealth({ database, fault }: Parts): ReturnType<AnalysisStore["health"]> {
  try {
    await database.use((db) => db.selectFrom("analysis").select("seq").limit(1).execute());
  } catch (error) {
    return { status: "unhealthy", detail: sentenceOf(error) };
  }
  if (fault.last === null) return { status: "healthy" };
  return { status: "unhealthy", detail: `The last write failed: ${fault.last}` };
}

function sentenceOf(error: unknown): string {
  return error instanceof AppError ? `${error.message} ${error.hint}` : "unknown fault";
}
