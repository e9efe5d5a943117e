import type { Kysely, Transaction } from "kysely";
import type { AppError } from "#domain/errors.ts";
import type { StateSchema } from "./schema.ts";

/**
 * Our own database: SQLite for one machine, PostgreSQL for any number of replicas. What keeps events, analyses and jobs shares one. It is
 * opened and brought to today's schema by its first use; a try that failed is made again by the next.
 */
export interface StateDatabase {
  readonly kind: "memory" | "sqlite" | "postgres";
  /** Throws STORE_UNAVAILABLE for every fault of the database, and what `work` throws of ours. */
  readonly use: <T>(work: (db: Kysely<StateSchema>) => Promise<T>) => Promise<T>;
  /** The same in one transaction: on disk when it resolves, undone when it rejects. */
  readonly change: <T>(work: (db: Transaction<StateSchema>) => Promise<T>) => Promise<T>;
  /** One more user; each calls `close` once, and the last one closes. */
  readonly hold: () => void;
  readonly close: () => Promise<void>;
}

/** Counts its users: `end` runs when the last has gone. */
export function countUsers(end: () => Promise<void>): Pick<StateDatabase, "hold" | "close"> {
  let users = 0;
  return {
    hold: () => {
      users += 1;
    },
    async close() {
      users -= 1;
      if (users <= 0) await end();
    },
  };
}

/** Work over an open database, every fault of it in our own words. */
export function createGuard(
  open: () => Promise<void>,
  toAppError: (error: unknown) => AppError,
): <T>(work: () => Promise<T>) => Promise<T> {
  return async (work) => {
    try {
      await open();
      return await work();
    } catch (error) {
      throw toAppError(error);
    }
  };
}
