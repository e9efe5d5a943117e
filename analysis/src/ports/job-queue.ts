/** Work that has to be done some time, kept until it is done, by whichever replica comes to it. */
export interface JobQueue {
  /** Puts in those whose key neither waits nor runs nor has failed for good; on disk when it resolves. Returns how many. Throws STORE_UNAVAILABLE. */
  add(jobs: readonly NewJob[]): Promise<number>;
  /** Hands jobs to `work`, so many at once, until `stop`. One that throws is tried again later, a few times; then it has failed for good. */
  start(work: Work, concurrency: number): Promise<void>;
  /** No job is begun any more; those that run are told, and handed back when they do not end. */
  stop(): Promise<void>;
  /** Those that failed for good, newest first. */
  failed(limit: number): Promise<readonly FailedJob[]>;
  /** Puts a failed one in again with all its tries. False when there is none of that id. */
  retry(id: string): Promise<boolean>;
  counts(): Promise<JobCounts>;
  close(): Promise<void>;
}

/** Rejects when the job could not be done. An AppError's or ModelFault's code becomes the reason; nothing of its words. */
export type Work = (job: NewJob, signal: AbortSignal) => Promise<void>;

export interface NewJob {
  /** One job of a key at a time: the class. */
  readonly key: string;
  /** The event it is about, as the alert log names it. */
  readonly eventId: string;
}

export interface FailedJob extends NewJob {
  readonly id: string;
  readonly tries: number;
  /** A code of ours, such as TIMED_OUT. */
  readonly reason: string;
  readonly failedMs: number;
}

export interface JobCounts {
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
}
