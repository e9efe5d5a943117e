import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { JobQueue, NewJob } from "./job-queue.ts";

/** What tests of job queues share. */

/** What a test sets of a queue; the rest is quick, so that nobody waits. */
export interface QueueSettings {
  readonly now?: () => Date;
  readonly leaseMs?: number;
  readonly triesMax?: number;
  readonly delaysMs?: readonly number[];
  readonly failedHeldMs?: number;
  readonly pollMs?: number;
  readonly graceMs?: number;
}

/** One replica's queue. */
export interface OpenedQueue {
  readonly queue: JobQueue;
  /** Takes the database away under it, as if the process had died; null where all share one. */
  readonly cut: (() => Promise<void>) | null;
}

/** Gives the way to open queues over one new, empty store. */
export type NewStore = () => (settings?: QueueSettings) => OpenedQueue;

export function aJob(index: number): NewJob {
  return { key: `class-${index}`, eventId: `event-${index}` };
}

/** Looks again and again until it holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 3000; looks += 1) {
    if (await holds()) return;
    await wait(10);
  }
  assert.fail(`never happened: ${what}`);
}

/** So many jobs of different keys. */
export function jobs(count: number): readonly NewJob[] {
  return Array.from({ length: count }, (_, index) => aJob(index));
}

/** Nothing waits and nothing runs. */
export async function isEmpty(queue: JobQueue): Promise<boolean> {
  const { waiting, running } = await queue.counts();
  return waiting + running === 0;
}
