import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { ModelFault } from "#domain/model-fault.ts";
import { estimateTokens } from "#lib/estimate-tokens.ts";
import type { LanguageModel, ModelAnswer, ModelRequest, ModelUsage } from "#ports/language-model.ts";
import type { AnswerForm } from "./answer-forms.ts";
import { firstForm, schemaInWords } from "./answer-forms.ts";
import { classifyError, knowsNoResponses, refusesSchema } from "./classify-error.ts";
import { constantTexts, marker, textsAboutAlert } from "./constant-texts.ts";
import { endpointOf } from "./endpoint.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { listModels } from "./list-models.ts";
import { modelFor, providerOptions } from "./models.ts";
import type { ProviderSettings } from "./settings.ts";

const textCharsMax = 200_000;
/** Some models write blanks for ever once their grammar lets them. */
const blanksMax = 2000;
const temperature = 0.1;
/** An answer of ours is not shorter. */
const answerTokensMin = 400;
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
    address: endpointOf(settings).url,
    async listModels(signal) {
      refuseUnset(settings);
      return await listModels(settings, signal);
    },
    async ask(request) {
      refuseUnset(settings);
      const fitting = settings.provider === "ollama" ? fitInto(settings.numCtx, request) : request;
      const answer = await askInForms(fitting);
      // What did not fit has been cut away without a word, so the answer is about a part of the alert.
      if (settings.provider === "ollama" && (answer.usage?.input_tokens ?? 0) >= settings.numCtx - 1)
        throw new ModelFault("CONTEXT_TOO_LONG");
      return answer;
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

function refuseUnset({ provider, model, apiKey }: ProviderSettings): void {
  if (model === "") throw new ModelFault("MODEL_NOT_SET");
  if (apiKey === null && keyed.has(provider)) throw new ModelFault("KEY_MISSING");
  // A header cannot carry it: typographic quotes, a line break in the middle.
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey.reveal())) throw new ModelFault("KEY_WRONG");
}

/** Ollama cuts a prompt that is too long from its beginning and says nothing. */
function fitInto(numCtx: number, request: ModelRequest): ModelRequest {
  const room = numCtx - estimateTokens(request.system) - estimateTokens(request.user);
  if (room < Math.min(answerTokensMin, request.maxOutputTokens)) throw new ModelFault("CONTEXT_TOO_LONG");
  return { ...request, maxOutputTokens: Math.min(request.maxOutputTokens, room) };
}
