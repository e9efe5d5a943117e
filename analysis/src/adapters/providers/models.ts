import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { AnswerForm } from "./answer-forms.ts";
import { endpointOf } from "./endpoint.ts";
import { ollamaModel } from "./ollama-model.ts";
import type { ProviderSettings } from "./settings.ts";

/** For servers that need no key; the libraries want some text. */
const noKey = "none";

export interface ModelOptions {
  readonly form: AnswerForm;
  readonly fetch: typeof globalThis.fetch;
  readonly probe: boolean;
}

/** The library's model for one request, since its `fetch` belongs to the request. */
export function modelFor(settings: ProviderSettings, { form, fetch, probe }: ModelOptions): LanguageModelV4 {
  const { provider, model, apiKey } = settings;
  const { url: baseURL, headers } = endpointOf(settings);
  const key = apiKey?.reveal() ?? noKey;
  switch (provider) {
    case "ollama":
      return ollamaModel({
        baseUrl: baseURL,
        model,
        numCtx: settings.numCtx,
        keepAlive: probe ? 0 : seconds(settings.keepAlive),
        headers,
        fetch,
      });
    case "openai": {
      const openai = createOpenAI({ baseURL, apiKey: key, fetch });
      return form.call === "responses" ? openai.responses(model) : openai.chat(model);
    }
    case "anthropic":
      return createAnthropic({ baseURL, apiKey: key, fetch })(model);
    case "openai-compatible":
      return createOpenAICompatible({
        name: "compatible",
        baseURL,
        ...(apiKey === null ? { headers } : { apiKey: key }),
        fetch,
        includeUsage: true,
        supportsStructuredOutputs: true,
      })(model);
  }
}

/** OpenAI keeps what is sent to the Responses call unless told not to. */
export const providerOptions = { openai: { store: false, strictJsonSchema: true } };

/** Ollama takes a bare number as seconds only when it is one. */
function seconds(keepAlive: string): string | number {
  return /^-?\d+$/.test(keepAlive) ? Number(keepAlive) : keepAlive;
}
