/** Work that several callers want at once is done once, for as long as one of them waits. */
export interface SharedRuns<T, E> {
  /**
   * Joins the run of that key, or starts it. Rejects with the signal's reason when this caller leaves while others wait; with the last one
   * the run is aborted, and that one gets what it still gives.
   */
  readonly join: (key: string, start: Start<T, E>, caller: Caller<E>) => Promise<T>;
}

/** Has to end soon after its signal. `emit` tells all who wait of an event; who joins later gets the last one. */
export type Start<T, E> = (signal: AbortSignal, emit: (event: E) => void) => Promise<T>;

export interface Caller<E> {
  readonly signal: AbortSignal;
  readonly onEvent?: ((event: E) => void) | undefined;
}

interface Run<T, E> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  readonly callers: Set<Caller<E>>;
  last: { readonly event: E } | null;
}

export function createSharedRuns<T, E>(): SharedRuns<T, E> {
  const runs = new Map<string, Run<T, E>>();

  const begin = (key: string, start: Start<T, E>): Run<T, E> => {
    const controller = new AbortController();
    const callers = new Set<Caller<E>>();
    const emit = (event: E) => {
      run.last = { event };
      for (const caller of callers) tell(caller, event);
    };
    const run: Run<T, E> = {
      controller,
      callers,
      last: null,
      // Started a step later, so that the first caller hears its first event.
      result: Promise.resolve()
        .then(() => start(controller.signal, emit))
        .finally(() => {
          if (runs.get(key) === run) runs.delete(key);
        }),
    };
    run.result.catch(() => undefined);
    runs.set(key, run);
    return run;
  };

  return {
    join(key, start, caller) {
      const { signal } = caller;
      if (signal.aborted) return Promise.reject(signal.reason);
      const run = runs.get(key) ?? begin(key, start);
      run.callers.add(caller);
      if (run.last !== null) tell(caller, run.last.event);
      return new Promise((resolve, reject) => {
        const leave = () => {
          run.callers.delete(caller);
          if (run.callers.size > 0) return reject(signal.reason);
          if (runs.get(key) === run) runs.delete(key);
          run.controller.abort();
        };
        signal.addEventListener("abort", leave, { once: true });
        run.result.then(resolve, reject).finally(() => {
          run.callers.delete(caller);
          signal.removeEventListener("abort", leave);
        });
      });
    },
  };
}

/** A caller that cannot hear an event is no reason to stop the work of all. */
function tell<E>({ onEvent }: Caller<E>, event: E): void {
  try {
    onEvent?.(event);
  } catch {
    // It gets the result all the same.
  }
}
