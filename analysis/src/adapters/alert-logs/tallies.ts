import type { Tally } from "#ports/alert-log.ts";

export interface Counted {
  readonly name: string;
  /** Which stretch of time. */
  readonly index: number;
  readonly count: number;
}

export function addCount(counts: Map<string, number[]>, stretches: number, { name, index, count }: Counted): void {
  const known = counts.get(name) ?? Array.from({ length: stretches }, () => 0);
  known[index] = (known[index] ?? 0) + count;
  counts.set(name, known);
}

/** Those with any, the highest first. */
export function ranked(counts: ReadonlyMap<string, readonly number[]>): readonly Tally[] {
  const sum = (given: readonly number[]) => given.reduce((total, count) => total + count, 0);
  return [...counts]
    .filter(([, given]) => sum(given) > 0)
    .sort(([, a], [, b]) => sum(b) - sum(a))
    .map(([name, given]) => ({ name, counts: given }));
}
