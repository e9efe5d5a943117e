/** Who waits for news of a key. Notices can be lost, so nobody waits longer than a second. */
export interface WakeUps {
  /** Resolves at the next `wake` of the key, or after a second; rejects with the signal's reason. */
  readonly wait: (key: string, signal: AbortSignal) => Promise<void>;
  readonly wake: (key: string) => void;
  readonly wakeAll: () => void;
}

const atLatestMs = 1000;

export function createWakeUps(): WakeUps {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (key: string) => {
    for (const resolve of [...(waiting.get(key) ?? [])]) resolve();
  };
  return {
    wait: (key, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const all = waiting.get(key) ?? new Set();
        waiting.set(key, all);
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", stop);
          all.delete(come);
          if (all.size === 0 && waiting.get(key) === all) waiting.delete(key);
        };
        const come = () => {
          end();
          resolve();
        };
        const stop = () => {
          end();
          reject(signal.reason);
        };
        const timer = setTimeout(come, atLatestMs);
        all.add(come);
        signal.addEventListener("abort", stop, { once: true });
      }),
    wake,
    wakeAll: () => {
      for (const key of [...waiting.keys()]) wake(key);
    },
  };
}
