import type { FaultKind } from "#domain/model-fault.ts";
import type { ModelAnswer } from "#ports/language-model.ts";
import type { Answer, AnswerProblem } from "../answer.ts";
import { readAnswer, readCutAnswer } from "../read-answer.ts";

/** What a model said, read once: an answer, or of what kind the trouble with it is. */
export type Said =
  | { readonly answer: Answer }
  | {
      readonly answer: null;
      readonly kind: Extract<FaultKind, "MODEL_DECLINED" | "CONTENT_FILTERED" | "ANSWER_CUT" | "ANSWER_UNUSABLE">;
      readonly problem: AnswerProblem;
      /** It says no in prose. */
      readonly isRefusal: boolean;
    };

export function readSaid({ text, finish }: ModelAnswer): Said {
  if (finish === "declined") return { answer: null, kind: "MODEL_DECLINED", problem: "", isRefusal: true };
  if (finish === "filtered") return { answer: null, kind: "CONTENT_FILTERED", problem: "", isRefusal: false };
  const read = finish === "done" ? readAnswer(text) : readCutAnswer(text);
  if ("answer" in read) return read;
  const kind = finish === "cut" ? "ANSWER_CUT" : "ANSWER_UNUSABLE";
  return { answer: null, kind, problem: read.problem, isRefusal: isRefusal(text) };
}

const refusalCharsMax = 2000;
const refusal =
  /\b(?:can(?:no|['’])t|cannot|unable to|not able to|won['’]t) (?:help|assist|answer|comply|analy[sz]e|provide|fulfil)/i;

/** A model without another way to say no writes it; no answer of ours is without a brace. */
function isRefusal(text: string): boolean {
  return !text.includes("{") && refusal.test(text.slice(0, refusalCharsMax));
}
