import type { Alert } from "#domain/alert.ts";
import type { Analysis, AnalysisBody, PastAnalysis, Preview } from "#domain/analysis.ts";
import type { FaultKind } from "#domain/model-fault.ts";
import type { LevelInForce } from "#domain/pseudonymised.ts";
import type { RiskClass } from "#domain/risk-class.ts";
import { attackVersion } from "#knowledge/attack.ts";
import { knowledgeVersion } from "#knowledge/version.ts";
import type { KeptAnalysis, PipelineStore, Sighting } from "#ports/analysis-store.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import { createAnswering } from "./answering.ts";
import { assess } from "./assess.ts";
import type { Case } from "./case.ts";
import { guardedPrompt, isModelWanted, openCase, withNeighbours } from "./case.ts";
import type { Comparison } from "./compare.ts";
import { compare } from "./compare.ts";
import type { Around } from "./context/around.ts";
import type { LookAround } from "./context/look-around.ts";
import { mayBeHabit } from "./context/weigh.ts";
import type { ModelDesk } from "./desk/model-desk.ts";
import type { Asker } from "./desk/turns.ts";
import type { RunFacts } from "./fingerprint/risk-class.ts";
import { riskClass } from "./fingerprint/risk-class.ts";
import type { Prompt } from "./prompt.ts";
import { promptVersion } from "./prompt.ts";
import { recall } from "./recall.ts";
import { entitiesIn, receiptOfDryRun } from "./receipt.ts";
import { finishedOf } from "./write-back/note-of.ts";
import type { WriteBack } from "./write-back/write-back.ts";

/** What the pipeline needs from outside. */
export interface AnalystDependencies {
  readonly createVeil: (alert: Alert) => Veil;
  readonly level: LevelInForce;
  /** `listsVersionOf` the operator's lists; without it there are none. */
  readonly listsVersion?: string;
  /** The provider that the configuration names. */
  readonly provider: string;
  readonly model: string | null;
  /** Asks that provider's model; null where the built-in analyst is the one that is configured. */
  readonly desk?: ModelDesk | null;
  /** Writes analyses into the log store that are to be kept there; null, or missing, where nothing is written. */
  readonly writeBack?: { readonly put: WriteBack["put"]; readonly names: boolean } | null;
  /** Looks at what happened around an alert; null, or missing, where no events are at hand. */
  readonly lookAround?: LookAround | null;
  /** Per million tokens, where the operator has named one. */
  readonly price?: { readonly input: number; readonly output: number } | null;
  /** Where analyses are kept and shared; without it nothing is. */
  readonly store?: PipelineStore | null;
  /** How long an answer is shared by the alerts of its class; null: not at all. */
  readonly cacheTtlMs?: number | null;
  /** Told of faults of the store, which stop no analysis. */
  readonly onStoreFault?: (error: unknown) => void;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
  /** A random word, 16 or more hexadecimal digits: ids and fences. */
  readonly randomId: () => string;
}

/** Turns alerts into analyses. */
export interface Analyst {
  /** Always answers: when a model is configured but cannot be asked, the built-in analysis stands and `meta.degraded` says why. */
  readonly analyse: (alert: Alert, options?: AnalyseOptions) => Promise<Analysis>;
  /** What would be sent to a model, without sending it. Throws PSEUDONYMISE_FAILED or LEAK_BLOCKED. */
  readonly preview: (alert: Alert, options?: PreviewOptions) => Promise<Preview>;
  /** The prompt of `preview` alone, for those who print nothing else: without hash, receipt and the hidden line. Throws as `preview` does. */
  readonly prompt: (alert: Alert) => Prompt;
  /** What an answer is kept under: the alert's risk class, part by part. Throws PSEUDONYMISE_FAILED. */
  readonly riskClass: (alert: Alert) => RiskClass;
  /** The preview beside the alert as it came, with the places of what is hidden. Throws as `preview` does. */
  readonly compare: (alert: Alert, options?: PreviewOptions) => Promise<Comparison>;
  /** What an alert adds to the counts of its class, and whether that has an answer that holds for it. Null where classes are not kept, or none can be made. */
  readonly sight: (alert: Alert) => Promise<Sighted | null>;
  /** An analysis that was kept, with the names of the alert that it was made for, where that is there. Null for one that cannot be read. */
  readonly recall: (kept: KeptAnalysis, alert: Alert | null) => PastAnalysis | null;
  /** Classes as this process knows them are read anew: after some were deleted. */
  readonly forget: () => void;
  /** Writes counts that wait to be written. */
  readonly flush: () => Promise<void>;
}

export interface AnalyseOptions {
  /** Aborted when whoever asked has left. */
  readonly signal?: AbortSignal;
  /** False: no model is asked, whatever is configured. */
  readonly allowModel?: boolean;
  /** Who goes first when the model is busy; a script, unless said. */
  readonly asker?: Asker;
  /** True: the result is written into the log store too. */
  readonly store?: boolean;
  /** Told when the result is being written: resolves when it is, rejects when it cannot be. */
  readonly onWriteBack?: (written: Promise<void>) => void;
  /** True: the class has counted this alert before. */
  readonly isCounted?: boolean;
  /** What the alert log knows the event by; without it what an event of that text would be known by. */
  readonly identity?: string;
  /** Told why no model answered, where one was to. */
  readonly onFault?: (kind: FaultKind) => void;
  /** Told what is ready so far, checked and with real names. */
  readonly onPartial?: (body: Partial<AnalysisBody>) => void;
  /** Told the place in the queue, 1 is next. */
  readonly onPlace?: (place: number) => void;
  /** Told an answer that has expired, while a new one is made. */
  readonly onStale?: (analysis: Analysis) => void;
  /** Told how to count the same alert again, so many times, where the answer is the one that its class shares. */
  readonly onShared?: (again: (times: number) => void) => void;
}

export interface Sighted {
  readonly sighting: Sighting;
  readonly isAnswered: boolean;
}

export interface PreviewOptions {
  readonly showMapping?: boolean;
}

export function createAnalyst(dependencies: AnalystDependencies): Analyst {
  const answering = createAnswering(dependencies);
  const { createVeil, randomId, store = null, lookAround = null } = dependencies;
  // What is kept needs its class, to be read again.
  const caseOf = (alert: Alert, around: Around | null = null) =>
    openCase(alert, { createVeil, randomId, around, run: store === null ? null : runFacts(dependencies, alert) });
  const look = async (alert: Alert, signal?: AbortSignal) =>
    lookAround === null || !isModelWanted(alert)
      ? null
      : await lookAround(alert, {
          mayBeHabit: mayBeHabit(assess(alert)),
          ...(signal === undefined ? {} : { signal }),
        });
  return {
    async analyse(alert, options = {}) {
      const startedMs = dependencies.elapsed();
      const given = caseOf(alert, await look(alert, options.signal));
      const analysis = await answering.answer(given, options, startedMs);
      if (options.store === true) writeOut(dependencies, given, analysis, options);
      return analysis;
    },

    async preview(alert, options = {}) {
      const around = await look(alert);
      return previewOf(dependencies, { alert, around, veil: veilFor(dependencies, alert, around) }, options);
    },

    prompt: (alert) => guardedPrompt(createVeil(alert), { alert, assessment: assess(alert), around: null }, randomId()),

    riskClass: (alert) => riskClass(alert, assess(alert), createVeil(alert), runFacts(dependencies, alert)),

    async compare(alert, options = {}) {
      const around = await look(alert);
      const veil = veilFor(dependencies, alert, around);
      return compare(alert, veil, previewOf(dependencies, { alert, around, veil }, options));
    },

    sight: (alert) => answering.sight(caseOf(alert)),

    recall: (kept, alert) => recall(kept, alert === null ? null : caseOf(alert)),

    forget: answering.forget,
    flush: answering.flush,
  };
}

/** Behind the answer's back. An expired answer was written when it was made. */
function writeOut(
  { writeBack = null, randomId }: AnalystDependencies,
  given: Case,
  analysis: Analysis,
  { identity, onWriteBack }: AnalyseOptions,
): void {
  if (writeBack === null || analysis.meta.stale) return;
  const finished = finishedOf(given, analysis, { names: writeBack.names, identity: identity ?? null, randomId });
  if (finished === null) return;
  const written = writeBack.put(finished);
  if (onWriteBack === undefined) written.catch(() => undefined);
  else onWriteBack(written);
}

function runFacts({ provider, model, level, listsVersion = "none" }: AnalystDependencies, alert: Alert): RunFacts {
  const isAsked = provider !== "builtin" && isModelWanted(alert);
  return {
    engine: isAsked ? "llm" : "builtin",
    provider: isAsked ? provider : "builtin",
    model: isAsked ? model : null,
    promptVersion,
    level,
    listsVersion,
    knowledgeVersion,
    attackVersion,
  };
}

interface Previewed {
  readonly alert: Alert;
  readonly around: Around | null;
  readonly veil: Veil;
}

function veilFor({ createVeil }: AnalystDependencies, alert: Alert, around: Around | null): Veil {
  const veil = createVeil(alert);
  return around === null ? veil : withNeighbours(veil, around);
}

function previewOf(
  dependencies: AnalystDependencies,
  { alert, around, veil }: Previewed,
  options: PreviewOptions,
): Preview {
  const { provider, model, level, now, randomId } = dependencies;
  const prompt = guardedPrompt(veil, { alert, assessment: assess(alert, around), around }, randomId());
  const entities = entitiesIn(prompt.user, veil.entities());
  const head = { analysisId: null, time: now().toISOString(), provider, model, level };
  return {
    dry_run: true,
    prompt: { system: prompt.system, user: prompt.user },
    obfuscated_output: veil.hide(alert.output),
    entities,
    ...(options.showMapping ? { mapping: { ...veil.mapping() } } : {}),
    receipt: receiptOfDryRun(head, { prompt, entities }),
  };
}
