import { hash } from "node:crypto";
import { stringifyExact } from "#alert/json.ts";
import type { Analysis } from "#domain/analysis.ts";
import type { FaultKind } from "#domain/model-fault.ts";
import { faultSentence } from "#domain/model-fault.ts";
import type { AnalyseOptions, AnalystDependencies, Sighted } from "./analyse.ts";
import { countEntities } from "./analysis-meta.ts";
import type { Question } from "./ask-model.ts";
import { groundOfQuestion, readySections } from "./ask-model.ts";
import type { Case } from "./case.ts";
import { isModelWanted } from "./case.ts";
import type { Composer, Issue } from "./compose-analysis.ts";
import {
  askedAnalysis,
  builtInAnalysis,
  receiptOfAsked,
  receiptOfUnsent,
  sharedAnalysis,
  sharedOf,
} from "./compose-analysis.ts";
import type { Prompt } from "./prompt.ts";
import type { Reader } from "./sharing/answer-for-case.ts";
import { isPersuadable, readSharedSections } from "./sharing/answer-for-case.ts";
import type { KnownClass } from "./sharing/class-memory.ts";
import type { Consultations, Outcome, Sections, Waiter, Wanted } from "./sharing/consultations.ts";
import { createConsultations } from "./sharing/consultations.ts";
import { isGraver } from "./sharing/rank.ts";
import type { Shelf } from "./shelf.ts";
import { createShelf, seenWithAlert } from "./shelf.ts";

/** Finds the answer to one case: kept before, asked now, or the built-in one. */
export interface Answering extends Pick<Shelf, "isShared" | "forget" | "flush"> {
  readonly answer: (given: Case, options: AnalyseOptions, startedMs: number) => Promise<Analysis>;
  readonly sight: (given: Case) => Promise<Sighted | null>;
}

/** One case on its way to its answer. */
interface Work {
  readonly given: Case;
  readonly options: AnalyseOptions;
  readonly startedMs: number;
  /** What is known of its class, however old. */
  readonly known: KnownClass | null;
}

interface Desk {
  readonly shelf: Shelf;
  readonly composer: Composer;
  readonly randomId: () => string;
  readonly now: () => Date;
  /** Null where no model is configured. */
  readonly consultations: Consultations | null;
}

export function createAnswering(dependencies: AnalystDependencies): Answering {
  const { desk = null, store = null, randomId, now, elapsed, onStoreFault = () => undefined } = dependencies;
  const shelf = createShelf({
    store,
    ttlMs: dependencies.cacheTtlMs ?? null,
    elapsed,
    randomId,
    onFault: onStoreFault,
  });
  const consultations =
    desk === null
      ? null
      : createConsultations({
          desk,
          store: shelf.isShared ? store : null,
          owner: randomId(),
          onFault: onStoreFault,
        });
  const composer: Composer = { ...dependencies, price: dependencies.price ?? null };
  const place: Desk = { shelf, composer, randomId, now, consultations };
  return {
    isShared: shelf.isShared,
    forget: shelf.forget,
    flush: shelf.flush,
    async sight(given) {
      const known = await shelf.find(given);
      const sighting = shelf.sighting(given);
      const isAnswered = known !== null && holds(known, given, isAsked(place, given)) && isFresh(place, known);
      return sighting === null ? null : { sighting, isAnswered };
    },
    answer: async (given, options, startedMs) =>
      await answer(place, { given, options, startedMs, known: await shelf.find(given) }),
  };
}

async function answer(place: Desk, work: Work): Promise<Analysis> {
  const { given, options, known } = work;
  const { consultations } = place;
  const shared = known !== null && holds(known, given, isAsked(place, given)) ? known : null;
  if (shared !== null && isFresh(place, shared)) {
    options.onShared?.(place.shelf.counter(given));
    return fromClass(place, work, shared);
  }
  if (consultations === null || !isModelWanted(given.alert)) return await builtIn(place, work, null);
  const prompt = given.prompt();
  if (typeof prompt === "string") {
    options.onFault?.("LEAK_BLOCKED");
    return await builtIn(place, work, prompt);
  }
  if (options.allowModel === false) return unkept(place, work, "NOT_ASKED");
  if (shared !== null) options.onStale?.(fromClass(place, work, shared, { isStale: true }));
  return await consult(place, consultations, work, prompt);
}

function isAsked({ consultations }: Desk, { alert }: Case): boolean {
  return consultations !== null && isModelWanted(alert);
}

/** Clocks of replicas differ a little; an answer from further in the future was made by a clock that was wrong, and would never expire. */
const clockSlackMs = 5 * 60_000;

function isFresh({ now }: Desk, { kept }: KnownClass): boolean {
  const nowMs = now().getTime();
  return kept.expiresMs > nowMs && kept.madeMs <= nowMs + clockSlackMs;
}

/** True where the class has an answer that says enough about this alert. */
function holds({ kept, note, shared }: KnownClass, { rank, riskClass }: Case, ofModel: boolean): boolean {
  if (riskClass === null || kept.analysisId === null || note === null || isGraver(rank, note.rank)) return false;
  return !ofModel || shared !== null;
}

function fromClass({ shelf, composer }: Desk, work: Work, known: KnownClass, { isStale = false } = {}): Analysis {
  const { given, options, startedMs } = work;
  if (options.isCounted !== true && !isStale) shelf.count(given);
  const { analysisId, madeMs } = known.kept;
  const issue: Issue = {
    startedMs,
    id: analysisId ?? "",
    createdMs: madeMs,
    seen: shelf.seen(known),
    cached: true,
    stale: isStale,
  };
  return sharedAnalysis(composer, given, issue, sharedOf(known));
}

/** An analysis of its own, with this alert counted. */
function newIssue({ shelf, randomId, now }: Desk, { given, options, startedMs, known }: Work): Issue {
  const seen = known === null ? null : shelf.seen(known);
  const isThere = options.isCounted === true && seen !== null;
  return {
    startedMs,
    id: randomId(),
    createdMs: now().getTime(),
    seen: isThere ? seen : seenWithAlert(seen, given),
    cached: false,
  };
}

/** `fault` says why nothing could be sent; null where no model is wanted. */
async function builtIn(place: Desk, work: Work, fault: string | null): Promise<Analysis> {
  const { shelf, composer } = place;
  const { given, options } = work;
  // Made and guarded for every analysis: privacy that stands in the path cannot be forgotten.
  if (fault === null) given.prompt();
  const before = fault === null ? null : repeated(place, work);
  const analysis = builtInAnalysis(composer, given, before ?? newIssue(place, work), fault);
  if (before !== null) return analysis;
  const note = fault === null ? { rank: given.rank, entities: countEntities(given.veil) } : null;
  await shelf.keep(given, analysis, {
    note,
    receipt: receiptOfUnsent(composer.level, analysis),
    owner: null,
    ...countingOf(options),
  });
  return analysis;
}

function countingOf({ isCounted = false, identity }: AnalyseOptions) {
  return { isCounted, identity: identity ?? null };
}

/** While a class cannot be asked about it has one analysis, not one for each alert. */
function repeated(place: Desk, { given, options, startedMs, known }: Work): Issue | null {
  const { shelf } = place;
  if (known === null || known.note !== null || known.kept.analysisId === null || !isFresh(place, known)) return null;
  if (options.isCounted !== true) shelf.count(given);
  const { analysisId, madeMs } = known.kept;
  return { startedMs, id: analysisId, createdMs: madeMs, seen: shelf.seen(known), cached: false };
}

/** For a link that nobody clicked, or somebody who has left. */
function unkept(place: Desk, work: Work, kind: Extract<FaultKind, "NOT_ASKED" | "STOPPED" | "FAILED">): Analysis {
  const { composer } = place;
  const { provider, model } = composer;
  const fault = faultSentence(kind, { provider, model: model ?? "", address: "", timeoutSeconds: 0 });
  return builtInAnalysis(composer, work.given, newIssue(place, work), fault);
}

async function consult(place: Desk, consultations: Consultations, work: Work, prompt: Prompt): Promise<Analysis> {
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
  const { shelf, composer } = place;
  const { given, options } = work;
  const { alert, rank } = given;
  const riskClass = shelf.isShared ? given.riskClass : null;
  return {
    key: riskClass?.key ?? hash("sha256", stringifyExact(alert)),
    isShared: riskClass !== null,
    question,
    maker: {
      riskClass,
      rank,
      sent: question.prompt.alert,
      entities: countEntities(question.veil),
      persuadable: question.persuadable,
    },
    find: () => findNew(shelf, work),
    async keep(consulted, note, owner) {
      const before = consulted.answer === null && consulted.sent.length === 0 ? repeated(place, work) : null;
      const analysis = askedAnalysis(composer, given, before ?? newIssue(place, work), { question, consulted });
      if (consulted.fault !== null) options.onFault?.(consulted.fault.kind);
      onMade(analysis);
      const isNothing = consulted.fault?.kind === "STOPPED" && consulted.sent.length === 0;
      if (before === null && !isNothing)
        await shelf.keep(given, analysis, {
          note,
          receipt: receiptOfAsked(composer.level, analysis, question, consulted),
          owner,
          ...countingOf(options),
        });
      return { id: analysis.meta.id, createdMs: Date.parse(analysis.meta.created_at) };
    },
  };
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
  const issue: Issue = { startedMs, id: kept.id, createdMs: kept.createdMs, seen, cached: shared !== null };
  if (consulted.fault !== null) options.onFault?.(consulted.fault.kind);
  if (shared === null)
    return builtInAnalysis(composer, given, { ...issue, cached: false }, consulted.fault?.sentence ?? "");
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
