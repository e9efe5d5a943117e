import { ModelFault } from "#domain/model-fault.ts";
import type { Pseudonymised } from "#domain/pseudonymised.ts";
import { estimateTokens } from "#lib/estimate-tokens.ts";
import { orAborted } from "#lib/or-aborted.ts";
import type { LanguageModel, ModelAnswer, ModelUsage } from "#ports/language-model.ts";
import { compose, ofCatalogue } from "#pseudonymise/compose.ts";
import type { Answer, AnswerProblem } from "../answer.ts";
import { answerSchema } from "../answer-schema.ts";
import { createSectionReader } from "../section-reader.ts";
import { answerTokens } from "./answer-tokens.ts";
import type { Breaker, Refusal } from "./breaker.ts";
import type { Budget, Spend } from "./budget.ts";
import type { Recorder } from "./call-record.ts";
import { beginRecord } from "./call-record.ts";
import type { ConsultFault } from "./consult-fault.ts";
import { DatedFault, faultOf } from "./consult-fault.ts";
import { startDeadline } from "./deadline.ts";
import { withRetries } from "./retries.ts";
import type { Said } from "./said.ts";
import { readSaid } from "./said.ts";
import type { Asker, Turns } from "./turns.ts";
import type { Urgency } from "./urgency.ts";

/** Asks the model for one alert at a time and place: whose turn it is, what may be spent, what is tried again, and what went wrong. */
export interface ModelDesk {
  /** Never throws: what cannot be had is a fault with its sentence. */
  readonly consult: (consultation: Consultation) => Promise<Consulted>;
}

export interface Consultation {
  readonly system: Pseudonymised;
  readonly user: Pseudonymised;
  /** The leak gate; throws to stop the call. */
  readonly check: (text: string) => void;
  readonly asker: Asker;
  /** Where others can join; it starts with `asker`. */
  readonly urgency?: Urgency | undefined;
  /** The rule on its host: has its share of the budget. */
  readonly source: string;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Told the complete keys whenever there is another one. */
  readonly onSections?: ((sections: Readonly<Record<string, unknown>>) => void) | undefined;
  /** Told the place in the queue. */
  readonly onPlace?: ((place: number) => void) | undefined;
}

/** One request that left, as its bytes. */
export interface SentRequest {
  readonly time: Date;
  readonly body: Uint8Array;
}

export type Consulted = (
  | { readonly answer: Answer; readonly fault: null }
  | { readonly answer: null; readonly fault: ConsultFault }
) & { readonly usage: ModelUsage; readonly sent: readonly SentRequest[] };

export interface DeskDependencies extends Recorder {
  readonly model: LanguageModel;
  readonly turns: Turns;
  readonly breaker: Breaker;
  readonly budget: Budget;
  readonly timeoutMs: number;
  readonly tokensPerAnalysis: number;
}

/** The first question and one more. */
const questionsMax = 2;

interface Asking extends Consultation {
  readonly sent: SentRequest[];
  usage: ModelUsage;
  /** Tokens of calls that broke off, estimated. Like the deadline, counted anew for one that was put back. */
  lost: number;
  deadline: AbortSignal;
  leftMs: () => number;
}

export function createModelDesk(dependencies: DeskDependencies): ModelDesk {
  return {
    async consult(consultation) {
      const asking: Asking = {
        ...consultation,
        sent: [],
        usage: { input_tokens: 0, output_tokens: 0 },
        lost: 0,
        deadline: consultation.signal,
        leftMs: () => dependencies.timeoutMs,
      };
      try {
        const answer = await askInTurn(dependencies, asking);
        return { answer, fault: null, usage: asking.usage, sent: asking.sent };
      } catch (error) {
        const fault = consultation.signal.aborted ? new ModelFault("STOPPED", { cause: error }) : error;
        return { answer: null, fault: faultOf(fault, dependencies), usage: asking.usage, sent: asking.sent };
      }
    },
  };
}

/** Waits for a turn and asks; a turn that was taken back is waited for again. */
async function askInTurn(dependencies: DeskDependencies, asking: Asking): Promise<Answer> {
  for (;;) {
    refuseWhileOpen(dependencies.breaker.refusal());
    const turn = await dependencies.turns.take(asking);
    const deadline = startDeadline(dependencies.timeoutMs);
    try {
      asking.lost = 0;
      asking.leftMs = deadline.leftMs;
      asking.deadline = AbortSignal.any([asking.signal, turn.putBack, deadline.signal]);
      return await question(dependencies, asking);
    } catch (error) {
      if (!turn.putBack.aborted || asking.signal.aborted) throw error;
    } finally {
      deadline.stop();
      turn.release();
    }
  }
}

/** An answer that cannot be read is asked for once more, with the reason. */
async function question(dependencies: DeskDependencies, asking: Asking): Promise<Answer> {
  let user = asking.user;
  for (let asked = 1; ; asked += 1) {
    const said = await tried(dependencies, asking, user);
    if (said.answer !== null) return said.answer;
    if (said.kind !== "ANSWER_UNUSABLE") throw new ModelFault(said.kind);
    if (asked >= questionsMax) throw new ModelFault(said.isRefusal ? "MODEL_DECLINED" : "ANSWER_UNUSABLE");
    user = askedAgain(asking.user, said.problem);
  }
}

/** With retries; however many, one alert is one failure to the breaker, so that a single unlucky one does not shut the others out. */
async function tried(dependencies: DeskDependencies, asking: Asking, user: Pseudonymised): Promise<Said> {
  try {
    return await withRetries(() => call(dependencies, asking, user), {
      signal: asking.deadline,
      leftMs: asking.leftMs,
      // While the breaker is open one call is let through, not one and its repetitions.
      isFinal: (error) => error instanceof DatedFault || dependencies.breaker.isOpen(),
    });
  } catch (error) {
    if (error instanceof ModelFault && !(error instanceof DatedFault)) dependencies.breaker.failed(error);
    throw error;
  }
}

/** The problem is in our own words, so nothing of the answer goes back. */
function askedAgain(user: Pseudonymised, problem: AnswerProblem): Pseudonymised {
  return compose`${user}

Your last answer could not be used: ${ofCatalogue(problem)}. Answer with one JSON object that has all the keys.`;
}

/** One request, paid from the budget and told to the breaker. */
async function call(dependencies: DeskDependencies, asking: Asking, user: Pseudonymised): Promise<Said> {
  const { model, breaker, budget, now } = dependencies;
  const { deadline } = asking;
  const cost = costOf(dependencies, asking, user);
  refuseWhileOpen(breaker.begin());
  const reserved = budget.reserve(cost.spend);
  if ("refused" in reserved) {
    breaker.ended();
    throw new DatedFault(reserved.refused, reserved.until);
  }
  const sections = createSectionReader();
  const record = beginRecord(dependencies);
  const sentBefore = asking.sent.length;
  try {
    const asked = model.ask({
      system: asking.system,
      user,
      schema: answerSchema,
      maxOutputTokens: cost.outputTokens,
      signal: deadline,
      check: asking.check,
      onSent: (body) => asking.sent.push({ time: now(), body }),
      onText: (piece) => {
        if (!deadline.aborted && sections.add(piece)) asking.onSections?.(sections.sections());
      },
    });
    const said = await orAborted(asked, deadline);
    const usage = countsOf(said);
    const read = readSaid(said);
    // Some servers end without a word, though the answer is whole.
    if (said.finish === "lost" && read.answer === null) throw new ModelFault("CONNECTION_LOST");
    breaker.succeeded();
    reserved.settle(usage === null ? null : usage.input_tokens + usage.output_tokens);
    asking.usage = sum(
      asking.usage,
      usage ?? { input_tokens: cost.inputTokens, output_tokens: estimateTokens(said.text) },
    );
    record(read.answer === null ? read.kind : "answered", usage);
    return read;
  } catch (error) {
    const fault = faultOfCall(error, deadline);
    breaker.ended();
    // What was handed over to no connection has not left.
    if (fault.kind === "UNREACHABLE") asking.sent.length = sentBefore;
    // What a broken answer cost is not told; what was refused cost nothing.
    const isFree = asking.sent.length === sentBefore || fault.status !== undefined;
    reserved.settle(isFree ? 0 : null);
    if (!isFree) asking.lost += cost.spend.tokens;
    record(fault.kind, null, fault.cause);
    throw fault;
  }
}

function faultOfCall(error: unknown, { aborted, reason }: AbortSignal): ModelFault {
  if (error instanceof ModelFault) return error;
  if (!aborted) return new ModelFault("FAILED", { cause: error });
  return reason instanceof ModelFault ? reason : new ModelFault("STOPPED", { cause: error });
}

/** The provider's counts; null where it gave none, or some that cannot be. */
function countsOf({ usage }: ModelAnswer): ModelUsage | null {
  if (usage === null) return null;
  const { input_tokens, output_tokens } = usage;
  const isCount = [input_tokens, output_tokens].every((count) => Number.isSafeInteger(count) && count >= 0);
  // Gateways that do not count say 0, and no prompt of ours is empty.
  return isCount && input_tokens > 0 ? usage : null;
}

interface Cost {
  readonly spend: Spend;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Everything that was asked before counts into what one analysis may use. */
function costOf({ tokensPerAnalysis }: DeskDependencies, asking: Asking, user: Pseudonymised): Cost {
  const inputTokens = estimateTokens(asking.system) + estimateTokens(user);
  const needed = asking.usage.input_tokens + asking.usage.output_tokens + asking.lost + inputTokens;
  const left = tokensPerAnalysis - needed;
  if (left < answerTokens.least) throw new DatedFault("BUDGET_ANALYSIS", undefined, needed + answerTokens.least);
  const outputTokens = Math.min(answerTokens.most, left);
  return {
    inputTokens,
    outputTokens,
    spend: {
      tokens: inputTokens + answerTokens.usual,
      asker: asking.urgency?.asker() ?? asking.asker,
      source: asking.source,
    },
  };
}

function refuseWhileOpen(refusal: Refusal | null): void {
  if (refusal !== null) throw new DatedFault(refusal.fault.kind, refusal.until, undefined, refusal.fault.status);
}

function sum(a: ModelUsage, b: ModelUsage): ModelUsage {
  return { input_tokens: a.input_tokens + b.input_tokens, output_tokens: a.output_tokens + b.output_tokens };
}
