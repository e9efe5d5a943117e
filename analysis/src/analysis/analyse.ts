import { hash } from "node:crypto";
import { stringifyExact } from "#alert/json.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis, AnalysisBody, Preview } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import { faultSentence } from "#domain/model-fault.ts";
import type { LevelInForce } from "#domain/pseudonymised.ts";
import type { Receipt } from "#domain/receipt.ts";
import { attackVersion } from "#knowledge/attack.ts";
import { mayPersuade } from "#knowledge/persuasion.ts";
import { knowledgeVersion } from "#knowledge/version.ts";
import type { Start } from "#lib/shared-runs.ts";
import { createSharedRuns } from "#lib/shared-runs.ts";
import type { ModelUsage } from "#ports/language-model.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import type { ProgressEvent, Question, Reply } from "./ask-model.ts";
import { askModel } from "./ask-model.ts";
import { assess } from "./assess.ts";
import type { Assessment } from "./assessment.ts";
import type { Comparison } from "./compare.ts";
import { compare } from "./compare.ts";
import type { ModelDesk } from "./desk/model-desk.ts";
import type { Asker } from "./desk/turns.ts";
import type { RiskClass, RunFacts } from "./fingerprint/risk-class.ts";
import { riskClass } from "./fingerprint/risk-class.ts";
import { groundAnalysis, noTechnique, platformsOf } from "./ground.ts";
import type { Prompt } from "./prompt.ts";
import { buildPrompt, promptVersion } from "./prompt.ts";
import { entitiesIn, receiptOfDryRun, receiptOfNothing, receiptOfSent } from "./receipt.ts";
import { withoutSecrets } from "./without-secrets.ts";

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
  /** Per million tokens, where the operator has named one. */
  readonly price?: { readonly input: number; readonly output: number } | null;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
  /** A random word, 16 or more hexadecimal digits: ids and fences. */
  readonly randomId: () => string;
  /** Takes what left for each analysis; without it nobody keeps receipts. */
  readonly keepReceipt?: (receipt: Receipt) => void;
}

/** Turns alerts into analyses. */
export interface Analyst {
  /** Always answers: when a model is configured but cannot be asked, the built-in analysis stands and `meta.degraded` says why. */
  readonly analyse: (alert: Alert, options?: AnalyseOptions) => Promise<Analysis>;
  /** What would be sent to a model, without sending it. Throws PSEUDONYMISE_FAILED or LEAK_BLOCKED. */
  readonly preview: (alert: Alert, options?: PreviewOptions) => Preview;
  /** The prompt of `preview` alone, for those who print nothing else: without hash, receipt and the hidden line. Throws as `preview` does. */
  readonly prompt: (alert: Alert) => Prompt;
  /** What an answer is kept under: the alert's risk class, part by part. Throws PSEUDONYMISE_FAILED. */
  readonly riskClass: (alert: Alert) => RiskClass;
  /** The preview beside the alert as it came, with the places of what is hidden. Throws as `preview` does. */
  readonly compare: (alert: Alert, options?: PreviewOptions) => Comparison;
}

export interface AnalyseOptions {
  /** Aborted when whoever asked has left. */
  readonly signal?: AbortSignal;
  /** False: no model is asked, whatever is configured. */
  readonly allowModel?: boolean;
  /** Who goes first when the model is busy; a script, unless said. */
  readonly asker?: Asker;
  /** Told what is ready so far, checked and with real names. */
  readonly onPartial?: (body: Partial<AnalysisBody>) => void;
  /** Told the place in the queue, 1 is next. */
  readonly onPlace?: (place: number) => void;
}

export interface PreviewOptions {
  readonly showMapping?: boolean;
}

export function createAnalyst(dependencies: AnalystDependencies): Analyst {
  const runs = createSharedRuns<Reply, ProgressEvent>();
  return {
    async analyse(alert, options = {}) {
      const started = dependencies.elapsed();
      const assessment = assess(alert);
      const { body, corrections } = groundAssessment(alert, assessment);
      const prepared = preparePrompt(dependencies, alert, assessment);
      const { veil, prompt } = prepared;
      const builtIn = veil === null ? body : withoutSecrets(body, veil);
      const reply =
        prompt === null || veil === null
          ? null
          : await replyOf(dependencies, { alert, assessment, builtIn, veil, prompt }, options, runs);
      const analysis = {
        ...(reply?.body ?? builtIn),
        meta: meta(dependencies, alert, {
          corrections: reply?.body ? reply.corrections : corrections,
          prepared,
          reply,
          isModelWanted: isModelWanted(alert),
          durationMs: dependencies.elapsed() - started,
        }),
      };
      dependencies.keepReceipt?.(receiptOfAnalysis(dependencies, analysis, prepared, reply));
      return analysis;
    },

    preview: (alert, options = {}) => previewOf(dependencies, alert, dependencies.createVeil(alert), options),

    prompt: (alert) => guardedPrompt(dependencies.createVeil(alert), alert, assess(alert), dependencies.randomId()),

    riskClass: (alert) =>
      riskClass(alert, assess(alert), dependencies.createVeil(alert), runFacts(dependencies, alert)),

    compare(alert, options = {}) {
      const veil = dependencies.createVeil(alert);
      return compare(alert, veil, previewOf(dependencies, alert, veil, options));
    },
  };
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

/** Falco's own events speak of the sensor's health: what they mean is known. */
function isModelWanted(alert: Alert): boolean {
  return alert.source !== "internal";
}

function isPersuadable(alert: Alert, { injection }: Assessment): boolean {
  return injection !== null || mayPersuade(alert);
}

/** Null where no model is configured. The same alert wanted by several at once is asked about once. */
async function replyOf(
  { desk = null, provider, model }: AnalystDependencies,
  question: Omit<Question, "persuadable">,
  options: AnalyseOptions,
  runs: ReturnType<typeof createSharedRuns<Reply, ProgressEvent>>,
): Promise<Reply | null> {
  if (desk === null || !isModelWanted(question.alert)) return null;
  if (options.allowModel === false) return notAsked("NOT_ASKED", provider, model);
  const { asker = "script", signal = new AbortController().signal, onPartial, onPlace } = options;
  const key = `${asker === "person"} ${hash("sha256", stringifyExact(question.alert))}`;
  try {
    const start: Start<Reply, ProgressEvent> = (shared, onEvent) => {
      const persuadable = isPersuadable(question.alert, question.assessment);
      return askModel(desk, { ...question, persuadable }, { asker, signal: shared, onEvent });
    };
    return await runs.join(key, start, {
      signal,
      onEvent: (event) => (event.kind === "place" ? onPlace?.(event.place) : onPartial?.(event.body)),
    });
  } catch {
    return notAsked(signal.aborted ? "STOPPED" : "FAILED", provider, model);
  }
}

function notAsked(kind: "NOT_ASKED" | "STOPPED" | "FAILED", provider: string, model: string | null): Reply {
  const sentence = faultSentence(kind, { provider, model: model ?? "", address: "", timeoutSeconds: 0 });
  return { body: null, fault: { kind, sentence }, corrections: [], usage: noTokens, sent: [], prompt: null };
}

const noTokens = { input_tokens: 0, output_tokens: 0 } as const;

function previewOf(dependencies: AnalystDependencies, alert: Alert, veil: Veil, options: PreviewOptions): Preview {
  const { provider, model, level, now, randomId } = dependencies;
  const prompt = guardedPrompt(veil, alert, assess(alert), randomId());
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

function receiptOfAnalysis(
  { level }: AnalystDependencies,
  { meta }: Analysis,
  { veil }: Prepared,
  reply: Reply | null,
): Receipt {
  const { id, created_at, provider, model } = meta;
  const head = { analysisId: id, time: created_at, provider, model, level };
  // Of several who wanted the same, the first one's prompt is the one that left.
  const prompt = reply?.prompt ?? null;
  if (reply === null || prompt === null || veil === null || reply.sent.length === 0) return receiptOfNothing(head);
  return receiptOfSent(head, { prompt, entities: entitiesIn(prompt.user, veil.entities()) }, reply.sent);
}

/** The built-in answer passes the same checks as a model's. */
export function groundAssessment(
  alert: Alert,
  assessment: Assessment,
): { body: AnalysisBody; corrections: readonly string[] } {
  return groundAnalysis(assessment.body, {
    alert,
    platforms: platformsOf(alert.source),
    fallback: noTechnique,
    severityFloor: assessment.severityFloor,
    likelihoodCeiling: assessment.likelihoodCeiling,
  });
}

interface Prepared {
  /** Null when it could not be made. */
  readonly veil: Veil | null;
  /** Null when nothing may be sent. */
  readonly prompt: Prompt | null;
  /** Why nothing could be sent. */
  readonly fault: string | null;
}

/** The prompt is made, and has to pass the gate, for every analysis: privacy that stands in the path cannot be forgotten later. */
function preparePrompt(dependencies: AnalystDependencies, alert: Alert, assessment: Assessment): Prepared {
  let veil: Veil | null = null;
  try {
    veil = dependencies.createVeil(alert);
    return { veil, prompt: guardedPrompt(veil, alert, assessment, dependencies.randomId()), fault: null };
  } catch (error) {
    return {
      veil,
      prompt: null,
      fault:
        error instanceof AppError ? error.message : "The alert could not be made safe to send, so nothing was sent.",
    };
  }
}

function guardedPrompt(veil: Veil, alert: Alert, assessment: Assessment, fence: string): Prompt {
  const prompt = buildPrompt(alert, assessment, veil, fence);
  veil.check(prompt.user);
  return prompt;
}

interface Outcome {
  readonly corrections: readonly string[];
  readonly prepared: Prepared;
  readonly reply: Reply | null;
  readonly isModelWanted: boolean;
  readonly durationMs: number;
}

function meta(dependencies: AnalystDependencies, alert: Alert, outcome: Outcome): Analysis["meta"] {
  const created = dependencies.now().toISOString();
  const { reply, prepared } = outcome;
  const isModels = reply !== null && reply.body !== null;
  return {
    id: dependencies.randomId(),
    created_at: created,
    engine: isModels ? "llm" : "builtin",
    provider: isModels || (reply?.sent.length ?? 0) > 0 ? dependencies.provider : "builtin",
    model: isModels || (reply?.sent.length ?? 0) > 0 ? dependencies.model : null,
    cached: false,
    dedup_count: 1,
    first_seen: alert.time,
    last_seen: alert.time,
    degraded: degradedReason(dependencies, outcome),
    obfuscation: { level: dependencies.level, entities: countEntities(prepared.veil) },
    corrections: [...outcome.corrections],
    alert: { ambiguous: alert.ambiguous, doubtful: [...alert.doubtful], cut: [...alert.cut] },
    knowledge: { attack: attackVersion, version: knowledgeVersion },
    usage: usageOf(reply?.usage ?? noTokens, dependencies.price ?? null),
    duration_ms: Math.round(outcome.durationMs * 1000) / 1000,
  };
}

function usageOf(tokens: ModelUsage, price: AnalystDependencies["price"] | null): Analysis["meta"]["usage"] {
  if (!price) return { ...tokens };
  return { ...tokens, cost: (tokens.input_tokens * price.input + tokens.output_tokens * price.output) / 1_000_000 };
}

function degradedReason(
  { provider }: AnalystDependencies,
  { reply, prepared, isModelWanted: isWanted }: Outcome,
): string | null {
  if (provider === "builtin" || !isWanted || reply?.body) return null;
  const cause = reply?.fault?.sentence ?? prepared.fault;
  return cause === null ? null : `${cause} The built-in analyst answered.`;
}

/** `{"ip": 2, "user": 1}`: kinds in lower case, addresses of every class counted as one kind. */
function countEntities(veil: Veil | null): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of veil?.entities() ?? []) {
    const kind = type.endsWith("-IP") ? "ip" : type === "REDACTED" ? "secret" : type.toLowerCase();
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
