import { parseTime } from "#alert/time.ts";
import type { FalcoEvent } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import type { Loop } from "#lib/loop.ts";
import { createLoop } from "#lib/loop.ts";
import type { AlertLog, ArrivedEvent, IncomingEvent, RemoteLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";

/** What a forwarder has to tell about itself. */
export interface ForwarderState {
  /** Since when events wait that could not be handed on, by a fault; null while none does. */
  readonly waitingSinceMs: number | null;
  readonly fault: string | null;
  /** Batches of which the store will never take some. */
  readonly refused: number;
}

export interface Forwarder extends Loop {
  readonly state: () => ForwarderState;
}

export interface ForwarderParts {
  readonly journal: Pick<AlertLog, "after">;
  readonly remote: Pick<RemoteLog, "push">;
  readonly store: Pick<AnalysisStore, "cursor" | "sight" | "claim" | "release">;
  /** A word that no other process has. */
  readonly owner: string;
  readonly now: () => Date;
  readonly onFault: (error: unknown) => void;
}

const cursorName = "forward";
const leaseMs = 30_000;
const eventsAtOnce = 500;
const lookEveryMs = 2000;
const faultMsMax = 30_000;

/** Hands events on to the log store, in the order in which they came in, by one of all replicas; what is on its way when the process dies is sent again. */
export function createForwarder(parts: ForwarderParts): Forwarder {
  const { journal, remote, store, owner, now, onFault } = parts;
  let state: ForwarderState = { waitingSinceMs: null, fault: null, refused: 0 };

  const work = async (signal: AbortSignal) => {
    if (!(await store.claim(cursorName, owner, leaseMs))) return false;
    const from = await store.cursor(cursorName);
    const arrived = await journal.after(from, eventsAtOnce);
    const last = arrived.at(-1);
    if (last === undefined) return false;
    const wanted = arrived.filter(({ event }) => !isThere(event));
    if (wanted.length > 0) {
      const { refused } = await remote.push(wanted.map(toIncoming), signal);
      state = { ...state, refused: state.refused + refused };
    }
    await store.sight([], { name: cursorName, from, to: last.place });
    state = { ...state, waitingSinceMs: null, fault: null };
    return true;
  };
  const loop = createLoop({
    work,
    everyMs: lookEveryMs,
    faultMsMax,
    onFault(error) {
      const fault = error instanceof AppError ? error.message : "unknown fault";
      state = { ...state, waitingSinceMs: state.waitingSinceMs ?? now().getTime(), fault };
      onFault(error);
    },
  });
  return {
    ...loop,
    async stop() {
      await loop.stop();
      await store.release(cursorName, owner).catch(onFault);
    },
    state: () => state,
  };
}

function toIncoming({ event, identity }: ArrivedEvent): IncomingEvent {
  return { event, identity, timeNs: parseTime(event.time)?.ns ?? 0n };
}

/** falcosidekick, which gives an event its uuid, writes to the log store itself; so does whoever wrote what was read there. */
function isThere({ uuid }: FalcoEvent): boolean {
  return uuid !== undefined;
}
