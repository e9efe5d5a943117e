import type { Analysis } from "#domain/analysis.ts";
import type { FaultKind } from "#domain/model-fault.ts";
import { faultSentence } from "#domain/model-fault.ts";
import type { AnalyseOptions } from "./analyse.ts";
import type { Case } from "./case.ts";
import { isModelWanted } from "./case.ts";
import type { Composer, Issue } from "./compose-analysis.ts";
import { builtInAnalysis, sharedAnalysis, sharedOf } from "./compose-analysis.ts";
import type { KnownClass } from "./sharing/class-memory.ts";
import type { Consultations } from "./sharing/consultations.ts";
import { isGraver } from "./sharing/rank.ts";
import type { Shelf } from "./shelf.ts";
import { seenWithAlert } from "./shelf.ts";

/** One case on its way to its answer, and the analyses that can be made of what is known already. */

/** One case on its way to its answer. */
export interface Work {
  readonly given: Case;
  readonly options: AnalyseOptions;
  readonly startedMs: number;
  /** What is known of its class, however old. */
  readonly known: KnownClass | null;
  /** The class's answer, where it has expired: better than none of the model's. */
  readonly stale: KnownClass | null;
}

export interface Desk {
  readonly shelf: Shelf;
  readonly composer: Composer;
  readonly randomId: () => string;
  readonly now: () => Date;
  /** Null where no model is configured. */
  readonly consultations: Consultations | null;
}

export function isAsked({ consultations }: Desk, { alert }: Case): boolean {
  return consultations !== null && isModelWanted(alert);
}

/** Clocks of replicas differ a little; an answer from further in the future was made by a clock that was wrong, and would never expire. */
const clockSlackMs = 5 * 60_000;

export function isFresh({ now }: Desk, { kept }: KnownClass): boolean {
  const nowMs = now().getTime();
  return kept.expiresMs > nowMs && kept.madeMs <= nowMs + clockSlackMs;
}

/** True where the class has an answer that says enough about this alert. */
export function holds({ kept, note, shared }: KnownClass, { rank, riskClass }: Case, ofModel: boolean): boolean {
  if (riskClass === null || kept.analysisId === null || note === null || isGraver(rank, note.rank)) return false;
  return !ofModel || shared !== null;
}

export function fromClass(place: Desk, work: Work, known: KnownClass): Analysis {
  const { given, options } = work;
  if (options.isCounted !== true) place.shelf.count(given);
  return sharedAnalysis(place.composer, given, issueOf(place, work, known), sharedOf(known));
}

/** The class's answer though it has expired; `fault` says why there is no new one, null while one is made. */
export function staleAnalysis(place: Desk, work: Work, known: KnownClass, fault: string | null): Analysis {
  const { composer } = place;
  const issue: Issue = { ...issueOf(place, work, known), stale: true };
  const { meta, ...body } = sharedAnalysis(composer, work.given, issue, sharedOf(known));
  const degraded = fault === null ? null : `${fault} An earlier answer is shown, which has expired.`;
  return { ...body, meta: { ...meta, degraded } };
}

/** Of the analysis that a class has. */
export function issueOf({ shelf }: Desk, { startedMs }: Work, known: KnownClass): Issue {
  const { analysisId, madeMs } = known.kept;
  return { startedMs, id: analysisId ?? "", createdMs: madeMs, seen: shelf.seen(known), cached: true, kept: true };
}

/** An analysis of its own, with this alert counted. */
export function newIssue({ shelf, randomId, now }: Desk, { given, options, startedMs, known }: Work): Issue {
  const seen = known === null ? null : shelf.seen(known);
  const isThere = options.isCounted === true && seen !== null;
  return {
    startedMs,
    id: randomId(),
    createdMs: now().getTime(),
    seen: isThere ? seen : seenWithAlert(seen, given),
    cached: false,
    kept: true,
  };
}

/** While a class cannot be asked about it has one analysis, not one for each alert. */
export function repeated(place: Desk, work: Work): Issue | null {
  const { known } = work;
  if (known === null || known.note !== null || known.kept.analysisId === null || !isFresh(place, known)) return null;
  return { ...issueOf(place, work, known), cached: false };
}

/** For a link that nobody clicked, or somebody who has left. */
export function unkept(
  place: Desk,
  work: Work,
  kind: Extract<FaultKind, "NOT_ASKED" | "STOPPED" | "FAILED">,
): Analysis {
  const { composer } = place;
  const { provider, model } = composer;
  const fault = faultSentence(kind, { provider, model: model ?? "", address: "", timeoutSeconds: 0 });
  if (work.stale !== null) return staleAnalysis(place, work, work.stale, fault);
  return builtInAnalysis(composer, work.given, { ...newIssue(place, work), kept: false }, fault);
}

export function countingOf({ isCounted = false, identity }: AnalyseOptions) {
  return { isCounted, identity: identity ?? null };
}
