import type { NewJob, Work } from "#ports/job-queue.ts";
import type { JobTimes } from "./job-queue-options.ts";
import type { JobStore, TakenJob } from "./job-store.ts";
import { reasonOf } from "./reason-of.ts";

/** Takes jobs out of a store and hands them to the work, so many at once. Goes on by itself after every fault of the store. */
export interface JobRunner {
  readonly start: (work: Work, concurrency: number) => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Looks for jobs now. */
  readonly wake: () => void;
}

type RunnerTimes = Pick<JobTimes, "leaseMs" | "pollMs" | "graceMs">;

interface Run<Job> {
  readonly job: Job;
  readonly controller: AbortController;
  /** Somebody else has the job, or may have it. */
  lost: boolean;
  /** Resolves when nothing more comes of it. */
  ended: Promise<void>;
}

interface Session {
  readonly wake: () => void;
  readonly end: () => Promise<void>;
}

export function createJobRunner<Job extends TakenJob>(store: JobStore<Job>, times: RunnerTimes): JobRunner {
  let session: Session | null = null;
  let ending: Promise<void> = Promise.resolve();
  const stop = () => {
    const last = session;
    session = null;
    if (last !== null) ending = last.end();
    return ending;
  };
  return {
    async start(work, concurrency) {
      await stop();
      session = openSession(store, times, work, concurrency);
    },
    stop,
    wake: () => session?.wake(),
  };
}

function openSession<Job extends TakenJob>(
  store: JobStore<Job>,
  { leaseMs, pollMs, graceMs }: RunnerTimes,
  work: Work,
  concurrency: number,
): Session {
  const running = new Set<Run<Job>>();
  const over = new AbortController();
  const filling = oneAtATime(() => fill());
  const beating = oneAtATime(() => beat());

  const fill = async () => {
    const free = concurrency - running.size;
    if (free <= 0 || over.signal.aborted) return;
    const taken = await store.take(free);
    if (over.signal.aborted) {
      if (taken.length > 0) await store.handBack(taken);
      return;
    }
    for (const job of taken) begin(job);
  };
  const begin = (job: Job) => {
    const run: Run<Job> = { job, controller: new AbortController(), lost: false, ended: Promise.resolve() };
    running.add(run);
    run.ended = follow(run).finally(() => filling.ask());
  };
  const follow = async (run: Run<Job>) => {
    const reason = await reasonWhenFailed(work, run.job, run.controller.signal);
    // One that was told to stop did not fail: it stays in `running`, from where it is handed back.
    if (over.signal.aborted && reason !== null) return;
    if (await settle(run, reason)) running.delete(run);
  };
  /** Until the store has taken it in; false when it has not and we are to stop. */
  const settle = async (run: Run<Job>, reason: string | null): Promise<boolean> => {
    while (!run.lost) {
      const last = over.signal.aborted;
      try {
        if (reason === null) await store.done(run.job);
        else soon(await store.failed(run.job, reason));
        return true;
      } catch {
        if (last) return false;
        await sleep(pollMs, over.signal);
      }
    }
    return true;
  };
  /** What is due before the next regular look would wait for it. */
  const soon = (delayMs: number | null) => {
    if (delayMs !== null && delayMs < pollMs) sleep(delayMs + 1, over.signal).then(filling.ask);
  };
  const beat = async () => {
    const held = [...running].filter(({ lost }) => !lost);
    if (held.length > 0) {
      const kept = await store.renew(held.map(({ job }) => job));
      for (const run of held) if (!kept.has(run.job.id) && running.has(run)) lose(run);
    }
    await store.freeLapsed();
    filling.ask();
  };
  const timers = [setInterval(filling.ask, pollMs), setInterval(beating.ask, Math.max(1, Math.floor(leaseMs / 3)))];
  beating.ask();
  filling.ask();
  return {
    wake: filling.ask,
    async end() {
      over.abort();
      for (const run of running) run.controller.abort();
      const quiet = Promise.all([filling.idle(), ...[...running].map(({ ended }) => ended)]);
      const late = new AbortController();
      await Promise.race([quiet, sleep(graceMs, late.signal)]);
      late.abort();
      for (const timer of timers) clearInterval(timer);
      const left = [...running].filter(({ lost }) => !lost);
      for (const run of left) run.lost = true;
      // Where that cannot be, their leases run out.
      if (left.length > 0) await store.handBack(left.map(({ job }) => job)).catch(() => undefined);
    },
  };
}

function lose(run: Run<TakenJob>): void {
  run.lost = true;
  run.controller.abort();
}

/** Null when the work was done. */
async function reasonWhenFailed(work: Work, { key, eventId }: NewJob, signal: AbortSignal): Promise<string | null> {
  try {
    await work({ key, eventId }, signal);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Runs once more when it was asked while it ran. What it throws is dropped: whoever asks next tries anew. */
function oneAtATime(task: () => Promise<void>): { readonly ask: () => void; readonly idle: () => Promise<void> } {
  let current: Promise<void> | null = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await task().catch(() => undefined);
    } while (again);
    current = null;
  };
  return {
    ask() {
      if (current === null) current = run();
      else again = true;
    },
    idle: async () => current ?? undefined,
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
