import type { Analysis, AnalysisContext } from "#domain/analysis.ts";
import type { LevelInForce } from "#domain/pseudonymised.ts";
import type { Receipt } from "#domain/receipt.ts";
import type { Seen } from "#ports/analysis-store.ts";
import type { ModelUsage } from "#ports/language-model.ts";
import type { Price } from "./analysis-meta.ts";
import { countEntities, metaOf, noTokens } from "./analysis-meta.ts";
import type { Question } from "./ask-model.ts";
import { groundOfQuestion } from "./ask-model.ts";
import type { Case } from "./case.ts";
import type { CheckedAnswer } from "./check-answer.ts";
import { checkAnswer } from "./check-answer.ts";
import { contextOf } from "./context/context-of.ts";
import type { Consulted } from "./desk/model-desk.ts";
import { entitiesIn, receiptOfNothing, receiptOfSent } from "./receipt.ts";
import { readShared } from "./sharing/answer-for-case.ts";
import type { KnownClass } from "./sharing/class-memory.ts";
import type { SharedAnswer } from "./sharing/shared-answer.ts";
import { redactSecrets } from "./without-secrets.ts";

/** Puts answers and what is told about them together. Pure but for clock and random ids. */

export interface Composer {
  readonly level: LevelInForce;
  readonly provider: string;
  readonly model: string | null;
  readonly price: Price | null;
  readonly elapsed: () => number;
}

/** What an analysis is told to be. */
export interface Issue {
  readonly startedMs: number;
  readonly id: string;
  readonly createdMs: number;
  readonly seen: Seen;
  readonly cached: boolean;
  readonly stale?: boolean;
  readonly kept: boolean;
}

/** The built-in answer; `fault` says why it is not the model's. */
export function builtInAnalysis(composer: Composer, given: Case, issue: Issue, fault: string | null): Analysis {
  return compose(composer, given, issue, {
    checked: { body: given.builtIn, corrections: given.corrections },
    degraded: fault === null ? null : `${fault} The built-in analyst answered.`,
    isModels: false,
  });
}

/** What a class shares, for one alert of it. */
export function sharedAnalysis(composer: Composer, given: Case, issue: Issue, known: SharedOf): Analysis {
  const { shared, entities } = known;
  const { veil, riskClass } = given;
  if (shared === null || veil === null || riskClass === null)
    return compose(composer, given, issue, {
      checked: { body: given.builtIn, corrections: given.corrections },
      degraded: null,
      isModels: false,
      entities,
    });
  return compose(composer, given, issue, {
    checked: readShared(shared, { given, veil, naming: riskClass.naming }),
    degraded: null,
    isModels: true,
    entities,
  });
}

export interface SharedOf {
  /** Null where the built-in answer is the class's. */
  readonly shared: SharedAnswer | null;
  readonly entities: Readonly<Record<string, number>>;
}

export function sharedOf({ shared, note }: KnownClass): SharedOf {
  return { shared, entities: note?.entities ?? {} };
}

/** What came of asking, for the alert that was asked about. */
export function askedAnalysis(
  composer: Composer,
  given: Case,
  issue: Issue,
  { question, consulted }: { readonly question: Question; readonly consulted: Consulted },
): Analysis {
  const { answer, fault, usage, sent } = consulted;
  const isModels = answer !== null;
  const analysis = compose(composer, given, issue, {
    checked: isModels
      ? checkAnswer(answer, groundOfQuestion(question))
      : { body: given.builtIn, corrections: given.corrections },
    degraded: isModels ? null : `${fault.sentence} The built-in analyst answered.`,
    isModels,
    usage,
  });
  return isModels || sent.length === 0
    ? analysis
    : { ...analysis, meta: { ...analysis.meta, provider: composer.provider, model: composer.model } };
}

interface Composition {
  readonly checked: CheckedAnswer;
  readonly degraded: string | null;
  readonly isModels: boolean;
  readonly usage?: ModelUsage;
  readonly entities?: Readonly<Record<string, number>>;
}

function compose(
  { level, provider, model, price, elapsed }: Composer,
  given: Case,
  { startedMs, id, createdMs, seen, cached, stale = false, kept }: Issue,
  { checked, degraded, isModels, usage = noTokens, entities = countEntities(given.veil) }: Composition,
): Analysis {
  const { alert } = given;
  return {
    ...checked.body,
    meta: metaOf(
      alert,
      { level, price },
      {
        id,
        createdMs,
        engine: isModels ? "llm" : "builtin",
        provider: isModels ? provider : "builtin",
        model: isModels ? model : null,
        cached,
        stale,
        kept,
        seen,
        degraded,
        corrections: checked.corrections,
        usage,
        entities,
        context: contextOfCase(given),
        durationMs: elapsed() - startedMs,
      },
    ),
  };
}

function contextOfCase({ around, veil, assessment: { weighed } }: Case): AnalysisContext | null {
  if (around === null || weighed === null) return null;
  return contextOf(around, weighed, (text) => (veil === null ? text : redactSecrets(text, veil)));
}

export function receiptOfUnsent(level: LevelInForce, { meta }: Analysis): Receipt {
  return receiptOfNothing(headOf(level, meta));
}

export function receiptOfAsked(
  level: LevelInForce,
  { meta }: Analysis,
  { veil, prompt }: Question,
  { sent }: Consulted,
): Receipt {
  const head = headOf(level, meta);
  if (sent.length === 0) return receiptOfNothing(head);
  return receiptOfSent(head, { prompt, entities: entitiesIn(prompt.user, veil.entities()) }, sent);
}

function headOf(level: LevelInForce, { id, created_at, provider, model }: Analysis["meta"]) {
  return { analysisId: id, time: created_at, provider, model, level };
}
