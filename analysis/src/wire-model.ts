import { createLanguageModel } from "#adapters/providers/language-model.ts";
import type { ProviderSettings } from "#adapters/providers/settings.ts";
import { createBreaker } from "#analysis/desk/breaker.ts";
import type { SpendingLedger } from "#analysis/desk/budget.ts";
import { createBudget } from "#analysis/desk/budget.ts";
import type { CallRecord } from "#analysis/desk/call-record.ts";
import { createModelDesk } from "#analysis/desk/model-desk.ts";
import type { ListFinding } from "#analysis/desk/model-health.ts";
import { createModelHealth } from "#analysis/desk/model-health.ts";
import { createProbe } from "#analysis/desk/probe.ts";
import { createTurns } from "#analysis/desk/turns.ts";
import type { WiredModel } from "#analysis/desk/wired-model.ts";
import type { Config } from "#config/load-config.ts";
import type { FaultKind } from "#domain/model-fault.ts";
import { faultSentence, ModelFault } from "#domain/model-fault.ts";

const queueMax = 256;
const listTimeoutMs = 5000;
/** So long after an answer the model is still in memory for those who asked. */
const inUseMs = 5 * 60_000;
const usualTimeoutS = 120;
const paidTokensPerDay = 200_000;
const usualTokensPerAnalysis = 20_000;
const usualNumCtx = 8192;

export interface ModelParts {
  readonly now: () => Date;
  readonly observe?: (call: CallRecord) => void;
  /** Of all who share the budget; without it this process has one of its own. */
  readonly ledger?: SpendingLedger | null;
}

/** Wires everything about the configured model together. Loaded only where one is configured. */
export function wireModel(config: Config, { now, observe, ledger = null }: ModelParts): WiredModel {
  const { values } = config;
  const settings = providerSettings(config);
  const model = createLanguageModel(settings);
  const timeoutMs = (values["llm.timeout"] ?? usualTimeoutS) * 1000;
  const facts = {
    provider: model.provider,
    model: model.model,
    address: model.address,
    timeoutSeconds: timeoutMs / 1000,
  };
  const sentenceOf = (kind: FaultKind, status?: number) =>
    faultSentence(kind, status === undefined ? facts : { ...facts, status });
  const health = createModelHealth(sentenceOf, now);
  const turns = createTurns({ concurrency: values["llm.max_concurrency"] ?? 4, queueMax, waitMs: timeoutMs });
  const breaker = createBreaker(now);
  const budget = createBudget(
    values["llm.budget.tokens_per_day"] ?? (config.paidProvider ? paidTokensPerDay : null),
    now,
    ledger,
  );
  const record = (call: CallRecord) => {
    health.record(call);
    observe?.(call);
  };
  return {
    desk: createModelDesk({
      model,
      turns,
      breaker,
      budget,
      timeoutMs,
      tokensPerAnalysis: values["llm.budget.tokens_per_analysis"] ?? usualTokensPerAnalysis,
      now,
      observe: record,
    }),
    health,
    probe: createProbe({
      model,
      turns,
      breaker,
      budget,
      timeoutMs,
      isInUse: () => health.sinceLastMs() < inUseMs,
      now,
      observe: record,
    }),
    async lookForModel() {
      const found = await lookInList(model, sentenceOf);
      if (found !== null) health.noteList(found);
      return found === null || found.ok ? null : found.sentence;
    },
    gauges: () => {
      const { limit, used } = budget.state();
      return {
        waiting: turns.waiting(),
        running: turns.running(),
        isOpen: breaker.isOpen(),
        budgetLimit: limit,
        budgetUsed: used,
      };
    },
  };
}

function providerSettings({ values }: Config): ProviderSettings {
  const provider = values["llm.provider"];
  if (provider === "builtin") throw new Error("no model is configured");
  return {
    provider,
    model: values["llm.model"] ?? "",
    baseUrl: values["llm.base_url"] ?? "",
    apiKey: values["llm.api_key"],
    numCtx: values["llm.num_ctx"] ?? usualNumCtx,
    keepAlive: values["llm.keep_alive"] ?? "5m",
  };
}

/** Null where the provider has no list, or none that can be read. */
async function lookInList(
  model: ReturnType<typeof createLanguageModel>,
  sentenceOf: (kind: FaultKind, status?: number) => string,
): Promise<ListFinding | null> {
  try {
    const listed = await model.listModels(AbortSignal.timeout(listTimeoutMs));
    if (listed === null) return null;
    return listed.some((name) => isSameModel(name, model.model))
      ? { ok: true }
      : { ok: false, sentence: sentenceOf("MODEL_MISSING") };
  } catch (error) {
    const known = error instanceof ModelFault ? error : new ModelFault("UNREACHABLE");
    return { ok: false, sentence: sentenceOf(known.kind, known.status) };
  }
}

/** Ollama lists `llama3.1:latest` for `llama3.1`, other servers paths or `models/NAME`. */
function isSameModel(listed: string, wanted: string): boolean {
  return listed === wanted || listed === `${wanted}:latest` || listed.endsWith(`/${wanted}`);
}
