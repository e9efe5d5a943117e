import type { FaultKind } from "#domain/model-fault.ts";
import type { ModelUsage } from "#ports/language-model.ts";

/** What is told of each call, for figures and for the state of the provider. */
export interface CallRecord {
  readonly time: Date;
  readonly outcome: "answered" | FaultKind;
  readonly seconds: number;
  readonly usage: ModelUsage | null;
  /** Of a fault that is not known: names and codes of the errors behind it, never their words, which may hold the prompt. */
  readonly error?: string;
}

export interface Recorder {
  readonly now: () => Date;
  readonly observe: (call: CallRecord) => void;
}

/** Starts the clock of a call; what it gives tells of the end. A listener that fails costs no answer. */
export function beginRecord({ now, observe }: Recorder) {
  const began = performance.now();
  return (outcome: CallRecord["outcome"], usage: ModelUsage | null, cause?: unknown): void => {
    try {
      const seconds = (performance.now() - began) / 1000;
      const error = outcome === "FAILED" ? { error: namesOf(cause) } : {};
      observe({ time: now(), outcome, seconds, usage, ...error });
    } catch {
      // Figures are no reason to fail.
    }
  };
}

const chainMax = 5;
/** What a class or an error code is written with. */
const plainName = /^[\w.-]{1,60}$/;

function namesOf(cause: unknown): string {
  const names: string[] = [];
  for (let at = cause; typeof at === "object" && at !== null && names.length < chainMax; at = (at as Error).cause) {
    const { name, code } = at as { name?: unknown; code?: unknown };
    names.push([name, code].filter((word) => typeof word === "string" && plainName.test(word)).join(" "));
  }
  return names.join(" < ") || typeof cause;
}
