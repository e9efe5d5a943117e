import type { Transaction } from "kysely";
import { sql } from "kysely";
import type { Db, PgBoss } from "pg-boss";
import type { FailedJob, JobQueue, NewJob } from "#ports/job-queue.ts";
import type { PostgresDatabase } from "../database/postgres-database.ts";
import { toAppError } from "../database/postgres-faults.ts";
import type { StateSchema } from "../database/schema.ts";
import type { JobQueueOptions, JobTimes } from "./job-queue-options.ts";
import { withDefaults } from "./job-queue-options.ts";
import { createJobRunner } from "./job-runner.ts";
import { bossSchema, createBossOpener, inTransaction, queueName } from "./open-pg-boss.ts";
import { createPostgresJobStore } from "./postgres-job-store.ts";

/** Of the lock under which jobs are put in: two batches that share keys would else wait for each other for ever. */
const addLockId = 5_172_025;
const batchMax = 5000;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

type Change = Transaction<StateSchema>;

/** Jobs kept by pg-boss, shared by all replicas; deleted when they are done. */
export function createPostgresJobQueue(options: JobQueueOptions<PostgresDatabase>): JobQueue {
  const { database, now } = options;
  const times = withDefaults(options);
  database.hold();
  const opener = createBossOpener(database, () => runner.wake());
  const runner = createJobRunner(createPostgresJobStore(database, opener, times), times);
  const change = async <T>(work: (boss: PgBoss, db: Db, change: Change) => Promise<T>): Promise<T> => {
    try {
      const boss = await opener.boss();
      return await database.change((tx) => work(boss, inTransaction(tx), tx));
    } catch (error) {
      throw toAppError(error);
    }
  };
  return {
    async add(jobs) {
      if (jobs.length === 0) return 0;
      const heldSince = new Date(now().getTime() - times.failedHeldMs);
      const added = await change(async (boss, db, tx) => {
        await sql`select pg_advisory_xact_lock(${addLockId})`.execute(tx);
        let count = 0;
        for (let start = 0; start < jobs.length; start += batchMax)
          count += await addBatch(boss, db, tx, jobs.slice(start, start + batchMax), times, heldSince);
        return count;
      });
      // Others hear of it from the database; so do we, unless our ear is not there yet.
      if (added > 0) runner.wake();
      return added;
    },

    start: runner.start,
    stop: runner.stop,

    failed: (limit) => change((_boss, _db, tx) => readFailed(tx, limit, times.triesMax)),

    async retry(id) {
      if (!uuid.test(id)) return false;
      const done = await change(async (boss, db, tx) => {
        const { rows } = await sql<{ retry_count: number }>`select retry_count from ${sql.table(jobTable)}
          where name = ${queueName} and id = ${id} and state = 'failed' for update`.execute(tx);
        const row = rows[0];
        if (row === undefined) return false;
        await boss.retry(queueName, id, { db });
        // The next one to take it counts one more.
        await boss.update(queueName, undefined, {
          id,
          retryLimit: row.retry_count + times.triesMax,
          startAfter: 0,
          db,
        });
        return true;
      });
      if (done) runner.wake();
      return done;
    },

    counts: () =>
      change(async (_boss, _db, tx) => {
        const { rows } = await sql<{ state: string; count: number }>`select state::text as state, count(*) as count
          from ${sql.table(jobTable)} where name = ${queueName} group by state`.execute(tx);
        const of = (wanted: string) => rows.find(({ state }) => state === wanted)?.count ?? 0;
        return { waiting: of("created") + of("retry"), running: of("active"), failed: of("failed") };
      }),

    async close() {
      await runner.stop();
      await opener.close();
      await database.close();
    },
  };
}

const jobTable = `${bossSchema}.job`;

async function addBatch(
  boss: PgBoss,
  db: Db,
  tx: Change,
  jobs: readonly NewJob[],
  { triesMax }: JobTimes,
  heldSince: Date,
): Promise<number> {
  const rows = jobs.map(({ key, eventId }) => ({ singletonKey: key, data: { eventId }, retryLimit: triesMax - 1 }));
  const ids = (await boss.insert(queueName, rows, { returnId: true, db })) ?? [];
  if (ids.length === 0) return 0;
  // Looked for afterwards: a job that failed while we put it in is seen now, and was not before.
  const { rows: failures } = await sql<{ added: string; failed: string; held: boolean }>`
    select added.id as added, failed.id as failed, failed.completed_on > ${heldSince} as held
    from ${sql.table(jobTable)} as failed
    join ${sql.table(jobTable)} as added on added.name = failed.name and added.singleton_key = failed.singleton_key
    where failed.name = ${queueName} and failed.state = 'failed' and added.id = any(${ids}::uuid[])`.execute(tx);
  const superfluous = failures.map(({ added, failed, held }) => (held ? added : failed));
  if (superfluous.length > 0) await boss.deleteJob(queueName, superfluous, { db });
  return ids.length - failures.filter(({ held }) => held).length;
}

async function readFailed(tx: Change, limit: number, triesMax: number): Promise<readonly FailedJob[]> {
  const { rows } = await sql<{
    id: string;
    key: string;
    event_id: string;
    left: number;
    reason: string | null;
    failed_on: Date;
  }>`select id, singleton_key as key, data ->> 'eventId' as event_id, retry_limit - retry_count as left,
      output ->> 'reason' as reason, completed_on as failed_on
    from ${sql.table(jobTable)} where name = ${queueName} and state = 'failed'
    order by completed_on desc, created_on desc limit ${limit}`.execute(tx);
  return rows.map(({ id, key, event_id, left, reason, failed_on }) => ({
    id,
    key,
    eventId: event_id,
    tries: Math.max(1, triesMax - left),
    reason: reason ?? "INTERNAL",
    failedMs: failed_on.getTime(),
  }));
}
