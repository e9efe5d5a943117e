import { ModelFault } from "#domain/model-fault.ts";
import { classifyError } from "./classify-error.ts";
import { endpointOf } from "./endpoint.ts";
import type { ProviderSettings } from "./settings.ts";

const answerCharsMax = 4 * 2 ** 20;

/** Names of the models that the provider says it has; null where it has no such list. Sends nothing but the key. Throws ModelFault. */
export async function listModels(settings: ProviderSettings, signal: AbortSignal): Promise<readonly string[] | null> {
  const { url: base, headers } = endpointOf(settings);
  const pageSize = settings.provider === "anthropic" ? "?limit=1000" : "";
  const url = settings.provider === "ollama" ? `${base}/api/tags` : `${base}/models${pageSize}`;
  let response: Response;
  try {
    response = await fetch(url, { headers: { ...headers, ...headersOf(settings) }, signal, redirect: "manual" });
  } catch (error) {
    throw signal.aborted ? new ModelFault("UNREACHABLE", { cause: error }) : classifyError(error);
  }
  if (!response.ok) await response.body?.cancel();
  if (response.status === 401 || response.status === 403)
    throw new ModelFault("KEY_WRONG", { status: response.status });
  // The list is where a wrong address shows: every provider of ours has one, but for some compatible servers.
  if (response.status === 404 && settings.provider !== "openai-compatible")
    throw new ModelFault("NOT_A_PROVIDER", { status: 404 });
  if (response.status >= 300 && response.status < 400) throw new ModelFault("REDIRECTED", { status: response.status });
  if (!response.ok) return null;
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
