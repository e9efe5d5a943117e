import type { SettingKey } from "./settings.ts";

/** What holds for a provider when neither the file nor `LLM_*` says otherwise. */
export interface ProviderDefaults {
  readonly model: string | null;
  readonly base_url: string | null;
  readonly timeout: number;
  readonly max_concurrency: number;
  readonly paid: boolean;
  /** The provider's own variables; they count only while it is the provider in use. */
  readonly environment: Readonly<Partial<Record<SettingKey, readonly string[]>>>;
}

export const providerDefaults: Readonly<Record<string, ProviderDefaults>> = {
  ollama: {
    model: "llama3.1:8b",
    base_url: "http://localhost:11434",
    timeout: 300,
    max_concurrency: 1,
    paid: false,
    environment: { "llm.model": ["OLLAMA_MODEL"], "llm.base_url": ["OLLAMA_URL", "OLLAMA_HOST"] },
  },
  openai: {
    model: "gpt-4o-mini",
    base_url: "https://api.openai.com/v1",
    timeout: 120,
    max_concurrency: 4,
    paid: true,
    environment: {
      "llm.model": ["OPENAI_MODEL"],
      "llm.base_url": ["OPENAI_BASE_URL"],
      "llm.api_key": ["OPENAI_API_KEY"],
    },
  },
  anthropic: {
    model: "claude-sonnet-4-5",
    base_url: "https://api.anthropic.com/v1",
    timeout: 120,
    max_concurrency: 4,
    paid: true,
    environment: {
      "llm.model": ["ANTHROPIC_MODEL"],
      "llm.base_url": ["ANTHROPIC_BASE_URL"],
      "llm.api_key": ["ANTHROPIC_API_KEY"],
    },
  },
  "openai-compatible": {
    model: null,
    base_url: "http://localhost:1234/v1",
    timeout: 300,
    max_concurrency: 4,
    paid: false,
    environment: {
      "llm.model": ["OPENAI_MODEL"],
      "llm.base_url": ["OPENAI_BASE_URL"],
      "llm.api_key": ["OPENAI_API_KEY"],
    },
  },
  builtin: { model: null, base_url: null, timeout: 120, max_concurrency: 4, paid: false, environment: {} },
};

/** `OLLAMA_HOST` as Ollama itself reads it: `0.0.0.0`, `host`, `host:port`, `http(s)://host:port`; 0.0.0.0 is this machine. */
export function ollamaAddress(host: string): string {
  const withHost = host.startsWith(":") ? `127.0.0.1${host}` : host;
  const withScheme = /^https?:\/\//i.test(withHost) ? withHost : `http://${withHost}`;
  let address: URL;
  try {
    address = new URL(withScheme);
  } catch {
    return host; // the check of the setting says what is wrong with it
  }
  const name = address.hostname === "0.0.0.0" || address.hostname === "[::]" ? "127.0.0.1" : address.hostname;
  const explicitPort = /:\d+(?:\/|$)/.test(withScheme.replace(/^https?:\/\//i, ""));
  const port = explicitPort ? address.port || (address.protocol === "https:" ? "443" : "80") : "11434";
  return `${address.protocol}//${name}:${port}${address.pathname.replace(/\/+$/, "")}`;
}
