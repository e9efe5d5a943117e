import type { Secret } from "#lib/secret.ts";

/** Who is asked and how; every value has been checked by the configuration. */
export interface ProviderSettings {
  readonly provider: "ollama" | "openai" | "anthropic" | "openai-compatible";
  readonly model: string;
  /** As the user has written it; see `endpoint.ts`. */
  readonly baseUrl: string;
  readonly apiKey: Secret | null;
  /** Ollama. */
  readonly numCtx: number;
  /** Ollama: `5m`, `-1`, a number of seconds. */
  readonly keepAlive: string;
}
