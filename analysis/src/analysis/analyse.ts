import type { Alert } from "#domain/alert.ts";
import type { Analysis, AnalysisBody, Preview } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import type { LevelInForce } from "#domain/pseudonymised.ts";
import type { Receipt } from "#domain/receipt.ts";
import { attackVersion } from "#knowledge/attack.ts";
import { knowledgeVersion } from "#knowledge/version.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import { assess } from "./assess.ts";
import type { Assessment } from "./assessment.ts";
import type { Comparison } from "./compare.ts";
import { compare } from "./compare.ts";
import { groundAnalysis, noTechnique, platformsOf } from "./ground.ts";
import type { Prompt } from "./prompt.ts";
import { buildPrompt } from "./prompt.ts";
import { entitiesIn, receiptOfDryRun, receiptOfNothing } from "./receipt.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** What the pipeline needs from outside. */
export interface AnalystDependencies {
  readonly createVeil: (alert: Alert) => Veil;
  readonly level: LevelInForce;
  /** The provider that the configuration names; anything but `builtin` is answered by the built-in analyst, and says so. */
  readonly provider: string;
  readonly model: string | null;
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
  /** The preview beside the alert as it came, with the places of what is hidden. Throws as `preview` does. */
  readonly compare: (alert: Alert, options?: PreviewOptions) => Comparison;
}

export interface AnalyseOptions {
  readonly signal?: AbortSignal;
}

export interface PreviewOptions {
  readonly showMapping?: boolean;
}

export function createAnalyst(dependencies: AnalystDependencies): Analyst {
  return {
    async analyse(alert) {
      const started = dependencies.elapsed();
      const assessment = assess(alert);
      const { body, corrections } = groundAssessment(alert, assessment);
      const sent = preparePrompt(dependencies, alert, assessment);
      const analysis = {
        ...(sent.veil === null ? body : withoutSecrets(body, sent.veil)),
        meta: meta(dependencies, alert, { body, corrections, sent, durationMs: dependencies.elapsed() - started }),
      };
      dependencies.keepReceipt?.(receiptOfAnalysis(dependencies, analysis));
      return analysis;
    },

    preview: (alert, options = {}) => previewOf(dependencies, alert, dependencies.createVeil(alert), options),

    compare(alert, options = {}) {
      const veil = dependencies.createVeil(alert);
      return compare(alert, veil, previewOf(dependencies, alert, veil, options));
    },
  };
}

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

/** The built-in analyst sends nothing. */
function receiptOfAnalysis({ level }: AnalystDependencies, { meta }: Analysis): Receipt {
  const { id, created_at, provider, model } = meta;
  return receiptOfNothing({ analysisId: id, time: created_at, provider, model, level });
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

interface Sent {
  /** Null when it could not be made. */
  readonly veil: Veil | null;
  /** Why nothing could be sent. */
  readonly fault: string | null;
}

/** The prompt is made, and has to pass the gate, for every analysis: privacy that stands in the path cannot be forgotten later. */
function preparePrompt(dependencies: AnalystDependencies, alert: Alert, assessment: Assessment): Sent {
  let veil: Veil | null = null;
  try {
    veil = dependencies.createVeil(alert);
    guardedPrompt(veil, alert, assessment, dependencies.randomId());
    return { veil, fault: null };
  } catch (error) {
    return {
      veil,
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
  readonly body: AnalysisBody;
  readonly corrections: readonly string[];
  readonly sent: Sent;
  readonly durationMs: number;
}

function meta(dependencies: AnalystDependencies, alert: Alert, outcome: Outcome): Analysis["meta"] {
  const created = dependencies.now().toISOString();
  return {
    id: dependencies.randomId(),
    created_at: created,
    engine: "builtin",
    provider: "builtin",
    model: null,
    cached: false,
    dedup_count: 1,
    first_seen: alert.time,
    last_seen: alert.time,
    degraded: degradedReason(dependencies, outcome.sent),
    obfuscation: { level: dependencies.level, entities: countEntities(outcome.sent.veil) },
    corrections: [...outcome.corrections],
    alert: { ambiguous: alert.ambiguous, doubtful: [...alert.doubtful], cut: [...alert.cut] },
    knowledge: { attack: attackVersion, version: knowledgeVersion },
    usage: { input_tokens: 0, output_tokens: 0 },
    duration_ms: Math.round(outcome.durationMs * 1000) / 1000,
  };
}

function degradedReason({ provider, model }: AnalystDependencies, sent: Sent): string | null {
  if (provider === "builtin") return null;
  if (sent.fault !== null) return `${sent.fault} The built-in analyst answered.`;
  return `The model ${model ?? ""} (${provider}) is not asked by this version; the built-in analyst answered. Set llm.provider: builtin to choose it.`;
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
