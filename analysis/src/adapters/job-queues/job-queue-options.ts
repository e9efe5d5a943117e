import type { PostgresDatabase } from "../database/postgres-database.ts";
import type { SqliteDatabase } from "../database/sqlite-database.ts";

export interface JobQueueOptions<Database = SqliteDatabase | PostgresDatabase> {
  /** The queue takes part in holding it, and lets go when it is closed. */
  readonly database: Database;
  readonly now: () => Date;
  /** A job that is being done is handed out again when its process has not been heard of for so long. */
  readonly leaseMs?: number;
  readonly triesMax?: number;
  /** How long to wait after the first try, the second, …; the last one counts for all that follow. */
  readonly delaysMs?: readonly number[];
  /** `add` puts the key of a failed job in again only when it has failed so long ago. */
  readonly failedHeldMs?: number;
  /** New jobs are looked for at least so often, whatever is told or not told of them. */
  readonly pollMs?: number;
  /** `stop` waits so long for what runs. */
  readonly graceMs?: number;
}

export type JobTimes = Required<Omit<JobQueueOptions, "database" | "now">>;

/** A lease is renewed every third of it, however long the work takes, so it only says how long the jobs of a dead process wait. */
const defaults: JobTimes = {
  leaseMs: 30_000,
  triesMax: 4,
  delaysMs: [30_000, 120_000, 480_000],
  failedHeldMs: 86_400_000,
  pollMs: 2000,
  graceMs: 5000,
};

export function withDefaults(given: Partial<JobTimes>): JobTimes {
  return {
    leaseMs: given.leaseMs ?? defaults.leaseMs,
    triesMax: given.triesMax ?? defaults.triesMax,
    delaysMs: given.delaysMs ?? defaults.delaysMs,
    failedHeldMs: given.failedHeldMs ?? defaults.failedHeldMs,
    pollMs: given.pollMs ?? defaults.pollMs,
    graceMs: given.graceMs ?? defaults.graceMs,
  };
}

/** After the try of that number, the first being 1. */
export function delayAfter(tries: number, delaysMs: readonly number[]): number {
  return delaysMs[tries - 1] ?? delaysMs.at(-1) ?? 0;
}
