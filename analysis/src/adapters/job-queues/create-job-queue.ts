import type { JobQueue } from "#ports/job-queue.ts";
import type { JobQueueOptions } from "./job-queue-options.ts";
import { createPostgresJobQueue } from "./postgres-job-queue.ts";
import { createSqliteJobQueue } from "./sqlite-job-queue.ts";

/** Jobs in our own database, whichever it is. */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  const { database, ...rest } = options;
  return database.kind === "postgres"
    ? createPostgresJobQueue({ ...rest, database })
    : createSqliteJobQueue({ ...rest, database });
}
