import type { JobCounts } from "#ports/job-queue.ts";

/** What is said of the queue of automatic triage. */
export interface QueueState {
  /** It grows, and why that matters. */
  readonly fault: string | null;
  /** Worth a word, no fault. */
  readonly note: string | null;
}

interface Look {
  readonly atMs: number;
  readonly waiting: number;
}

const spanMs = 10 * 60_000;
/** Looks that lie nearer tell a burst, not a trend. */
const apartMs = 30_000;
const waitingMax = 100;

/** Compares the queue with what it was ten minutes ago, or as far back as anybody has looked. */
export function createQueueWatch(): { readonly judge: (counts: JobCounts, atMs: number) => QueueState } {
  let looks: readonly Look[] = [];
  return {
    judge({ waiting, failed }, atMs) {
      const before = looks.findLast((look) => atMs - look.atMs >= spanMs) ?? looks[0];
      const last = looks.at(-1);
      looks = looks.filter((look) => !before || look.atMs >= before.atMs);
      if (!last || atMs - last.atMs >= apartMs) looks = [...looks, { atMs, waiting }];
      const grows = before && atMs - before.atMs >= apartMs && waiting > before.waiting && waiting > waitingMax;
      return {
        fault: grows ? growing(waiting, waiting - before.waiting, atMs - before.atMs) : null,
        note: failed === 0 ? null : failedJobs(failed),
      };
    },
  };
}

function growing(waiting: number, more: number, forMs: number): string {
  const minutes = Math.max(1, Math.round(forMs / 60_000));
  return `The queue of automatic triage grows: ${waiting} wait, ${more} more than ${minutes} min ago. Raise triage.min_priority, give the model more room (llm.max_concurrency), or add a replica.`;
}

function failedJobs(failed: number): string {
  return `${failed} ${failed === 1 ? "job" : "jobs"} of automatic triage failed for good: GET /api/triage/failed says why.`;
}
