import { Kysely } from "kysely";
import { AppError } from "#domain/errors.ts";
import { once } from "#lib/once.ts";
import { migrateSqlite } from "./migrate-sqlite.ts";
import type { StateSchema } from "./schema.ts";
import { createSqliteClient, isSqliteFault } from "./sqlite-client.ts";
import { createSqliteDialect } from "./sqlite-dialect.ts";
import type { InsertPairsRequest } from "./sqlite-protocol.ts";
import type { StateDatabase } from "./state-database.ts";
import { countUsers, createGuard } from "./state-database.ts";

export interface SqliteDatabase extends StateDatabase {
  readonly kind: "memory" | "sqlite";
  /** Many rows in one message to the database's thread and one transaction. */
  readonly insertPairs: (pairs: Omit<InsertPairsRequest, "kind">) => Promise<void>;
}

/** `path` is a file or `:memory:`. */
export function createSqliteDatabase(path: string, busyTimeoutMs = 2000): SqliteDatabase {
  const client = createSqliteClient(path, busyTimeoutMs);
  const db = new Kysely<StateSchema>({ dialect: createSqliteDialect(client) });
  const guarded = createGuard(
    once(() => migrateSqlite(db)),
    toAppError,
  );
  return {
    kind: path === ":memory:" ? "memory" : "sqlite",
    use: (work) => guarded(() => work(db)),
    change: (work) => guarded(() => db.transaction().execute(work)),
    insertPairs: (pairs) =>
      guarded(async () => {
        const release = await client.lock();
        try {
          await client.request({ kind: "insert-pairs", ...pairs });
        } finally {
          release();
        }
      }),
    ...countUsers(() => db.destroy()),
  };
}

const faultSentences: Readonly<Record<number, string>> = {
  5: "The database is locked by another process.",
  6: "The database is locked by another process.",
  8: "The database is read-only.",
  10: "The disk reports an error.",
  11: "The database file is damaged.",
  13: "The disk is full.",
  14: "The database file cannot be opened.",
  26: "The file is not a SQLite database.",
};

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const known = isSqliteFault(error)
    ? (faultSentences[error.code] ?? `SQLite reports fault ${error.code}.`)
    : "The database failed.";
  return new AppError("STORE_UNAVAILABLE", { cause: error, detail: known });
}
