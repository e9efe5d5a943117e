import type { Alert } from "#domain/alert.ts";
import type { AnalysisBody } from "#domain/analysis.ts";
import type { ModelUsage } from "#ports/language-model.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import { answerOf } from "./answer.ts";
import type { Assessment } from "./assessment.ts";
import type { AnswerGround } from "./check-answer.ts";
import { checkAnswer } from "./check-answer.ts";
import type { ConsultFault } from "./desk/consult-fault.ts";
import type { ModelDesk, SentRequest } from "./desk/model-desk.ts";
import type { Asker } from "./desk/turns.ts";
import type { Prompt } from "./prompt.ts";

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
  readonly asker: Asker;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ProgressEvent) => void;
}

/** What a reader may be told before the end. */
export type ProgressEvent =
  | { readonly kind: "place"; readonly place: number }
  | { readonly kind: "sections"; readonly body: Partial<AnalysisBody> };

export interface Reply {
  /** Null: the built-in answer stands, and `fault` says why. */
  readonly body: AnalysisBody | null;
  readonly fault: ConsultFault | null;
  readonly corrections: readonly string[];
  readonly usage: ModelUsage;
  readonly sent: readonly SentRequest[];
  /** What was asked; null where nothing was. */
  readonly prompt: Prompt | null;
}

/** Asks, checks section by section while the answer comes, and checks the whole at the end. Never throws. */
export async function askModel(
  desk: ModelDesk,
  question: Question,
  { asker, signal, onEvent }: AskOptions,
): Promise<Reply> {
  const { alert, veil, prompt } = question;
  const ground: AnswerGround = { ...question, sent: prompt.alert };
  const { answer, fault, usage, sent } = await desk.consult({
    system: prompt.system,
    user: prompt.user,
    check: veil.check,
    asker,
    source: JSON.stringify([alert.rule, alert.hostname]),
    signal,
    onPlace: (place) => onEvent({ kind: "place", place }),
    onSections: (sections) => {
      const body = readySections(sections, ground);
      if (Object.keys(body).length > 0) onEvent({ kind: "sections", body });
    },
  });
  if (answer === null) return { body: null, fault, corrections: [], usage, sent, prompt };
  const { body, corrections } = checkAnswer(answer, ground);
  return { body, fault: null, corrections, usage, sent, prompt };
}

/** Those of the keys that are complete and need nothing of what is still to come. */
function readySections(sections: Readonly<Record<string, unknown>>, ground: AnswerGround): Partial<AnalysisBody> {
  const answer = answerOf(sections);
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
