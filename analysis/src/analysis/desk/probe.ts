import { ModelFault } from "#domain/model-fault.ts";
import { orAborted } from "#lib/or-aborted.ts";
import type { LanguageModel, ModelUsage } from "#ports/language-model.ts";
import { compose } from "#pseudonymise/compose.ts";
import type { Breaker } from "./breaker.ts";
import type { Budget } from "./budget.ts";
import type { Recorder } from "./call-record.ts";
import { beginRecord } from "./call-record.ts";
import { startDeadline } from "./deadline.ts";
import type { Turns } from "./turns.ts";

export interface ProbeDependencies extends Recorder {
  readonly model: LanguageModel;
  readonly turns: Turns;
  readonly breaker: Breaker;
  /** A question that costs is paid like any other; where nothing is left, none is asked. */
  readonly budget: Budget;
  readonly timeoutMs: number;
  /** The model is in memory for others: then it is not to be dropped after the question. */
  readonly isInUse: () => boolean;
}

const schema = {
  type: "object",
  properties: { ok: { type: "boolean" } },
  required: ["ok"],
  additionalProperties: false,
} as const;
const outputTokensMax = 32;
const tokensOfProbe = 100;

/** Asks a question without an alert, to know whether the model answers at all. Two at once are one; never throws. */
export function createProbe(dependencies: ProbeDependencies): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= probe(dependencies).finally(() => {
      running = null;
    });
    return running;
  };
}

async function probe(dependencies: ProbeDependencies): Promise<void> {
  const { turns, breaker, budget } = dependencies;
  const reserved = budget.reserve({ tokens: tokensOfProbe, asker: "person", source: "probe" });
  if ("refused" in reserved) return;
  let record = beginRecord(dependencies);
  try {
    const turn = await turns.take({ asker: "triage", signal: new AbortController().signal });
    record = beginRecord(dependencies);
    try {
      const usage = await askWhether(dependencies, turn.putBack);
      breaker.succeeded();
      reserved.settle(usage === null ? null : usage.input_tokens + usage.output_tokens);
      record("answered", usage);
    } finally {
      turn.release();
    }
  } catch (error) {
    const fault = error instanceof ModelFault ? error : new ModelFault("FAILED");
    breaker.failed(fault);
    reserved.settle(0);
    record(fault.kind, null);
  }
}

/** The time counts from here: waiting behind others says nothing about the model. */
async function askWhether(
  { model, timeoutMs, isInUse }: ProbeDependencies,
  putBack: AbortSignal,
): Promise<ModelUsage | null> {
  const deadline = startDeadline(timeoutMs);
  const signal = AbortSignal.any([deadline.signal, putBack]);
  try {
    const asked = model.ask({
      system: compose`Answer with the JSON object {"ok": true}.`,
      user: compose`Are you there?`,
      schema,
      maxOutputTokens: outputTokensMax,
      signal,
      check: () => undefined,
      probe: !isInUse(),
    });
    return (await orAborted(asked, signal)).usage;
  } catch (error) {
    throw putBack.aborted ? new ModelFault("STOPPED") : error;
  } finally {
    deadline.stop();
  }
}
