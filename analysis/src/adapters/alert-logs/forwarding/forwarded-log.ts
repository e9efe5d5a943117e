import type { AlertLog, EventRef, RemoteLog, StoredEvent } from "#ports/alert-log.ts";
import { markOfRead } from "./catch-up.ts";
import { eventRefOfStored } from "./event-ref.ts";
import type { Forwarder } from "./forwarder.ts";

export interface ForwardedLogParts {
  /** Where events are on disk before they are acknowledged. */
  readonly journal: AlertLog;
  readonly remote: RemoteLog;
  readonly forwarder: Pick<Forwarder, "wake" | "state">;
  readonly now: () => Date;
}

const lateMs = 60_000;
/** Events that falcosidekick handed in between these ages ought to be in the log store. */
const sampledFromMs = 30_000;
const sampledToMs = 15 * 60_000;

/** Events come in to our own database and are handed on; they are read where the dashboards read them. */
export function createForwardedLog({ journal, remote, forwarder, now }: ForwardedLogParts): AlertLog {
  return {
    name: remote.name,
    query: remote.query,
    tally: remote.tally,
    oldest: remote.oldest,
    async append(events) {
      await journal.append(events);
      forwarder.wake();
    },
    after: journal.after,
    /** What is not handed on yet is in the journal; what is older than that is in the log store alone. */
    async find(events, signal) {
      const known = await journal.find(events, signal);
      const missing = events.filter(({ identity }) => !known.has(identity));
      if (missing.length === 0) return known;
      return new Map<string, StoredEvent>([...known, ...(await remote.find(missing, signal))]);
    },
    async health(signal) {
      const [kept, read] = await Promise.all([journal.health(signal), remote.health(signal)]);
      if (kept.status === "unhealthy") return kept;
      const told = [handedOn(forwarder.state(), now().getTime())];
      if (read.status === "healthy") told.push(await sidekickGap(journal, remote, now().getTime(), signal));
      const faults = told.filter((sentence) => sentence !== null);
      if (faults.length === 0) return read;
      return {
        status: read.status === "healthy" ? "degraded" : read.status,
        detail: [...(read.detail === undefined ? [] : [read.detail]), ...faults].join(" "),
      };
    },
    prune: journal.prune,
    async close() {
      await Promise.all([journal.close(), remote.close()]);
    },
  };
}

function handedOn({ waitingSinceMs, fault, refused }: ReturnType<Forwarder["state"]>, nowMs: number): string | null {
  if (waitingSinceMs !== null && nowMs - waitingSinceMs > lateMs) {
    const since = new Date(waitingSinceMs).toISOString();
    return `Events wait to be handed on since ${since}; none is lost. ${fault ?? ""}`.trim();
  }
  return refused === 0
    ? null
    : `It refused some events for good in ${refused} batches since the start: too old, too long or with too many labels for its limits. They are in the state database.`;
}

/** falcosidekick hands events in to us and writes them to the log store itself: where it does not, nobody would see them. */
async function sidekickGap(
  journal: AlertLog,
  remote: RemoteLog,
  nowMs: number,
  signal?: AbortSignal,
): Promise<string | null> {
  const stretch = {
    sinceNs: BigInt(nowMs - sampledToMs) * 1_000_000n,
    untilNs: BigInt(nowMs - sampledFromMs) * 1_000_000n,
  };
  try {
    const { events } = await journal.query({ ...stretch, limit: 50 }, signal);
    const sample = events.find(({ event: { uuid = null } }) => uuid !== null && !uuid.startsWith(markOfRead));
    const ref: EventRef | null = sample === undefined ? null : eventRefOfStored(sample);
    if (ref === null || (await remote.find([ref], signal)).size > 0) return null;
    return "Events that falcosidekick hands in here are not in it: switch on falcosidekick's own output to it (docs/backends.md).";
  } catch {
    return null;
  }
}
