import { hash } from "node:crypto";
import { stringifyExact } from "#alert/json.ts";
import type { Analysis } from "#domain/analysis.ts";
import { countEntities } from "./analysis-meta.ts";
import type { Question } from "./ask-model.ts";
import { groundOfQuestion, readySections } from "./ask-model.ts";
import type { Case } from "./case.ts";
import type { Desk, Work } from "./case-work.ts";
import { countingOf, fromClass, holds, newIssue, repeated, staleAnalysis, unkept } from "./case-work.ts";
import type { Issue } from "./compose-analysis.ts";
import { askedAnalysis, builtInAnalysis, receiptOfAsked, sharedAnalysis } from "./compose-analysis.ts";
import type { Consulted } from "./desk/model-desk.ts";
import type { Prompt } from "./prompt.ts";
import type { Reader } from "./sharing/answer-for-case.ts";
import { isPersuadable, readSharedSections } from "./sharing/answer-for-case.ts";
import type { KnownClass } from "./sharing/class-memory.ts";
import type { Consultations, Outcome, Sections, Waiter, Wanted } from "./sharing/consultations.ts";
import type { SharedAnswer } from "./sharing/shared-answer.ts";
import type { Shelf } from "./shelf.ts";
import { seenWithAlert } from "./shelf.ts";

/** Asks the model about a case, or joins those who ask about its class, and keeps what came of it. Always answers. */
export async function consult(
  place: Desk,
  consultations: Consultations,
  work: Work,
  prompt: Prompt,
): Promise<Analysis> {
  const { given, options } = work;
  const { alert, assessment, builtIn: own, veil } = given;
  if (veil === null) return unkept(place, work, "FAILED");
  const question: Question = { alert, assessment, builtIn: own, veil, prompt, persuadable: isPersuadable(given) };
  const signal = options.signal ?? new AbortController().signal;
  let made: Analysis | null = null;
  let outcome: Outcome;
  try {
    const wanted = wantedOf(place, work, question, (analysis) => {
      made = analysis;
    });
    outcome = await consultations.join(wanted, waiterOf(question, work, readerOf(place, question, given), signal));
  } catch {
    // Whoever has left needs no answer.
    const kind = signal.aborted ? "STOPPED" : "FAILED";
    options.onFault?.(kind);
    return unkept(place, work, kind);
  }
  if (outcome.kind === "found") return fromClass(place, work, outcome.known);
  if (outcome.by === question && made !== null) return made;
  return joined(place, work, question, outcome);
}

function wantedOf(place: Desk, work: Work, question: Question, onMade: (analysis: Analysis) => void): Wanted {
  const { shelf } = place;
  const { given } = work;
  const { alert, rank } = given;
  const riskClass = shelf.isShared ? given.riskClass : null;
  return {
    key: riskClass?.key ?? hash("sha256", stringifyExact(alert)),
    isShared: riskClass !== null,
    question,
    maker: {
      riskClass,
      rank,
      sent: question.prompt.quotable,
      entities: countEntities(question.veil),
      persuadable: question.persuadable,
    },
    find: () => findNew(shelf, work),
    async keep(consulted, note, owner) {
      const analysis = await keepAsked(place, work, { question, consulted, note, owner });
      onMade(analysis);
      const { id, created_at, kept } = analysis.meta;
      return { id, createdMs: Date.parse(created_at), isThere: kept };
    },
  };
}

interface Asked {
  readonly question: Question;
  readonly consulted: Consulted;
  readonly note: SharedAnswer | null;
  readonly owner: string | null;
}

/** What came of asking, for the alert that was asked about. */
async function keepAsked(place: Desk, work: Work, asked: Asked): Promise<Analysis> {
  const { shelf, composer } = place;
  const { given, options, stale } = work;
  const { question, consulted, note, owner } = asked;
  const { fault, sent } = consulted;
  const before = fault === null ? null : repeated(place, work);
  // A try that failed takes the place of nothing; it is kept for what it sent.
  const isOfClass = fault === null || (stale === null && before === null);
  const isKept = fault === null || sent.length > 0 || (isOfClass && fault.kind !== "STOPPED");
  const issue = before !== null && sent.length === 0 ? before : newIssue(place, work);
  const analysis = askedAnalysis(composer, given, issue, { question, consulted });
  if (fault !== null) options.onFault?.(fault.kind);
  if (!isOfClass && options.isCounted !== true) shelf.count(given);
  const receipt = receiptOfAsked(composer.level, analysis, question, consulted);
  const kept =
    isKept && (await shelf.keep(given, analysis, { note, receipt, owner, isOfClass, ...countingOf(options) }));
  if (fault !== null && stale !== null) return staleAnalysis(place, work, stale, fault.sentence);
  return { ...analysis, meta: { ...analysis.meta, kept: kept || issue === before } };
}

/** What another process has made since we looked. */
async function findNew(shelf: Shelf, { given, known }: Work): Promise<KnownClass | null> {
  shelf.forget(given.riskClass?.key);
  const found = await shelf.find(given);
  return found !== null && found.kept.analysisId !== known?.kept.analysisId && holds(found, given, true) ? found : null;
}

/** For one who waited while somebody else's alert of the class was asked about. */
function joined(place: Desk, work: Work, question: Question, outcome: Extract<Outcome, { readonly kind: "asked" }>) {
  const { shelf, composer } = place;
  const { given, options, startedMs, known } = work;
  const { kept, shared, consulted } = outcome;
  if (options.isCounted !== true) shelf.count(given);
  const seen = seenWithAlert(known === null ? null : shelf.seen(known), given);
  const { id, createdMs, isThere } = kept;
  const issue: Issue = { startedMs, id, createdMs, seen, cached: shared !== null, kept: isThere };
  if (consulted.fault !== null) {
    const { kind, sentence } = consulted.fault;
    options.onFault?.(kind);
    return work.stale === null
      ? builtInAnalysis(composer, given, issue, sentence)
      : staleAnalysis(place, work, work.stale, sentence);
  }
  if (shared === null) return unkept(place, work, "FAILED");
  if (shelf.isShared && given.riskClass !== null)
    return sharedAnalysis(composer, given, issue, { shared, entities: shared.entities });
  const usage = { input_tokens: 0, output_tokens: 0 };
  return askedAnalysis(composer, given, issue, { question, consulted: { ...consulted, usage } });
}

/** Null where only the same alert is waited for, of which the tokens are the same. */
function readerOf({ shelf }: Desk, { veil }: Question, given: Case): Reader | null {
  return shelf.isShared && given.riskClass !== null ? { given, veil, naming: given.riskClass.naming } : null;
}

function waiterOf(question: Question, { options }: Work, reader: Reader | null, signal: AbortSignal): Waiter {
  const ground = groundOfQuestion(question);
  const bodyOf = ({ by, shared, answer: sections }: Sections) =>
    by === question || reader === null ? readySections(sections, ground) : readSharedSections(shared(), reader);
  return {
    asker: options.asker ?? "script",
    signal,
    onPlace: (position) => options.onPlace?.(position),
    onSections(sections) {
      const body = bodyOf(sections);
      if (Object.keys(body).length > 0) options.onPartial?.(body);
    },
  };
}
