import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { AppError } from "#domain/errors.ts";
import { once } from "#lib/once.ts";
import { migratePostgres } from "./migrate-postgres.ts";
import { toAppError } from "./postgres-faults.ts";
import { createListener } from "./postgres-listener.ts";
import type { StateSchema } from "./schema.ts";
import type { StateDatabase } from "./state-database.ts";
import { countUsers, createGuard } from "./state-database.ts";

export interface PostgresDatabase extends StateDatabase {
  readonly kind: "postgres";
  readonly pool: pg.Pool;
  /** Calls `listener` for each notice of that kind, of this process or another; returns the way to stop. Notices can be lost: look yourself now and then. */
  readonly listen: (channel: string, listener: (payload: string) => void) => () => void;
}

const connectionsMax = 10;
const connectTimeoutMs = 5000;
const statementTimeoutMs = 30_000;
/** OID of int8. */
const int8 = 20;

/** `url` is `postgres://user:password@host/database`, with `?host=/folder` for a Unix socket; the password may be in PGPASSWORD. */
export function createPostgresDatabase(url: string): PostgresDatabase {
  const settings: pg.PoolConfig = {
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    keepAlive: true,
    application_name: "sib",
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  };
  const pool = createPool(settings);
  const listener = createListener(settings);
  const db = new Kysely<StateSchema>({ dialect: new PostgresDialect({ pool }) });
  const guarded = createGuard(
    once(() => migratePostgres(db)),
    toAppError,
  );
  return {
    kind: "postgres",
    pool,
    use: (work) => guarded(() => work(db)),
    change: (work) => guarded(() => db.transaction().execute(work)),
    listen: listener.listen,
    ...countUsers(async () => {
      await listener.close();
      await db.destroy();
    }),
  };
}

function createPool(settings: pg.PoolConfig): pg.Pool {
  let pool: pg.Pool;
  try {
    pool = new pg.Pool(settings);
  } catch {
    // The reason may quote the address, and with it the password.
    throw new AppError("CONFIG_INVALID", { detail: "\n  - storage.state: not an address of PostgreSQL" });
  }
  // An idle connection that breaks is replaced by the next use.
  pool.on("error", () => undefined);
  // One that breaks while it is in use tells its user through the query.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** 64-bit integers as numbers where they fit, else exact. */
function parserOf(oid: number, format?: "text" | "binary"): (text: string) => unknown {
  if (oid !== int8 || format === "binary") return pg.types.getTypeParser(oid, format as "text");
  return (text) => {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  };
}
