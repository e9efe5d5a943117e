import { setTimeout as delay } from "node:timers/promises";
import type { Alert, FalcoEvent, Priority } from "#domain/alert.ts";
import { priorities } from "#domain/alert.ts";
import type { FaultKind } from "#domain/model-fault.ts";
import { ModelFault } from "#domain/model-fault.ts";
import type { AlertLog, ArrivedEvent } from "#ports/alert-log.ts";
import type { AnalysisStore, Sighting } from "#ports/analysis-store.ts";
import { eventIdOf, eventRefOf } from "#ports/event-id.ts";
import type { JobQueue, NewJob } from "#ports/job-queue.ts";
import type { Analyst } from "../analyse.ts";
import { addSightings } from "../sharing/sighting.ts";

/**
 * Looks at what comes in by itself. One reader, of all replicas, walks through the events behind a cursor: each is counted for its class
 * exactly once, and a class without an answer becomes one job. Any replica works on the jobs.
 */
export interface Triage {
  readonly start: () => Promise<void>;
  /** There may be new events. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
}

export interface TriageDependencies {
  readonly alertLog: Pick<AlertLog, "after" | "find">;
  readonly store: Pick<AnalysisStore, "cursor" | "sight" | "claim" | "release">;
  readonly jobs: JobQueue;
  readonly analyst: Pick<Analyst, "analyse" | "sight" | "forget">;
  readonly parse: (event: FalcoEvent) => Alert;
  readonly minPriority: Priority;
  readonly concurrency: number;
  /** A word that no other process has. */
  readonly owner: string;
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
  readonly onFault: (error: unknown) => void;
}

const readerName = "triage";
const eventsAtOnce = 500;
const lookEveryMs = 2000;
const leaseMs = 30_000;
/** So long it works at a stretch, and rests for as long; while events come in, much longer: who waits for an answer goes before. */
const turnMs = 10;
const restWhileBusy = 3;
const busyMs = 250;

export function createTriage(dependencies: TriageDependencies): Triage {
  const { jobs, store, owner, concurrency, onFault, elapsed } = dependencies;
  let lastWakeMs = Number.NEGATIVE_INFINITY;
  const restOf = (tookMs: number) => (elapsed() - lastWakeMs < busyMs ? tookMs * restWhileBusy : tookMs);
  let wakeUp: () => void = () => undefined;
  let stopping = new AbortController();
  let reading: Promise<void> = Promise.resolve();

  const read = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const isMore = await readSome(dependencies, restOf, signal).catch((error: unknown) => {
        onFault(error);
        return false;
      });
      if (!isMore && !signal.aborted) await sleep(signal);
    }
  };
  const sleep = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, lookEveryMs);
      timer.unref();
      wakeUp = end;
      signal.addEventListener("abort", end);
    });
  return {
    async start() {
      stopping = new AbortController();
      await jobs.start((job, signal) => work(dependencies, job, signal), concurrency);
      reading = read(stopping.signal);
    },
    wake() {
      lastWakeMs = elapsed();
      wakeUp();
    },
    async stop() {
      stopping.abort();
      await reading;
      await store.release(readerName, owner).catch(onFault);
      await jobs.stop();
    },
  };
}

/** How long to rest after so much work, in milliseconds both. */
type RestOf = (tookMs: number) => number;

/** One step of the cursor; false when there is nothing more to read, or another replica reads. */
async function readSome(dependencies: TriageDependencies, restOf: RestOf, signal: AbortSignal): Promise<boolean> {
  const { alertLog, store, owner } = dependencies;
  if (!(await store.claim(readerName, owner, leaseMs))) return false;
  const from = await store.cursor(readerName);
  const arrived = await alertLog.after(from, eventsAtOnce);
  const last = arrived.at(-1);
  if (last === undefined) return false;
  const { sightings, wanted } = await sortOut(dependencies, arrived, { restOf, signal });
  if (signal.aborted) return false;
  // First the jobs, which can be put in twice, then the counts together with the cursor, which cannot.
  if (wanted.length > 0) await dependencies.jobs.add(wanted);
  await store.sight(sightings, { name: readerName, from, to: last.place });
  return true;
}

interface Sorted {
  readonly sightings: readonly Sighting[];
  readonly wanted: readonly NewJob[];
}

async function sortOut(
  { analyst, parse, minPriority, elapsed }: TriageDependencies,
  arrived: readonly ArrivedEvent[],
  { restOf, signal }: { readonly restOf: RestOf; readonly signal: AbortSignal },
): Promise<Sorted> {
  const sightings = new Map<string, Sighting>();
  const wanted = new Map<string, NewJob>();
  const take = async ({ event, identity }: ArrivedEvent) => {
    const sighted = await analyst.sight(parse(event));
    if (sighted === null) return;
    const { sighting, isAnswered } = sighted;
    const before = sightings.get(sighting.key);
    sightings.set(sighting.key, before === undefined ? sighting : addSightings(before, sighting));
    if (!isAnswered && !wanted.has(sighting.key))
      wanted.set(sighting.key, { key: sighting.key, eventId: eventIdOf({ identity, timeNs: sighting.firstNs }) });
  };
  let beganMs = elapsed();
  for (const each of arrived) {
    if (priorities.indexOf(each.event.priority) > priorities.indexOf(minPriority)) continue;
    await take(each);
    const tookMs = elapsed() - beganMs;
    if (tookMs < turnMs) continue;
    await delay(restOf(tookMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    beganMs = elapsed();
  }
  return { sightings: [...sightings.values()], wanted: [...wanted.values()] };
}

/** The representative of a class is analysed; an answer that could not be had is tried again. */
async function work(
  { alertLog, analyst, parse }: TriageDependencies,
  { eventId }: NewJob,
  signal: AbortSignal,
): Promise<void> {
  const ref = eventRefOf(eventId);
  const found = ref === null ? undefined : (await alertLog.find([ref])).get(ref.identity);
  // Deleted meanwhile: there is nothing left to be analysed.
  if (ref === null || found === undefined) return;
  let fault: FaultKind | null = null;
  let written: Promise<void> = Promise.resolve();
  await analyst.analyse(parse(found.event), {
    asker: "triage",
    isCounted: true,
    identity: ref.identity,
    store: true,
    onWriteBack: (done) => {
      // It may fail before anybody waits for it.
      done.catch(() => undefined);
      written = done;
    },
    signal,
    onFault: (kind) => {
      fault = kind;
    },
  });
  if (fault !== null) throw new ModelFault(fault);
  await written;
}
