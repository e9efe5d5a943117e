import { AppError } from "#domain/errors.ts";
import type { EventRef, LogHealth, RemoteLog, StoredEvent } from "#ports/alert-log.ts";
import type { RawLog } from "./raw-log.ts";
import { readPage } from "./read-page.ts";

const dayNs = 86_400_000_000_000n;
const lookBackNs = 30n * dayNs;
const timesAtOnce = 8;
/** For all the calls of one question together: a store that is slow at each must not keep its reader for a minute. */
const questionMs = 10_000;

/** Events in a log store of others'. */
export function createRemoteLog(log: RawLog, now: () => Date): RemoteLog {
  const nowNs = () => BigInt(now().getTime()) * 1_000_000n;
  return {
    name: log.name,
    query: (query, signal) => readPage(log, query, nowNs(), inTime(signal)),
    tally: log.tally,
    oldest(filter, signal) {
      const untilNs = filter.untilNs ?? nowNs() + dayNs;
      const earliest = log.spanNsMax === null ? 0n : untilNs - lookBackNs;
      return log.oldest(filter, { sinceNs: filter.sinceNs ?? earliest, untilNs }, signal);
    },
    find: (events, signal) => find(log, events, inTime(signal)),
    async health(signal) {
      const ready = await quietly(() => log.ready(signal));
      if (ready.status !== "healthy") return ready;
      const tried = await quietly(async () => {
        const untilNs = nowNs();
        await log.fetch({ filter: {}, stretch: { sinceNs: untilNs - 3_600_000_000_000n, untilNs }, limit: 1 }, signal);
        return { status: "healthy" };
      });
      return tried.status === "healthy"
        ? ready
        : { status: "degraded", detail: `It says that it is ready, but a query fails: ${tried.detail ?? ""}` };
    },
    push: log.push,
    pushNotes: log.pushNotes,
    hasNote: log.hasNote,
    close: log.close,
  };
}

async function find(
  log: RawLog,
  events: readonly EventRef[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, StoredEvent>> {
  const wanted = new Set(events.map(({ identity }) => identity));
  const times = [...new Set(events.map(({ timeNs }) => timeNs))];
  const found = new Map<string, StoredEvent>();
  for (let from = 0; from < times.length; from += timesAtOnce) {
    const some = times.slice(from, from + timesAtOnce).map(async (timeNs) => {
      const stretch = { sinceNs: timeNs, untilNs: timeNs + 1n };
      const entries = await log.fetch({ filter: {}, stretch, limit: log.entriesMax }, signal);
      for (const { identity, event } of entries ?? [])
        if (wanted.has(identity)) found.set(identity, { id: identity.slice(0, 32), event });
    });
    await Promise.all(some);
  }
  return found;
}

function inTime(signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(questionMs);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}

async function quietly(work: () => Promise<LogHealth>): Promise<LogHealth> {
  try {
    return await work();
  } catch (error) {
    const detail = error instanceof AppError ? `${error.message} ${error.hint}` : "unknown fault";
    return { status: "unhealthy", detail };
  }
}
