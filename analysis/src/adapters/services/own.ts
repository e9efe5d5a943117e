import { orAborted } from "#lib/or-aborted.ts";
import type { JobCounts } from "#ports/job-queue.ts";
import type { HealthCheck, ServiceHealth } from "#ports/service-health.ts";
import type { DiskSpace } from "./disk.ts";
import { diskFault } from "./disk.ts";
import type { DriftWatch } from "./drift-watch.ts";
import { createQueueWatch } from "./queue-watch.ts";

export interface OwnOptions {
  /** Where analyses are kept. */
  readonly store: () => Promise<ServiceHealth>;
  /** The folder of the database; null where it is not on this machine's disk. */
  readonly folder: string | null;
  readonly statfs?: (folder: string) => Promise<DiskSpace>;
  /** Jobs of automatic triage; null where nobody triages. */
  readonly jobs: () => Promise<JobCounts | null>;
  readonly drift: Pick<DriftWatch, "fault">;
  /** Analyses on their way to the log store and to falcosidekick, and those that did not get there; null where none are written. */
  readonly writes?: (() => { readonly waiting: number; readonly failed: number }) | null;
  readonly elapsed: () => number;
}

/** A log store that is away for a moment is no reason to wake anybody. */
const writesWaitingMax = 50;

/** A part that hangs is left out before the whole check is given up. */
const partTimeoutMs = 2000;

/** The service itself: it answers, so it is never worse than degraded here. Alerts are analysed without all of this. */
export function createOwnCheck({
  store,
  folder,
  statfs,
  jobs,
  drift,
  writes = null,
  elapsed,
}: OwnOptions): HealthCheck {
  const queue = createQueueWatch();
  return async (signal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(partTimeoutMs)]);
    const inTime = <T>(part: Promise<T>) => orAborted(part, limit).catch(() => null);
    const [kept, disk, counts] = await Promise.all([
      inTime(store()),
      folder === null ? null : inTime(diskFault(folder, statfs)),
      inTime(jobs()),
    ]);
    const { fault, note } = counts === null ? { fault: null, note: null } : queue.judge(counts, elapsed());
    const faults = [storeFault(kept), disk, fault, drift.fault(), writesFault(writes?.() ?? null)].filter(
      (sentence) => sentence !== null,
    );
    const detail = [...faults, ...(note === null ? [] : [note])].join(" ");
    return { status: faults.length === 0 ? "healthy" : "degraded", ...(detail === "" ? {} : { detail }) };
  };
}

function writesFault(counts: { readonly waiting: number; readonly failed: number } | null): string | null {
  if (counts === null || (counts.failed === 0 && counts.waiting <= writesWaitingMax)) return null;
  return `Analyses written back: ${counts.waiting} wait, ${counts.failed} could not be written since the start. They are in the history; see the log store's own state.`;
}

function storeFault(state: ServiceHealth | null): string | null {
  if (state?.status === "healthy") return null;
  const why = state === null ? "the database gives no answer in time." : (state.detail ?? "the database failed.");
  return `Analyses cannot be kept or shared: ${why}`;
}
