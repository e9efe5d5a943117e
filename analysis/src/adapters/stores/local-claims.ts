import type { Claims } from "./claims.ts";
import { createWakeUps } from "./wake-ups.ts";

interface Held {
  readonly owner: string;
  readonly untilMs: number;
  readonly progress: string | null;
}

/** Claims of one process, in memory: a SQLite file has one user, and what it was making ends with it. */
export function createLocalClaims(nowMs: () => number): Claims {
  const held = new Map<string, Held>();
  const wakeUps = createWakeUps();
  const current = (key: string) => {
    const claim = held.get(key);
    return claim !== undefined && claim.untilMs > nowMs() ? claim : null;
  };
  const end = (key: string, owner: string | null) => {
    if (owner !== null && held.get(key)?.owner === owner) held.delete(key);
    wakeUps.wake(key);
  };
  return {
    async claim(key, owner, leaseMs) {
      const claim = current(key);
      if (claim !== null && claim.owner !== owner) return false;
      held.set(key, { owner, untilMs: nowMs() + leaseMs, progress: claim?.progress ?? null });
      return true;
    },
    async extend(key, owner, leaseMs, progress) {
      const claim = held.get(key);
      if (claim?.owner !== owner) return false;
      held.set(key, { owner, untilMs: nowMs() + leaseMs, progress: progress ?? claim.progress });
      if (progress !== null) wakeUps.wake(key);
      return true;
    },
    release: async (key, owner) => end(key, owner),
    async claimed(key) {
      const claim = current(key);
      return claim === null ? null : { owner: claim.owner, progress: claim.progress };
    },
    changed: wakeUps.wait,
    end: async () => undefined,
    ended: end,
    tell: async () => undefined,
    async prune() {
      for (const [key, { untilMs }] of held) if (untilMs <= nowMs()) held.delete(key);
    },
    close: wakeUps.wakeAll,
  };
}
