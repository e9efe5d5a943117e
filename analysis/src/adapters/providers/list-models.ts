import { ModelFault } from "#domain/model-fault.ts";
import type { ProviderSettings } from "./settings.ts";

const answerCharsMax = 4 * 2 ** 20;

/** Names of the models that the provider says it has; null where it has no such list. Sends nothing but the key. Throws ModelFault. */
export async function listModels(settings: ProviderSettings, signal: AbortSignal): Promise<readonly string[] | null> {
  const base = settings.baseUrl.replace(/\/+$/, "");
  const url =
    settings.provider === "ollama"
      ? `${base}/api/tags`
      : `${base}/models${settings.provider === "anthropic" ? "?limit=1000" : ""}`;
  const response = await fetch(url, { headers: headersOf(settings), signal, redirect: "manual" });
  if (response.status === 401 || response.status === 403)
    throw new ModelFault("KEY_WRONG", { status: response.status });
  if (!response.ok) {
    await response.body?.cancel();
    return null;
  }
  const text = await response.text();
  return text.length > answerCharsMax ? null : namesIn(text);
}

function headersOf({ provider, apiKey }: ProviderSettings): Record<string, string> {
  const key = apiKey?.reveal();
  if (key === undefined) return {};
  return provider === "anthropic"
    ? { "x-api-key": key, "anthropic-version": "2023-06-01" }
    : { authorization: `Bearer ${key}` };
}

function namesIn(text: string): readonly string[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const { models, data } = (parsed ?? {}) as { models?: unknown; data?: unknown };
  const list = Array.isArray(models) ? models : Array.isArray(data) ? data : null;
  const names = list?.flatMap((entry: { id?: unknown; name?: unknown; model?: unknown } | null) =>
    [entry?.id, entry?.name, entry?.model].filter((name): name is string => typeof name === "string"),
  );
  return names === undefined ? null : [...new Set(names)];
}
