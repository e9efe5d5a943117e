import type { AnalysisBody } from "#domain/analysis.ts";
import { mayPersuade } from "#knowledge/persuasion.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import type { Answer } from "../answer.ts";
import { readySections } from "../ask-model.ts";
import type { Case } from "../case.ts";
import type { AnswerGround, CheckedAnswer } from "../check-answer.ts";
import { checkAnswer } from "../check-answer.ts";
import { textsAround, toldOf } from "../context/for-model.ts";
import { alertTexts } from "./alert-texts.ts";
import type { Naming } from "./naming.ts";
import { stands } from "./sentences.ts";
import type { SharedAnswer } from "./shared-answer.ts";
import { answerFor } from "./shared-answer.ts";
import { quotesInTexts } from "./shared-quotes.ts";

/** A case that can read the answers of its class. */
export interface Reader {
  readonly given: Case;
  readonly veil: Veil;
  readonly naming: Naming;
}

/** An answer that was made for another alert of the class, checked against this one as a model's would be, and with its names. */
export function readShared(shared: SharedAnswer, reader: Reader): CheckedAnswer {
  const { answer, ground } = translated(shared, reader);
  return checkAnswer(answer, ground);
}

/** As much of it as is there and can be shown. */
export function readSharedSections(shared: SharedAnswer, reader: Reader): Partial<AnalysisBody> {
  const { answer, ground } = translated(shared, reader);
  return readySections(answer, ground);
}

function translated(
  shared: SharedAnswer,
  { given, veil, naming }: Reader,
): { readonly answer: Answer; readonly ground: AnswerGround } {
  const { alert, assessment, builtIn, around } = given;
  const texts = [...alertTexts(alert), ...textsAround(around)];
  const has = (word: string) => {
    const restored = veil.restore(word);
    return texts.some((text) => stands(restored, text));
  };
  const { answer, foreign } = answerFor(shared, naming, has);
  const ground: AnswerGround = {
    alert,
    assessment,
    builtIn,
    veil,
    quotes: quotesInTexts(texts, veil.restore, foreign),
    // What the model read is what could have talked it into something.
    persuadable: shared.persuadable || given.assessment.injection !== null,
  };
  return { answer, ground };
}

/** Words in the alert could have talked a model into its answer. */
export function isPersuadable({ alert, assessment, around }: Case): boolean {
  if (assessment.injection !== null || mayPersuade(alert)) return true;
  return around !== null && toldOf(around).some((one) => one.assessment.injection !== null || mayPersuade(one.alert));
}
