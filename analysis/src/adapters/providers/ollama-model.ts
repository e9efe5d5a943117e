import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { APICallError } from "@ai-sdk/provider";

/** Ollama's own call `/api/chat`, which its OpenAI-like one cannot replace: only here the size of the context can be said. */

export interface OllamaSettings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly model: string;
  readonly numCtx: number;
  readonly keepAlive: string | number;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
}

/** One line of the stream. */
interface OllamaLine {
  readonly message?: { readonly content?: string };
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
  readonly error?: string;
}

const errorCharsMax = 2000;
const lineCharsMax = 1_000_000;

export function ollamaModel(settings: OllamaSettings): LanguageModelV4 {
  const stream = async (options: LanguageModelV4CallOptions) => ({
    stream: ReadableStream.from(parts(settings, options)),
  });
  return {
    specificationVersion: "v4",
    provider: "ollama",
    modelId: settings.model,
    supportedUrls: {},
    doStream: stream,
    doGenerate: () => Promise.reject(new Error("Ollama is asked in a stream only")),
  };
}

async function* parts(
  settings: OllamaSettings,
  options: LanguageModelV4CallOptions,
): AsyncGenerator<LanguageModelV4StreamPart> {
  const url = `${settings.baseUrl}/api/chat`;
  const response = await settings.fetch(url, {
    method: "POST",
    headers: { ...settings.headers, "content-type": "application/json" },
    body: JSON.stringify(bodyOf(settings, options)),
    signal: options.abortSignal ?? null,
  });
  if (!response.ok) throw await refusal(url, response);
  yield { type: "text-start", id: "0" };
  for await (const line of linesOf(response)) {
    if (typeof line.error === "string") throw new Error(line.error.slice(0, errorCharsMax));
    if (line.message === undefined && line.done === undefined) throw new SyntaxError("no line of a chat");
    if (line.message?.content) yield { type: "text-delta", id: "0", delta: line.message.content };
    if (line.done === true) {
      yield { type: "text-end", id: "0" };
      yield { type: "finish", finishReason: reasonOf(line), usage: usageOf(line) };
      return;
    }
  }
  yield { type: "finish", finishReason: { unified: "interrupted", raw: undefined }, usage: usageOf({}) };
}

function bodyOf({ model, numCtx, keepAlive }: OllamaSettings, options: LanguageModelV4CallOptions) {
  const { prompt, responseFormat, maxOutputTokens, temperature } = options;
  return {
    model,
    stream: true,
    keep_alive: keepAlive,
    messages: prompt.map(({ role, content }) => ({
      role,
      content:
        typeof content === "string" ? content : content.map((part) => (part.type === "text" ? part.text : "")).join(""),
    })),
    ...(responseFormat?.type === "json" ? { format: responseFormat.schema ?? "json" } : {}),
    options: { num_ctx: numCtx, num_predict: maxOutputTokens, temperature },
  };
}

async function refusal(url: string, response: Response): Promise<APICallError> {
  const responseBody = (await response.text().catch(() => "")).slice(0, errorCharsMax);
  return new APICallError({
    message: `Ollama answered ${response.status}`,
    url,
    requestBodyValues: {},
    statusCode: response.status,
    responseHeaders: Object.fromEntries(response.headers),
    responseBody,
  });
}

async function* linesOf(response: Response): AsyncGenerator<OllamaLine> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    if (text.length > lineCharsMax) throw new SyntaxError("a line of the stream has no end");
    for (const line of lines) if (line.trim() !== "") yield JSON.parse(line) as OllamaLine;
  }
  if (text.trim() !== "") yield JSON.parse(text) as OllamaLine;
}

function reasonOf({ done_reason: raw }: OllamaLine): LanguageModelV4FinishReason {
  return { unified: raw === "length" ? "length" : "stop", raw };
}

function usageOf({ prompt_eval_count: input, eval_count: output }: OllamaLine): LanguageModelV4Usage {
  return {
    inputTokens: { total: input, noCache: input, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: output, text: output, reasoning: undefined },
  };
}
