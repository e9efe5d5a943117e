import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { ModelFault } from "#domain/model-fault.ts";
import type { LanguageModel, ModelAnswer, ModelRequest, ModelUsage } from "#ports/language-model.ts";
import type { AnswerForm } from "./answer-forms.ts";
import { firstForm, schemaInWords } from "./answer-forms.ts";
import { classifyError, knowsNoResponses, refusesSchema } from "./classify-error.ts";
import { constantTexts, marker, textsAboutAlert } from "./constant-texts.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { listModels } from "./list-models.ts";
import { modelFor, providerOptions } from "./models.ts";
import type { ProviderSettings } from "./settings.ts";

const textCharsMax = 200_000;
/** Some models write blanks for ever once their grammar lets them. */
const blanksMax = 2000;
const temperature = 0.1;
/** Providers with which nothing works without a key. */
const keyed = new Set(["openai", "anthropic"]);

/** A model of the configured provider. The AI SDK's models are used here and nowhere else. */
export function createLanguageModel(settings: ProviderSettings): LanguageModel {
  let form = firstForm(settings.provider, settings.model);
  const constantsOf = createConstants(settings);
  /** Asks in the form that was understood last; a form that is refused is changed, at most twice. */
  const askInForms = async (request: ModelRequest): Promise<ModelAnswer> => {
    try {
      const constants = await constantsOf(request, form);
      return await askOnce(settings, request, form, (body) => request.check(textsAboutAlert(body, constants)));
    } catch (error) {
      const other = request.signal.aborted ? null : otherForm(form, error);
      if (other === null) throw faultOf(error, request.signal);
      form = other;
    }
    return await askInForms(request);
  };
  return {
    provider: settings.provider,
    model: settings.model,
    address: addressOf(settings.baseUrl),
    listModels: (signal) => listModels(settings, signal),
    async ask(request) {
      if (settings.apiKey === null && keyed.has(settings.provider)) throw new ModelFault("KEY_MISSING");
      return await askInForms(request);
    },
  };
}

type Constants = (request: ModelRequest, form: AnswerForm) => Promise<ReadonlySet<string>>;

/** Made once for each kind of question, of which there are few. */
function createConstants(settings: ProviderSettings): Constants {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  return (request, form) => {
    const key = JSON.stringify([form, request.system, request.schema, request.probe ?? false]);
    const constants = known.get(key) ?? markedBody(settings, request, form).then(constantTexts);
    known.set(key, constants);
    return constants;
  };
}

/** What to try when this form was refused; kept, so that the next request begins with it. */
function otherForm(form: AnswerForm, error: unknown): AnswerForm | null {
  if (form.call === "responses" && knowsNoResponses(error)) return { ...form, call: "chat" };
  return form.structured && refusesSchema(error) ? { ...form, structured: false } : null;
}

function faultOf(error: unknown, { aborted, reason }: AbortSignal): ModelFault {
  if (!aborted) return classifyError(error);
  return reason instanceof ModelFault ? reason : new ModelFault("STOPPED", { cause: error });
}

async function askOnce(
  settings: ProviderSettings,
  request: ModelRequest,
  form: AnswerForm,
  check: (body: string) => void,
): Promise<ModelAnswer> {
  const guarded = createGuardedFetch({ check, onSent: request.onSent });
  const model = modelFor(settings, { form, fetch: guarded.fetch, probe: request.probe ?? false });
  try {
    const { stream } = await model.doStream(callOptions(request, form));
    return await readAnswer(stream, request);
  } catch (error) {
    throw guarded.fault() ?? error;
  }
}

function callOptions(
  { system, user, schema, maxOutputTokens, signal }: ModelRequest,
  form: AnswerForm,
): LanguageModelV4CallOptions {
  const instructions = form.structured ? system : system + schemaInWords(schema);
  return {
    prompt: [
      { role: "system", content: instructions },
      { role: "user", content: [{ type: "text", text: user }] },
    ],
    ...(form.structured ? { responseFormat: { type: "json", schema, name: "analysis" } } : {}),
    maxOutputTokens,
    temperature,
    abortSignal: signal,
    providerOptions,
  };
}

/** The body as it would be for the marker; it is made and thrown away. */
async function markedBody(settings: ProviderSettings, request: ModelRequest, form: AnswerForm): Promise<string> {
  let made: string | null = null;
  const fetch: typeof globalThis.fetch = (_input, init) => {
    made = String(init?.body);
    return Promise.reject(new ModelFault("STOPPED"));
  };
  const model = modelFor(settings, { form, fetch, probe: request.probe ?? false });
  const options = callOptions(
    { ...request, user: marker as ModelRequest["user"], signal: new AbortController().signal },
    form,
  );
  try {
    const { stream } = await model.doStream(options);
    for await (const _ of stream) break;
  } catch {
    // Expected: the body is all that was wanted.
  }
  if (made === null) throw new ModelFault("FAILED");
  return made;
}

async function readAnswer(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  { onText, signal }: ModelRequest,
): Promise<ModelAnswer> {
  const refuseEndless = createEndlessGuard();
  let text = "";
  let finish: LanguageModelV4FinishReason | null = null;
  let usage: ModelUsage | null = null;
  for await (const part of stream) {
    if (signal.aborted) throw signal.reason;
    if (part.type === "error") {
      if (!isEndWithoutWord(part.error)) throw part.error;
      break;
    }
    if (part.type === "text-delta") {
      text += part.delta;
      refuseEndless(part.delta);
      onText?.(part.delta);
    } else if (part.type === "finish") {
      finish = part.finishReason;
      usage = usageOf(part.usage);
    }
  }
  if (signal.aborted) throw signal.reason;
  return { text, finish: finishOf(finish), usage };
}

/** A stream that stops without a last event; whether the text is whole is told by reading it. */
function isEndWithoutWord(error: unknown): boolean {
  return error instanceof Error && /without a finish reason/i.test(error.message);
}

/** Notices a text without end, or one whose end is nothing but blanks, piece by piece. */
function createEndlessGuard(): (piece: string) => void {
  let chars = 0;
  let blanks = 0;
  return (piece) => {
    chars += piece.length;
    const trimmed = piece.trimEnd();
    blanks = trimmed === "" ? blanks + piece.length : piece.length - trimmed.length;
    if (chars > textCharsMax || blanks >= blanksMax) throw new ModelFault("ANSWER_TOO_LONG");
  };
}

function finishOf(reason: LanguageModelV4FinishReason | null): ModelAnswer["finish"] {
  const raw = reason?.raw ?? "";
  if (reason === null || reason.unified === "interrupted" || reason.unified === "error") return "lost";
  // OpenAI's refusals come as a filter without a name.
  if (reason.unified === "content-filter") return /filter/i.test(raw) ? "filtered" : "declined";
  return reason.unified === "length" ? "cut" : "done";
}

function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): ModelUsage | null {
  const { total: input } = inputTokens;
  const { total: output } = outputTokens;
  return input === undefined && output === undefined ? null : { input_tokens: input ?? 0, output_tokens: output ?? 0 };
}

function addressOf(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.username = "";
  url.password = "";
  return url.href.replace(/\/+$/, "");
}
