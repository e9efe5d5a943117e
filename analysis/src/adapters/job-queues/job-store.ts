import type { NewJob } from "#ports/job-queue.ts";

/** What the runner needs of a database. Each call throws STORE_UNAVAILABLE and may be made again. */
export interface JobStore<Job extends TakenJob = TakenJob> {
  /** The oldest that are due, each leased; a try is counted. */
  readonly take: (limit: number) => Promise<readonly Job[]>;
  /** Leases anew; gives the ids of those that were still held. */
  readonly renew: (jobs: readonly Job[]) => Promise<ReadonlySet<string>>;
  readonly done: (job: Job) => Promise<void>;
  /** How long until the next try, in ms; null when there is none, or when the job is not held any more. */
  readonly failed: (job: Job, reason: string) => Promise<number | null>;
  /** They wait again, and their try was none. */
  readonly handBack: (jobs: readonly Job[]) => Promise<void>;
  /** Those whose lease has run out wait again, or have failed for good when this was their last try. */
  readonly freeLapsed: () => Promise<void>;
}

/** A job that is held. What is said of it counts only as long as nobody else has taken it since. */
export interface TakenJob extends NewJob {
  readonly id: string;
  /** Another one each time the job is handed out. */
  readonly attempt: number;
}
