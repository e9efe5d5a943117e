import type { Pseudonymised } from "#domain/pseudonymised.ts";

/** A model that answers, whoever runs it. Takes pseudonymised text only; throws `ModelFault` and nothing else. */
export interface LanguageModel {
  readonly provider: string;
  readonly model: string;
  /** Without user and password. */
  readonly address: string;
  readonly ask: (request: ModelRequest) => Promise<ModelAnswer>;
  /** Names the provider lists; null where it has no list. */
  readonly listModels: (signal: AbortSignal) => Promise<readonly string[] | null>;
}

export interface ModelRequest {
  readonly system: Pseudonymised;
  readonly user: Pseudonymised;
  /** JSON Schema of the answer: by the provider's own structured output, or in words where the model has none. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
  /** The last look at what leaves: gets all text of the request's body but what is the same for every alert. Throws to stop it. */
  readonly check: (text: string) => void;
  /** Told once, with the exact bytes, when they are handed to the connection. */
  readonly onSent?: (body: Uint8Array) => void;
  /** Pieces of the answer's text as they come. */
  readonly onText?: (piece: string) => void;
  /** True for a question that only asks whether the model works: it is not kept in memory for it. */
  readonly probe?: boolean;
}

export interface ModelAnswer {
  readonly text: string;
  /** `cut`: the limit of tokens was reached. `lost`: the stream ended without saying so. `declined`: the model said no. `filtered`: a filter did. */
  readonly finish: "done" | "cut" | "lost" | "declined" | "filtered";
  /** Null where the provider does not say. */
  readonly usage: ModelUsage | null;
}

export interface ModelUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
}
