import type { Analysis, AnalysisBody } from "#domain/analysis.ts";

/** What an analyst has ready before the end, for a reader who may be slower. */
export interface Partials {
  readonly add: (body: Partial<AnalysisBody>) => void;
  /** Takes the place in the queue. */
  readonly place: (place: number) => void;
  /** Takes an answer that has expired, while a new one is made. */
  readonly stale: (analysis: Analysis) => void;
  /** That answer, once. */
  readonly takeStale: () => Analysis | null;
  /** Takes the way to count the same alert again. */
  readonly shared: (again: (times: number) => void) => void;
  /** Null where the answer is not the one that a class shares. */
  readonly countAgain: () => ((times: number) => void) | null;
  /** The place in the queue when it has changed since it was last asked for; else null. */
  readonly takePlace: () => number | null;
  /** What has come since it was last asked for; of several the last, which holds the others. */
  readonly take: () => readonly Partial<AnalysisBody>[];
  /** True once any was taken. */
  readonly taken: () => boolean;
  /** Resolves when there is something to take. */
  readonly more: () => Promise<void>;
}

export function createPartials(): Partials {
  let latest: Partial<AnalysisBody> | null = null;
  let taken = false;
  let place: number | null = null;
  let old: Analysis | null = null;
  let again: ((times: number) => void) | null = null;
  let wake: () => void = () => undefined;
  return {
    add(body) {
      latest = body;
      wake();
    },
    place(next) {
      place = next;
      wake();
    },
    shared(count) {
      again = count;
    },
    countAgain: () => again,
    stale(analysis) {
      old = analysis;
      wake();
    },
    takeStale() {
      const told = old;
      old = null;
      return told;
    },
    takePlace() {
      const told = place;
      place = null;
      return told;
    },
    take() {
      if (latest === null) return [];
      const body = latest;
      latest = null;
      taken = true;
      return [body];
    },
    taken: () => taken,
    more: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (latest !== null || place !== null || old !== null) resolve();
      }),
  };
}
