import { identityOf } from "#alert/event-identity.ts";
import { parseTime } from "#alert/time.ts";
import { AppError } from "#domain/errors.ts";
import type { AlertLog, EventFilter, StoredEvent } from "#ports/alert-log.ts";
import type { EventParser } from "./command.ts";
import type { InputEvent } from "./read-events.ts";
import { attempt } from "./read-events.ts";
import { nsOfDate, pageMax } from "./stored-events.ts";

export interface Following {
  readonly filter: EventFilter;
  /** From here on events are given; what is there before is old. */
  readonly since: Date;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** Told once each time the store goes away, and once when it is back. */
  readonly onAway: (error: AppError) => void;
  readonly onBack: () => void;
  /** Resolves after so many ms; rejects or resolves at once when the signal is aborted. */
  readonly wait: (ms: number) => Promise<void>;
}

const pollMs = 2000;
const backoffMaxMs = 60_000;
/** Stores take events late; of this much time what is known is asked for again. */
const overlapNs = 60_000_000_000n;
/** So many are held at once, since stores give the newest first and readers want the oldest first. */
const heldMax = 5000;
/** Shorter stretches of time are not cut in two. */
const stretchMinNs = 1_000_000_000n;

const awayCodes = new Set(["LOG_STORE_UNAVAILABLE", "STORE_UNAVAILABLE"]);

/** Events of the backend as they come in, oldest first, each once. Goes on by itself after an outage; closes the log when the signal is aborted. */
export async function* followStoredEvents(
  log: AlertLog,
  parser: Pick<EventParser, "parse">,
  following: Following,
): AsyncGenerator<InputEvent> {
  const { signal, onAway, onBack, wait } = following;
  const look = createLook(log, parser, following);
  let failures = 0;
  try {
    while (!signal.aborted) {
      try {
        yield* look();
        if (failures > 0) onBack();
        failures = 0;
      } catch (error) {
        if (!signal.aborted && !isAway(error)) throw error;
        if (failures === 0 && isAway(error) && !signal.aborted) onAway(error);
        failures += 1;
      }
      await wait(Math.min(pollMs * 2 ** failures, backoffMaxMs));
    }
  } finally {
    await log.close();
  }
}

function isAway(error: unknown): error is AppError {
  return error instanceof AppError && awayCodes.has(error.code);
}

/** Each call gives what is new since the last. */
function createLook(log: AlertLog, parser: Pick<EventParser, "parse">, following: Following) {
  const sinceNs = nsOfDate(following.since);
  const seen = createMemory(sinceNs);
  let isFirst = true;
  let number = 0;
  return async function* look(): AsyncGenerator<InputEvent> {
    for await (const stored of oldestFirst(log, following, seen.from(nsOfDate(following.now())))) {
      const event = attempt(number + 1, undefined, () => parser.parse(stored.event));
      const timeNs = parseTime(stored.event.time)?.ns ?? 0n;
      const isNew = seen.isNew("alert" in event ? identityOf(event.alert, () => stored.id) : stored.id, timeNs);
      // What lies before the beginning is only remembered at first, so that what comes into that time later is new.
      if (!isNew || (isFirst && timeNs < sinceNs)) continue;
      number += 1;
      yield event;
    }
    isFirst = false;
  };
}

/** Which events have been given, as far back as they are asked for again. */
function createMemory(startNs: bigint) {
  const known = new Map<string, bigint>();
  let newestNs = startNs;
  return {
    /** Where to ask from; forgets what lies before it. A sender whose clock is ahead moves it no further than now. */
    from(nowNs: bigint): bigint {
      const fromNs = (newestNs < nowNs ? newestNs : nowNs) - overlapNs;
      for (const [identity, timeNs] of known) if (timeNs < fromNs) known.delete(identity);
      return fromNs > 0n ? fromNs : 0n;
    },
    isNew(identity: string, timeNs: bigint): boolean {
      if (known.has(identity)) return false;
      known.set(identity, timeNs);
      if (timeNs > newestNs) newestNs = timeNs;
      return true;
    },
  };
}

/** Everything from a moment on. A stretch with more than can be held is cut in two, however long an outage was. */
async function* oldestFirst(log: AlertLog, { filter, now, signal }: Following, fromNs: bigint) {
  async function* stretch(sinceNs: bigint, untilNs: bigint | null): AsyncGenerator<StoredEvent> {
    const bounds = { ...filter, sinceNs, ...(untilNs === null ? {} : { untilNs }) };
    const middle = untilNs === null ? nsOfDate(now()) : (sinceNs + untilNs) / 2n;
    const canCut = untilNs === null ? middle > sinceNs : untilNs - sinceNs > stretchMinNs;
    const found = await newestFirst(log, bounds, canCut ? heldMax : Number.POSITIVE_INFINITY, signal);
    if (found !== null) {
      yield* found.reverse();
      return;
    }
    yield* stretch(sinceNs, middle);
    yield* stretch(middle, untilNs);
  }
  yield* stretch(fromNs, null);
}

/** All of them, or null when there are more than `max`. */
async function newestFirst(
  log: AlertLog,
  filter: EventFilter,
  max: number,
  signal: AbortSignal,
): Promise<StoredEvent[] | null> {
  const found: StoredEvent[] = [];
  let cursor: string | null = null;
  do {
    const query = { ...filter, limit: pageMax };
    const page = await log.query(cursor === null ? query : { ...query, cursor }, signal);
    found.push(...page.events);
    if (found.length > max) return null;
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}
