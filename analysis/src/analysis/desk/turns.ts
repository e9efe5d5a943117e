import { ModelFault } from "#domain/model-fault.ts";
import type { Urgency } from "./urgency.ts";

/** Who wants an answer: a person who opened an alert, a script that asked for one, or automatic triage. In this order. */
export const askers = ["person", "script", "triage"] as const;
export type Asker = (typeof askers)[number];

/** Calls at once are limited; the others wait, people before machines. */
export interface Turns {
  /** Resolves when it is one's turn. Rejects with QUEUE_FULL, WAITED_TOO_LONG or the signal's reason. */
  readonly take: (request: TurnRequest) => Promise<Turn>;
  readonly waiting: () => number;
  readonly running: () => number;
}

export interface TurnRequest {
  readonly asker: Asker;
  /** Where others can join what is waited for; it starts with `asker`. */
  readonly urgency?: Urgency | undefined;
  readonly signal: AbortSignal;
  /** Told the place in the queue, 1 is next, whenever it changes; never when there is no wait. */
  readonly onPlace?: ((place: number) => void) | undefined;
}

export interface Turn {
  /** Aborted when somebody who goes first needs the place: the call is given up and waits again. */
  readonly putBack: AbortSignal;
  readonly release: () => void;
}

export interface TurnsLimits {
  readonly concurrency: number;
  readonly queueMax: number;
  readonly waitMs: number;
}

interface Waiter {
  readonly request: TurnRequest;
  readonly start: (turn: Turn) => void;
  readonly refuse: (reason: unknown) => void;
  place: number;
}

interface Running {
  readonly asker: () => Asker;
  readonly controller: AbortController;
}

export function createTurns({ concurrency, queueMax, waitMs }: TurnsLimits): Turns {
  const waiters: Waiter[] = [];
  const running = new Set<Running>();

  const begin = (request: TurnRequest): Turn => {
    const entry: Running = { asker: () => askerOf(request), controller: new AbortController() };
    running.add(entry);
    return {
      putBack: entry.controller.signal,
      release() {
        if (!running.delete(entry)) return;
        while (running.size < concurrency) {
          const waiter = waiters.shift();
          if (waiter === undefined) break;
          waiter.start(begin(waiter.request));
        }
        tellPlaces(waiters);
      },
    };
  };
  return {
    waiting: () => waiters.length,
    running: () => running.size,
    async take(request) {
      request.signal.throwIfAborted();
      if (running.size < concurrency && waiters.length === 0) return begin(request);
      if (waiters.length >= queueMax && !pushOut(waiters, request)) throw new ModelFault("QUEUE_FULL");
      makeRoom(running, request);
      const stopListening = request.urgency?.onRaise(() => {
        moveUp(waiters, request);
        makeRoom(running, request);
      });
      try {
        return await waitIn(waiters, request, waitMs);
      } finally {
        stopListening?.();
      }
    },
  };
}

/** A person's request takes the place of one triage call that runs. */
function makeRoom(running: ReadonlySet<Running>, request: TurnRequest): void {
  if (askerOf(request) !== "person") return;
  const triage = [...running].find((entry) => entry.asker() === "triage" && !entry.controller.signal.aborted);
  triage?.controller.abort();
}

function waitIn(waiters: Waiter[], request: TurnRequest, waitMs: number): Promise<Turn> {
  const { signal } = request;
  return new Promise((resolve, reject) => {
    const refuse = (reason: unknown) => {
      settle();
      const at = waiters.indexOf(waiter);
      if (at >= 0) waiters.splice(at, 1);
      tellPlaces(waiters);
      reject(reason);
    };
    const onAbort = () => refuse(signal.reason);
    const timer = setTimeout(() => refuse(new ModelFault("WAITED_TOO_LONG")), waitMs);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    };
    const waiter: Waiter = {
      request,
      place: 0,
      refuse,
      start(turn) {
        settle();
        resolve(turn);
      },
    };
    signal.addEventListener("abort", onAbort);
    enqueue(waiters, waiter);
  });
}

function askerOf({ asker, urgency }: TurnRequest): Asker {
  return urgency?.asker() ?? asker;
}

/** To the place that it would have got by now. */
function moveUp(waiters: Waiter[], moved: TurnRequest): void {
  const at = waiters.findIndex(({ request }) => request === moved);
  const [waiter] = at < 0 ? [] : waiters.splice(at, 1);
  if (waiter !== undefined) enqueue(waiters, waiter);
}

/** Behind all who go before or came first. */
function enqueue(waiters: Waiter[], waiter: Waiter): void {
  const rank = askers.indexOf(askerOf(waiter.request));
  const at = waiters.findIndex(({ request }) => askers.indexOf(askerOf(request)) > rank);
  waiters.splice(at < 0 ? waiters.length : at, 0, waiter);
  tellPlaces(waiters);
}

function tellPlaces(waiters: readonly Waiter[]): void {
  for (const [index, waiter] of waiters.entries()) {
    if (waiter.place === index + 1) continue;
    waiter.place = index + 1;
    try {
      waiter.request.onPlace?.(waiter.place);
    } catch {
      // Who cannot hear it waits all the same; the others must not lose their turn by it.
    }
  }
}

/** A full queue takes a person in place of the last machine. */
function pushOut(waiters: readonly Waiter[], request: TurnRequest): boolean {
  const last = waiters.at(-1);
  if (askerOf(request) !== "person" || last === undefined || askerOf(last.request) === "person") return false;
  last.refuse(new ModelFault("QUEUE_FULL"));
  return true;
}
