import type { FaultKind } from "#domain/model-fault.ts";
import type { ModelUsage } from "#ports/language-model.ts";

/** What is told of each call, for figures and for the state of the provider. */
export interface CallRecord {
  readonly time: Date;
  readonly outcome: "answered" | FaultKind;
  readonly seconds: number;
  readonly usage: ModelUsage | null;
}

export interface Recorder {
  readonly now: () => Date;
  readonly observe: (call: CallRecord) => void;
}

/** Starts the clock of a call; what it gives tells of the end. A listener that fails costs no answer. */
export function beginRecord({ now, observe }: Recorder) {
  const began = performance.now();
  return (outcome: CallRecord["outcome"], usage: ModelUsage | null): void => {
    try {
      observe({ time: now(), outcome, seconds: (performance.now() - began) / 1000, usage });
    } catch {
      // Figures are no reason to fail.
    }
  };
}
