import { sql } from "kysely";
import type { FailedJob, JobQueue } from "#ports/job-queue.ts";
import type { SqliteDatabase } from "../database/sqlite-database.ts";
import type { JobQueueOptions } from "./job-queue-options.ts";
import { withDefaults } from "./job-queue-options.ts";
import { createJobRunner } from "./job-runner.ts";
import { createSqliteJobStore } from "./sqlite-job-store.ts";

/** Jobs in a table of our own: one row a key, whatever becomes of it; deleted when the job is done. */
export function createSqliteJobQueue(options: JobQueueOptions<SqliteDatabase>): JobQueue {
  const { database, now } = options;
  const times = withDefaults(options);
  database.hold();
  const runner = createJobRunner(
    createSqliteJobStore(database, () => now().getTime(), times),
    times,
  );
  return {
    async add(jobs) {
      if (jobs.length === 0) return 0;
      const nowMs = now().getTime();
      const given = JSON.stringify(jobs.map(({ key, eventId }) => [key, eventId]));
      const added = await database.change(async (db) => {
        await sql`delete from job where state = 'failed' and due_ms <= ${nowMs - times.failedHeldMs}
          and key in (select value ->> 0 from json_each(${given}))`.execute(db);
        const { numAffectedRows } = await sql`insert into job (key, event_id, state, tries, attempt, due_ms)
          select value ->> 0, value ->> 1, 'waiting', 0, 0, ${nowMs} from json_each(${given}) where true
          on conflict do nothing`.execute(db);
        return Number(numAffectedRows ?? 0n);
      });
      if (added > 0) runner.wake();
      return added;
    },

    start: runner.start,
    stop: runner.stop,

    failed: (limit) => readFailed(database, limit),

    async retry(id) {
      if (!/^\d{1,15}$/.test(id)) return false;
      const changed = await database.use((db) =>
        db
          .updateTable("job")
          .set({ state: "waiting", tries: 0, reason: null, due_ms: now().getTime() })
          .where("id", "=", Number(id))
          .where("state", "=", "failed")
          .executeTakeFirst(),
      );
      if (changed.numUpdatedRows === 0n) return false;
      runner.wake();
      return true;
    },

    async counts() {
      const rows = await database.use((db) =>
        db
          .selectFrom("job")
          .select(["state", (count) => count.fn.countAll<number>().as("count")])
          .groupBy("state")
          .execute(),
      );
      const of = (wanted: string) => rows.find(({ state }) => state === wanted)?.count ?? 0;
      return { waiting: of("waiting"), running: of("running"), failed: of("failed") };
    },

    async close() {
      await runner.stop();
      await database.close();
    },
  };
}

async function readFailed(database: SqliteDatabase, limit: number): Promise<readonly FailedJob[]> {
  const rows = await database.use((db) =>
    db
      .selectFrom("job")
      .select(["id", "key", "event_id", "tries", "reason", "due_ms"])
      .where("state", "=", "failed")
      .orderBy("due_ms", "desc")
      .orderBy("id", "desc")
      .limit(limit)
      .execute(),
  );
  return rows.map(({ id, key, event_id, tries, reason, due_ms }) => ({
    id: String(id),
    key,
    eventId: event_id,
    tries,
    reason: reason ?? "INTERNAL",
    failedMs: due_ms,
  }));
}
