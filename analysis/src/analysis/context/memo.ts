/** Gives what was found under a key before, while it is new; a work that fails is forgotten at once. */
export type Remember = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export interface MemoOptions {
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
  readonly lastsMs: number;
  readonly entriesMax: number;
}

export function createMemo({ elapsed, lastsMs, entriesMax }: MemoOptions): Remember {
  const known = new Map<string, { readonly untilMs: number; readonly found: Promise<unknown> }>();
  return <T>(key: string, work: () => Promise<T>) => {
    const before = known.get(key);
    if (before !== undefined && before.untilMs > elapsed()) return before.found as Promise<T>;
    const found = work();
    known.delete(key);
    known.set(key, { untilMs: elapsed() + lastsMs, found });
    found.catch(() => known.get(key)?.found === found && known.delete(key));
    // All last equally long, so the oldest stand first.
    for (const [oldest, { untilMs }] of known) {
      if (untilMs > elapsed() && known.size <= entriesMax) break;
      known.delete(oldest);
    }
    return found;
  };
}
