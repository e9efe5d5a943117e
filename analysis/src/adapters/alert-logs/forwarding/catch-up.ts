import type { Loop } from "#lib/loop.ts";
import { createLoop } from "#lib/loop.ts";
import type { AlertLog, EventFilter, IncomingEvent, RemoteLog, StoredEvent, Stretch } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { eventRefOfStored } from "./event-ref.ts";

export interface CatchUpParts {
  readonly journal: Pick<AlertLog, "append" | "tally">;
  readonly remote: Pick<RemoteLog, "query" | "tally">;
  readonly store: Pick<AnalysisStore, "cursor" | "sight" | "claim" | "release">;
  readonly owner: string;
  readonly now: () => Date;
  /** Told how many events came in that way. */
  readonly onFound: (count: number) => void;
  readonly onFault: (error: unknown) => void;
}

const cursorName = "catch-up";
const leaseMs = 30_000;
const lookEveryMs = 60_000;
const faultMsMax = 120_000;
/** What is younger may still be on its way, by either road. */
const youngMs = 15_000;
/** Events reach a log store late: so much is looked at again. */
const overlapMs = 10 * 60_000;
const stretchMsMax = 60 * 60_000;
/** After a longer time away only so much is read; what is older is history. */
const backMsMax = 7 * 86_400_000;
const pageEvents = 500;

/** What an event that was read from the log store is called besides; so it is not handed back there. */
export const markOfRead = "read-";

/**
 * Takes in what reached the log store and not us: while we were away, refused, or because nobody hands events in here. Hosts are counted on
 * both sides, and only what one of them lacks is read.
 */
export function createCatchUp(parts: CatchUpParts): Loop {
  const { store, owner, now, onFault } = parts;

  const work = async (signal: AbortSignal) => {
    if (!(await store.claim(cursorName, owner, leaseMs))) return false;
    const from = await store.cursor(cursorName);
    const untilMs = now().getTime() - youngMs;
    // The first time there is nothing that was missed.
    const sinceMs = from === null ? untilMs : Math.max(Number(from) - overlapMs, untilMs - backMsMax);
    const endMs = Math.min(untilMs, sinceMs + stretchMsMax + overlapMs);
    if (endMs > sinceMs) await readMissing(parts, toStretch(sinceMs, endMs), signal);
    if (signal.aborted) return false;
    const reached = Math.max(endMs, Number(from ?? 0));
    await store.sight([], { name: cursorName, from, to: String(reached) });
    return endMs < untilMs;
  };
  const loop = createLoop({ work, everyMs: lookEveryMs, faultMsMax, onFault });
  return {
    ...loop,
    async stop() {
      await loop.stop();
      await store.release(cursorName, owner).catch(onFault);
    },
  };
}

async function readMissing(parts: CatchUpParts, stretch: Stretch, signal: AbortSignal): Promise<void> {
  const { journal, remote } = parts;
  const query = { filter: {}, by: "hostname", stretches: [stretch] } as const;
  const [there, here] = await Promise.all([remote.tally(query, signal), journal.tally(query, signal)]);
  const known = new Map(here.map(({ name, counts }) => [name, counts[0] ?? 0]));
  for (const { name, counts } of there)
    if ((counts[0] ?? 0) > (known.get(name) ?? 0)) await readHost(parts, name, stretch, signal);
}

async function readHost(
  { journal, remote, onFound }: CatchUpParts,
  hostname: string,
  stretch: Stretch,
  signal: AbortSignal,
): Promise<void> {
  // Events that name no host cannot be asked for by it; then all of the stretch are read.
  const filter: EventFilter = hostname === "" ? stretch : { ...stretch, hostname };
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<RemoteLog["query"]>> = await remote.query(
      { ...filter, limit: pageEvents, ...(cursor === null ? {} : { cursor }) },
      signal,
    );
    const events = page.events.flatMap(toRead);
    await journal.append(events);
    onFound(events.length);
    cursor = page.nextCursor;
  } while (cursor !== null && !signal.aborted);
}

function toRead(stored: StoredEvent): IncomingEvent[] {
  const ref = eventRefOfStored(stored);
  if (ref === null) return [];
  const uuid = stored.event.uuid ?? `${markOfRead}${ref.identity.slice(0, 32)}`;
  return [{ ...ref, event: { ...stored.event, uuid } }];
}

function toStretch(sinceMs: number, untilMs: number): Stretch {
  return { sinceNs: BigInt(sinceMs) * 1_000_000n, untilNs: BigInt(untilMs) * 1_000_000n };
}
