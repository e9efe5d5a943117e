import { sql } from "kysely";
import type { SqliteDatabase } from "../database/sqlite-database.ts";
import type { JobTimes } from "./job-queue-options.ts";
import { delayAfter } from "./job-queue-options.ts";
import type { JobStore, TakenJob } from "./job-store.ts";

export interface SqliteJob extends TakenJob {
  readonly tries: number;
}

/** One row a job; `state`, `due_ms` and `attempt` say who holds it and until when. */
export function createSqliteJobStore(
  database: SqliteDatabase,
  nowMs: () => number,
  times: JobTimes,
): JobStore<SqliteJob> {
  const { leaseMs, triesMax, delaysMs } = times;
  return {
    async take(limit) {
      const { rows } = await database.use((db) =>
        sql<{ id: number; key: string; event_id: string; tries: number; attempt: number }>`
          update job set state = 'running', tries = tries + 1, attempt = attempt + 1, due_ms = ${nowMs() + leaseMs}
          where id in (select id from job where state = 'waiting' and due_ms <= ${nowMs()} order by id limit ${limit})
          returning id, key, event_id, tries, attempt`.execute(db),
      );
      return rows
        .toSorted((one, other) => one.id - other.id)
        .map(({ id, key, event_id, tries, attempt }) => ({ id: String(id), key, eventId: event_id, tries, attempt }));
    },

    async renew(jobs) {
      const { rows } = await database.use((db) =>
        sql<{ id: number }>`update job set due_ms = ${nowMs() + leaseMs} where ${held(jobs)} returning id`.execute(db),
      );
      return new Set(rows.map(({ id }) => String(id)));
    },

    async done(job) {
      await database.use((db) => sql`delete from job where ${held([job])}`.execute(db));
    },

    async failed(job, reason) {
      const last = job.tries >= triesMax;
      const delayMs = last ? 0 : delayAfter(job.tries, delaysMs);
      await database.use((db) =>
        sql`update job set state = ${last ? "failed" : "waiting"}, due_ms = ${nowMs() + delayMs}, reason = ${reason}
          where ${held([job])}`.execute(db),
      );
      return last ? null : delayMs;
    },

    async handBack(jobs) {
      await database.use((db) =>
        sql`update job set state = 'waiting', tries = tries - 1, due_ms = ${nowMs()} where ${held(jobs)}`.execute(db),
      );
    },

    async freeLapsed() {
      await database.use((db) =>
        sql`update job set state = iif(tries >= ${triesMax}, 'failed', 'waiting'), reason = 'INTERNAL', due_ms = ${nowMs()}
          where state = 'running' and due_ms <= ${nowMs()}`.execute(db),
      );
    },
  };
}

function held(jobs: readonly TakenJob[]) {
  const pairs = jobs.map(({ id, attempt }) => sql`(${Number(id)}, ${attempt})`);
  return sql`state = 'running' and (id, attempt) in (values ${sql.join(pairs)})`;
}
