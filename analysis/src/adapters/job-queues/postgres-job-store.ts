import { sql } from "kysely";
import type { CommandResponse, Db, JobAttempt, PgBoss } from "pg-boss";
import type { PostgresDatabase } from "../database/postgres-database.ts";
import { toAppError } from "../database/postgres-faults.ts";
import type { JobTimes } from "./job-queue-options.ts";
import { delayAfter } from "./job-queue-options.ts";
import type { JobStore, TakenJob } from "./job-store.ts";
import type { BossOpener } from "./open-pg-boss.ts";
import { bossSchema, inTransaction, queueName } from "./open-pg-boss.ts";

export interface PostgresJob extends TakenJob {
  /** Tries that are left after this one. */
  readonly left: number;
  readonly retryLimit: number;
}

/** A batch that lapsed at once: more come with the next round. */
const lapsedMax = 1000;

/**
 * Holds jobs through pg-boss's calls, never by changing its tables. Its `retry_count` names the attempt and goes up each time a job is handed
 * out, so a try that shall not count raises `retry_limit` instead.
 */
export function createPostgresJobStore(
  database: PostgresDatabase,
  opener: BossOpener,
  { leaseMs, triesMax, delaysMs }: JobTimes,
): JobStore<PostgresJob> {
  const guarded = async <T>(work: (boss: PgBoss) => Promise<T>): Promise<T> => {
    try {
      return await work(await opener.boss());
    } catch (error) {
      throw toAppError(error);
    }
  };
  const change = <T>(work: (boss: PgBoss, db: Db) => Promise<T>) =>
    guarded((boss) => database.change((tx) => work(boss, inTransaction(tx))));
  return {
    take: (limit) =>
      guarded(async (boss) => {
        const jobs = await boss.fetch<{ eventId: string }>(queueName, { batchSize: limit, includeMetadata: true });
        return jobs
          .toSorted((one, other) => one.createdOn.getTime() - other.createdOn.getTime())
          .map(({ id, singletonKey, data, retryCount, retryLimit }) => ({
            id,
            key: singletonKey ?? "",
            eventId: data.eventId,
            attempt: retryCount,
            left: retryLimit - retryCount,
            retryLimit,
          }));
      }),

    renew: (jobs) =>
      guarded(async (boss) => {
        return touched(await boss.touch(queueName, jobs.map(toAttempt)));
      }),

    done: (job) =>
      guarded(async (boss) => {
        await boss.deleteJob(queueName, toAttempt(job));
      }),

    failed: (job, reason) =>
      change(async (boss, db) => {
        const failed = touched(await boss.fail(queueName, toAttempt(job), { reason }, { db }));
        if (!failed.has(job.id) || job.left <= 0) return null;
        const delayMs = delayAfter(triesMax - job.left, delaysMs);
        await boss.update(queueName, undefined, { id: job.id, startAfter: delayMs / 1000, db });
        return delayMs;
      }),

    handBack: (jobs) =>
      change(async (boss, db) => {
        for (const job of jobs) await handBack(boss, db, job);
      }),

    freeLapsed: () =>
      guarded(async (boss) => {
        const lapsed = await database.use((db) =>
          sql<{ id: string; retryCount: number }>`select id, retry_count as "retryCount"
            from ${sql.table(`${bossSchema}.job`)} where name = ${queueName} and state = 'active'
            and heartbeat_on < now() - ${leaseMs} * interval '1 millisecond' limit ${lapsedMax}`.execute(db),
        );
        if (lapsed.rows.length > 0) await boss.fail(queueName, [...lapsed.rows], { reason: "INTERNAL" });
      }),
  };
}

async function handBack(boss: PgBoss, db: Db, job: PostgresJob): Promise<void> {
  const held = touched(await boss.fail(queueName, toAttempt(job), null, { db }));
  if (!held.has(job.id)) return;
  if (job.left <= 0) await boss.retry(queueName, job.id, { db });
  await boss.update(queueName, undefined, { id: job.id, retryLimit: job.retryLimit + 1, startAfter: 0, db });
}

/** Which jobs a call found still held. pg-boss answers more than its types say. */
function touched(response: CommandResponse): ReadonlySet<string> {
  const { settled } = response as { readonly settled?: unknown };
  if (!Array.isArray(settled)) throw new Error("pg-boss does not say which jobs it found");
  return new Set<string>(settled);
}

function toAttempt({ id, attempt }: TakenJob): JobAttempt {
  return { id, retryCount: attempt };
}
