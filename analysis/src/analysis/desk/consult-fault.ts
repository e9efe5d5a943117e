import type { FaultKind } from "#domain/model-fault.ts";
import { faultSentence, ModelFault } from "#domain/model-fault.ts";
import type { LanguageModel } from "#ports/language-model.ts";
import type { Turns } from "./turns.ts";

/** Why there is no answer, as it is told. */
export interface ConsultFault {
  readonly kind: FaultKind;
  /** Cause and remedy. */
  readonly sentence: string;
}

/** A fault that says when it may be over, or how much it was about. */
export class DatedFault extends ModelFault {
  readonly until: Date | undefined;
  readonly tokens: number | undefined;

  constructor(kind: FaultKind, until?: Date, tokens?: number, status?: number) {
    super(kind, status === undefined ? {} : { status });
    this.until = until;
    this.tokens = tokens;
  }
}

/** What the sentence names. */
export interface FaultSurroundings {
  readonly model: LanguageModel;
  readonly timeoutMs: number;
  readonly turns: Turns;
  readonly now: () => Date;
}

export function faultOf(error: unknown, { model, timeoutMs, turns, now }: FaultSurroundings): ConsultFault {
  const fault = error instanceof ModelFault ? error : new ModelFault("FAILED", { cause: error });
  const { kind, status } = fault;
  const until = endOf(fault, now);
  const tokens = fault instanceof DatedFault ? fault.tokens : undefined;
  const sentence = faultSentence(kind, {
    provider: model.provider,
    model: model.model,
    address: model.address,
    timeoutSeconds: timeoutMs / 1000,
    waiting: turns.waiting(),
    ...(status === undefined ? {} : { status }),
    ...(until === undefined ? {} : { until }),
    ...(tokens === undefined ? {} : { tokens }),
  });
  return { kind, sentence };
}

function endOf(fault: ModelFault, now: () => Date): Date | undefined {
  if (fault instanceof DatedFault) return fault.until;
  return fault.retryAfterMs === undefined ? undefined : new Date(now().getTime() + fault.retryAfterMs);
}
