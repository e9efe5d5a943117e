import { pathToFileURL } from "node:url";

/** What we use of node-llama-cpp, which is not in the main project (its own `package.json` says why): read from the folder it was installed in. */
export interface LlamaCpp {
  getLlama(options: {
    readonly build: "never";
    readonly gpu: false;
    readonly logLevel: "error";
    readonly progressLogs: false;
  }): Promise<Llama>;
  readonly LlamaChat: new (options: {
    readonly contextSequence: LlamaSequence;
    readonly chatWrapper: object;
  }) => LlamaChat;
  readonly GemmaChatWrapper: new () => object;
}

export interface Llama {
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: object): Promise<LlamaGrammar>;
  getGrammarFor(kind: "json"): Promise<LlamaGrammar>;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  readonly trainContextSize: number;
  createContext(options: {
    readonly contextSize: number;
    readonly batchSize: number;
    readonly threads: number;
  }): Promise<LlamaContext>;
}

export interface LlamaContext {
  readonly contextSize: number;
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}

export interface LlamaSequence {
  readonly tokenMeter: { getState(): TokenCounts; diff(before: TokenCounts): TokenCounts };
  clearHistory(): Promise<void>;
}

export interface TokenCounts {
  readonly usedInputTokens: number;
  readonly usedOutputTokens: number;
}

export type LlamaTurn =
  | { readonly type: "system" | "user"; readonly text: string }
  | { readonly type: "model"; readonly response: readonly string[] };

export interface LlamaChat {
  generateResponse(
    history: readonly LlamaTurn[],
    options: {
      readonly grammar?: LlamaGrammar;
      readonly maxTokens: number;
      readonly temperature: number;
      readonly seed?: number;
      readonly signal: AbortSignal;
      readonly stopOnAbortSignal: true;
      readonly onTextChunk: (text: string) => void;
    },
  ): Promise<{ readonly response: string; readonly metadata: { readonly stopReason: string } }>;
}

export type LlamaGrammar = { readonly [brand]: true };
declare const brand: unique symbol;

export async function importLlamaCpp(folder: string): Promise<LlamaCpp> {
  return await import(pathToFileURL(`${folder}/node_modules/node-llama-cpp/dist/index.js`).href);
}
