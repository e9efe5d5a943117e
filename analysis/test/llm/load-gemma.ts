import type { InstalledModel } from "./find-real-model.ts";
import { boundedSchema, grammarSchema } from "./grammar-schema.ts";
import type { LlamaContext, LlamaCpp, LlamaGrammar, LlamaSequence, LlamaTurn } from "./llama-cpp.ts";
import { importLlamaCpp } from "./llama-cpp.ts";

export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface Question {
  readonly messages: readonly Message[];
  /** JSON Schema, or "json" for any JSON, or null for prose. */
  readonly format: object | "json" | null;
  readonly contextTokens: number;
  readonly outputTokensMax: number;
  readonly temperature: number;
  readonly seed: number | null;
  readonly signal: AbortSignal;
  readonly onText: (piece: string) => void;
}

/** `aborted` with the tokens made until then; only a fault of the library is thrown. */
export interface Answer {
  readonly finish: "stop" | "length" | "aborted";
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly promptMs: number;
  readonly outputMs: number;
}

export interface Gemma {
  readonly loadMs: number;
  /** One at a time; a second question waits. */
  readonly ask: (question: Question) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** A context of one size, kept for the next question as Ollama does. */
interface Room {
  readonly tokens: number;
  readonly context: LlamaContext;
  readonly sequence: LlamaSequence;
}

/** Tokens read at once: small, so that an abort is heard within half a second, and a vocabulary of 262,144 costs 128 MB, not 512. */
const batchSize = 128;
/** Two would read the prompt twice as fast on a quiet machine, but they wait for each other by spinning: on a busy one they are 5 times slower. */
const threads = 1;

/** Gemma 3 270M in this process, on the CPU. The weights are the base model, not the one trained to follow instructions: it speaks, it does not reason. */
export async function loadGemma({ weights, library }: InstalledModel): Promise<Gemma> {
  const started = performance.now();
  const llamaCpp = await importLlamaCpp(library);
  const llama = await llamaCpp.getLlama({ build: "never", gpu: false, logLevel: "error", progressLogs: false });
  const model = await llama.loadModel({ modelPath: weights });
  const loadMs = performance.now() - started;

  let room: Room | null = null;
  const roomOf = async (wanted: number): Promise<Room> => {
    const tokens = Math.min(wanted, model.trainContextSize);
    if (room?.tokens === tokens) return room;
    await room?.context.dispose();
    room = null;
    const context = await model.createContext({ contextSize: tokens, batchSize, threads });
    room = { tokens, context, sequence: context.getSequence() };
    return room;
  };
  const grammarOf = async (format: Question["format"]): Promise<LlamaGrammar | null> => {
    if (format === null) return null;
    if (format === "json") return await llama.getGrammarFor("json");
    return await llama.createGrammarForJsonSchema(boundedSchema(grammarSchema(format)) as object);
  };
  const answer = async (question: Question): Promise<Answer> => {
    if (question.signal.aborted) return notAsked;
    const grammar = await grammarOf(question.format);
    const own = await roomOf(question.contextTokens);
    let isReading = true;
    // The library hears of an abort only between the tokens that it writes; what it reads ends with its context.
    const leave = () => {
      if (!isReading) return;
      room = null;
      void own.context.dispose();
    };
    question.signal.addEventListener("abort", leave);
    const onText = (text: string) => {
      isReading = false;
      question.onText(text);
    };
    try {
      return await generate(llamaCpp, own, grammar, { ...question, onText });
    } finally {
      question.signal.removeEventListener("abort", leave);
    }
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    loadMs,
    ask: (question) => {
      const next = last.then(() => answer(question));
      last = next.catch(() => {});
      return next;
    },
    close: async () => {
      await last;
      await llama.dispose();
    },
  };
}

const notAsked: Answer = { finish: "aborted", promptTokens: 0, outputTokens: 0, promptMs: 0, outputMs: 0 };

async function generate(
  { LlamaChat, GemmaChatWrapper }: LlamaCpp,
  { sequence }: Room,
  grammar: LlamaGrammar | null,
  question: Question,
): Promise<Answer> {
  await sequence.clearHistory(); // nothing of the last question is reused, so that the counts are the question's own
  const before = sequence.tokenMeter.getState();
  const started = performance.now();
  let first: number | null = null;
  const finished = (finish: Answer["finish"]): Answer => {
    const { usedInputTokens: promptTokens, usedOutputTokens: outputTokens } = sequence.tokenMeter.diff(before);
    const read = first ?? performance.now();
    return { finish, promptTokens, outputTokens, promptMs: read - started, outputMs: performance.now() - read };
  };
  const chat = new LlamaChat({ contextSequence: sequence, chatWrapper: new GemmaChatWrapper() });
  try {
    const { metadata } = await chat.generateResponse(turnsOf(question.messages), {
      ...(grammar === null ? {} : { grammar }),
      ...(question.seed === null ? {} : { seed: question.seed }),
      maxTokens: question.outputTokensMax,
      temperature: question.temperature,
      signal: question.signal,
      stopOnAbortSignal: true,
      onTextChunk: (text) => {
        first ??= performance.now();
        if (text !== "") question.onText(text);
      },
    });
    return finished(finishOf(metadata.stopReason));
  } catch (error) {
    if (question.signal.aborted) return finished("aborted"); // while it was still reading the prompt
    throw error;
  }
}

/** The last turn is the one that the model writes. */
function turnsOf(messages: readonly Message[]): readonly LlamaTurn[] {
  const turns = messages.map(
    ({ role, content }): LlamaTurn =>
      role === "assistant" ? { type: "model", response: [content] } : { type: role, text: content },
  );
  return [...turns, { type: "model", response: [] }];
}

function finishOf(stopReason: string): Answer["finish"] {
  if (stopReason === "abort") return "aborted";
  return stopReason === "maxTokens" ? "length" : "stop";
}
