/** Bounds what intake holds in memory: beyond it a new body is not read, so that its sender waits at the socket instead of being refused. */
export interface IntakeRoom {
  /** Resolves when there is room for a body of so many bytes, first come first served; call what it gives when the body's events are written or refused. Rejects when whoever sends has left. */
  readonly enter: (bytes: number, left: AbortSignal) => Promise<() => void>;
  /** One body is read into events at a time: the others wait as bytes, which are a tenth the size. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

interface Waiting {
  readonly bytes: number;
  readonly letIn: () => void;
}

/** A body larger than `bytesMax` is let in alone. */
export function createIntakeRoom(bytesMax: number): IntakeRoom {
  const waiting = new Set<Waiting>();
  let held = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const fits = (bytes: number) => held === 0 || held + bytes <= bytesMax;
  const letWaitingIn = () => {
    for (const next of waiting) {
      if (!fits(next.bytes)) return;
      next.letIn();
    }
  };
  const take = (bytes: number) => {
    held += bytes;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      held -= bytes;
      letWaitingIn();
    };
  };
  return {
    enter(bytes, left) {
      if (waiting.size === 0 && fits(bytes)) return Promise.resolve(take(bytes));
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.delete(entry);
          reject(left.reason);
          letWaitingIn();
        };
        const entry: Waiting = {
          bytes,
          letIn() {
            waiting.delete(entry);
            left.removeEventListener("abort", leave);
            resolve(take(bytes));
          },
        };
        waiting.add(entry);
        left.addEventListener("abort", leave, { once: true });
      });
    },
    inTurn(work) {
      const done = turn.then(work);
      turn = done.catch(() => undefined);
      return done;
    },
  };
}
