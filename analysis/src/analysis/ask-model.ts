import type { Alert } from "#domain/alert.ts";
import type { AnalysisBody } from "#domain/analysis.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import type { Answer } from "./answer.ts";
import { answerOf } from "./answer.ts";
import type { Assessment } from "./assessment.ts";
import type { AnswerGround } from "./check-answer.ts";
import { checkAnswer } from "./check-answer.ts";
import type { Consulted, ModelDesk } from "./desk/model-desk.ts";
import type { Urgency } from "./desk/urgency.ts";
import type { Prompt } from "./prompt.ts";
import { quotesInSent } from "./quotes.ts";

/** One alert with all that a model is asked about it and its answer is checked against. */
export interface Question {
  readonly alert: Alert;
  readonly assessment: Assessment;
  /** Grounded and without secrets. */
  readonly builtIn: AnalysisBody;
  readonly veil: Veil;
  readonly prompt: Prompt;
  readonly persuadable: boolean;
}

export interface AskOptions {
  readonly urgency: Urgency;
  readonly signal: AbortSignal;
  readonly onEvent: (event: AskEvent) => void;
}

/** What is told before the end: the place in the queue, and the keys of the answer that are complete, unchecked. */
export type AskEvent =
  | { readonly kind: "place"; readonly place: number }
  | { readonly kind: "sections"; readonly answer: Answer };

/** Asks about one alert. Never throws. */
export async function askModel(
  desk: ModelDesk,
  { alert, veil, prompt }: Question,
  { urgency, signal, onEvent }: AskOptions,
): Promise<Consulted> {
  return await desk.consult({
    system: prompt.system,
    user: prompt.user,
    check: veil.check,
    asker: urgency.asker(),
    urgency,
    source: JSON.stringify([alert.rule, alert.hostname]),
    signal,
    onPlace: (place) => onEvent({ kind: "place", place }),
    onSections: (sections) => onEvent({ kind: "sections", answer: answerOf(sections) }),
  });
}

/** What the answer to a question that was sent is checked against. */
export function groundOfQuestion({ prompt, ...question }: Question): AnswerGround {
  return { ...question, quotes: quotesInSent(prompt.quotable, question.veil.restore) };
}

/** Those of the keys that are complete and need nothing of what is still to come, checked and with real names. */
export function readySections(answer: Answer, ground: AnswerGround): Partial<AnalysisBody> {
  // Until it is known what the text argues for, it is not shown where the alert could have talked the model into it.
  const isJudged =
    answer.risk_assessment !== undefined && answer.false_positive !== undefined && answer.verdict !== undefined;
  if (ground.persuadable && !isJudged) return {};
  const { body } = checkAnswer(answer, ground);
  const rests = answer.evidence !== undefined;
  const isCandidate = ground.assessment.candidates.some(
    ({ technique }) => technique.id === answer.mitre_attack?.technique,
  );
  const ready: Partial<AnalysisBody> = {};
  for (const key of [
    "attack_vector",
    "risk_assessment",
    "mitigations",
    "false_positive",
    "evidence",
    "investigate",
    "summary",
  ] as const)
    if (answer[key] !== undefined) Object.assign(ready, { [key]: body[key] });
  if (answer.mitre_attack !== undefined && (rests || isCandidate)) ready.mitre_attack = body.mitre_attack;
  if (answer.verdict !== undefined && rests) Object.assign(ready, { verdict: body.verdict, decide: body.decide });
  return ready;
}
