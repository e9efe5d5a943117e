import type { Asker } from "./turns.ts";
import { askers } from "./turns.ts";

/** For whom one piece of work is done. It grows more urgent when somebody joins who goes first. */
export interface Urgency {
  readonly asker: () => Asker;
  readonly raise: (asker: Asker) => void;
  /** Gives the way to stop listening. */
  readonly onRaise: (listener: () => void) => () => void;
}

export function createUrgency(first: Asker): Urgency {
  let asker = first;
  const listeners = new Set<() => void>();
  return {
    asker: () => asker,
    raise(other) {
      if (askers.indexOf(other) >= askers.indexOf(asker)) return;
      asker = other;
      for (const listener of listeners) listener();
    },
    onRaise(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
