import type { Analysis } from "#domain/analysis.ts";
import type { AnalyseOptions, AnalystDependencies, Sighted } from "./analyse.ts";
import { countEntities } from "./analysis-meta.ts";
import type { Case } from "./case.ts";
import { isModelWanted } from "./case.ts";
import type { Desk, Work } from "./case-work.ts";
import {
  countingOf,
  fromClass,
  holds,
  isAsked,
  isFresh,
  newIssue,
  repeated,
  staleAnalysis,
  unkept,
} from "./case-work.ts";
import type { Composer } from "./compose-analysis.ts";
import { builtInAnalysis, receiptOfUnsent } from "./compose-analysis.ts";
import { consult } from "./consult.ts";
import { createConsultations } from "./sharing/consultations.ts";
import type { SharedNote } from "./sharing/shared-answer.ts";
import type { Shelf } from "./shelf.ts";
import { createShelf } from "./shelf.ts";

/** Finds the answer to one case: kept before, asked now, or the built-in one. */
export interface Answering extends Pick<Shelf, "isShared" | "forget" | "flush"> {
  readonly answer: (given: Case, options: AnalyseOptions, startedMs: number) => Promise<Analysis>;
  readonly sight: (given: Case) => Promise<Sighted | null>;
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
      await answer(place, { given, options, startedMs, known: await shelf.find(given), stale: null }),
  };
}

async function answer(place: Desk, found: Work): Promise<Analysis> {
  const { given, options, known } = found;
  const { consultations } = place;
  const shared = known !== null && holds(known, given, isAsked(place, given)) ? known : null;
  if (shared !== null && isFresh(place, shared)) {
    options.onShared?.(place.shelf.counter(given));
    return fromClass(place, found, shared);
  }
  if (consultations === null || !isModelWanted(given.alert)) return await builtIn(place, found);
  const work: Work = { ...found, stale: shared };
  const prompt = given.prompt();
  if (typeof prompt === "string") {
    options.onFault?.("LEAK_BLOCKED");
    return await withoutModel(place, work, prompt);
  }
  if (options.allowModel === false) return unkept(place, work, "NOT_ASKED");
  if (shared !== null) options.onStale?.(staleAnalysis(place, work, shared, null));
  return await consult(place, consultations, work, prompt);
}

/** Where no model is wanted. */
async function builtIn(place: Desk, work: Work): Promise<Analysis> {
  const { composer } = place;
  const { given } = work;
  // Made and guarded for every analysis: privacy that stands in the path cannot be forgotten.
  given.prompt();
  const note = { rank: given.rank, entities: countEntities(given.veil) };
  return await keepUnsent(place, work, builtInAnalysis(composer, given, newIssue(place, work), null), note);
}

/** Where nothing could be sent to the model that is configured; `fault` says why. */
async function withoutModel(place: Desk, work: Work, fault: string): Promise<Analysis> {
  const { shelf, composer } = place;
  const { given, options, stale } = work;
  const before = repeated(place, work);
  if (stale === null && before === null)
    return await keepUnsent(place, work, builtInAnalysis(composer, given, newIssue(place, work), fault), null);
  if (options.isCounted !== true) shelf.count(given);
  if (stale !== null) return staleAnalysis(place, work, stale, fault);
  return builtInAnalysis(composer, given, before ?? newIssue(place, work), fault);
}

async function keepUnsent(place: Desk, { given, options }: Work, analysis: Analysis, note: SharedNote | null) {
  const receipt = receiptOfUnsent(place.composer.level, analysis);
  const parts = { note, receipt, owner: null, isOfClass: true, ...countingOf(options) };
  return { ...analysis, meta: { ...analysis.meta, kept: await place.shelf.keep(given, analysis, parts) } };
}
