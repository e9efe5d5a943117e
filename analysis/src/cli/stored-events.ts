import type { AlertLog, EventFilter, EventQuery } from "#ports/alert-log.ts";
import type { EventParser } from "./command.ts";
import type { Selection } from "./event-filter.ts";
import type { InputEvent } from "./read-events.ts";
import { attempt } from "./read-events.ts";

/** Events of the configured backend: what is there, newest first. */
export interface StoredEvents {
  readonly events: AsyncIterable<InputEvent>;
  /** How many there will be; null until that is known. */
  readonly total: () => number | null;
}

export interface StoredWanted {
  readonly filter: EventFilter;
  readonly limit: number;
  readonly now: Date;
}

/** The most that a store gives at once. */
export const pageMax = 500;
/** Senders whose clocks are ahead. */
const aheadNs = 86_400_000_000_000n;

/** Pages through the store until the limit or the end. Closes the log. Rejects with the store's AppError. */
export function readStoredEvents(
  log: AlertLog,
  parser: Pick<EventParser, "parse">,
  wanted: StoredWanted,
): StoredEvents {
  const { filter, limit } = wanted;
  let total: number | null = null;
  async function* read(): AsyncGenerator<InputEvent> {
    let number = 0;
    let cursor: string | null = null;
    try {
      do {
        const query: EventQuery = { ...filter, limit: Math.min(limit - number, pageMax) };
        const page = await log.query(cursor === null ? query : { ...query, cursor });
        if (cursor === null) total = await totalOf(log, wanted, page);
        cursor = page.nextCursor;
        for (const { event } of page.events) {
          number += 1;
          yield attempt(number, undefined, () => parser.parse(event));
        }
      } while (cursor !== null && number < limit);
    } finally {
      await log.close();
    }
  }
  return { events: read(), total: () => total };
}

/** The filter of a selection, as the store takes it. */
export function storeFilter({ since, priorities, rule }: Selection): EventFilter {
  return {
    ...(since === null ? {} : { sinceNs: nsOfDate(since) }),
    ...(priorities === null ? {} : { priorities }),
    ...(rule === null ? {} : { rule }),
  };
}

export function nsOfDate(date: Date): bigint {
  return BigInt(date.getTime()) * 1_000_000n;
}

interface FirstPage {
  readonly events: readonly unknown[];
  readonly nextCursor: string | null;
}

/** By the first page, where that tells; else counted by the store. A count that cannot be had costs the bar its end and nothing else. */
async function totalOf(log: AlertLog, { filter, limit, now }: StoredWanted, page: FirstPage): Promise<number | null> {
  if (page.nextCursor === null || page.events.length >= limit) return Math.min(page.events.length, limit);
  const stretch = { sinceNs: filter.sinceNs ?? 0n, untilNs: nsOfDate(now) + aheadNs };
  try {
    const tallies = await log.tally({ filter: { ...filter, ...stretch }, by: "rule", stretches: [stretch] });
    const count = tallies.reduce((sum, { counts: [own = 0] }) => sum + own, 0);
    return Math.min(Math.max(count, page.events.length), limit);
  } catch {
    return null;
  }
}
