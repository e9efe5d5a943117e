import { timeOf } from "#alert/time.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis, AnalysisContext } from "#domain/analysis.ts";
import type { LevelInForce } from "#domain/pseudonymised.ts";
import { attackVersion } from "#knowledge/attack.ts";
import { knowledgeVersion } from "#knowledge/version.ts";
import type { Seen } from "#ports/analysis-store.ts";
import type { ModelUsage } from "#ports/language-model.ts";
import type { Veil } from "#pseudonymise/veil.ts";

/** What is told about an analysis besides what it says. */
export interface MetaFacts {
  readonly id: string;
  readonly createdMs: number;
  readonly engine: "llm" | "builtin";
  readonly provider: string;
  readonly model: string | null;
  readonly cached: boolean;
  readonly stale: boolean;
  readonly kept: boolean;
  readonly seen: Seen;
  readonly degraded: string | null;
  readonly corrections: readonly string[];
  readonly usage: ModelUsage;
  readonly entities: Readonly<Record<string, number>>;
  readonly context: AnalysisContext | null;
  readonly durationMs: number;
}

export interface Price {
  readonly input: number;
  readonly output: number;
}

export const noTokens: ModelUsage = { input_tokens: 0, output_tokens: 0 };

export function metaOf(
  alert: Alert,
  { level, price }: { readonly level: LevelInForce; readonly price: Price | null },
  facts: MetaFacts,
): Analysis["meta"] {
  const { seen } = facts;
  return {
    id: facts.id,
    created_at: new Date(facts.createdMs).toISOString(),
    engine: facts.engine,
    provider: facts.provider,
    model: facts.model,
    cached: facts.cached,
    stale: facts.stale,
    kept: facts.kept,
    dedup_count: seen.count,
    first_seen: timeOf(seen.firstNs)?.text ?? alert.time,
    last_seen: timeOf(seen.lastNs)?.text ?? alert.time,
    distinct: { hosts: seen.hosts, containers: seen.containers, users: seen.users },
    degraded: facts.degraded,
    obfuscation: { level, entities: { ...facts.entities } },
    corrections: [...facts.corrections],
    alert: { ambiguous: alert.ambiguous, doubtful: [...alert.doubtful], cut: [...alert.cut] },
    knowledge: { attack: attackVersion, version: knowledgeVersion },
    context: facts.context,
    usage: usageOf(facts.usage, price),
    duration_ms: Math.round(facts.durationMs * 1000) / 1000,
  };
}

function usageOf(tokens: ModelUsage, price: Price | null): Analysis["meta"]["usage"] {
  if (price === null) return { ...tokens };
  return { ...tokens, cost: (tokens.input_tokens * price.input + tokens.output_tokens * price.output) / 1_000_000 };
}

/** `{"ip": 2, "user": 1}`: kinds in lower case, addresses of every class counted as one kind. */
export function countEntities(veil: Veil | null): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of veil?.entities() ?? []) {
    const kind = type.endsWith("-IP") ? "ip" : type === "REDACTED" ? "secret" : type.toLowerCase();
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
