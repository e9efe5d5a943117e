import type { SettingKey } from "./settings.ts";

/** Earlier spellings in configuration files: understood, with a line that names the new key. */
export const deprecatedKeys: Readonly<Record<string, SettingKey>> = {
  "analysis.provider": "llm.provider",
  "analysis.model": "llm.model",
  "analysis.base_url": "llm.base_url",
  "analysis.api_key": "llm.api_key",
  "analysis.timeout": "llm.timeout",
  "analysis.ollama.url": "llm.base_url",
  "analysis.ollama.base_url": "llm.base_url",
  "analysis.ollama.model": "llm.model",
  "analysis.openai.api_key": "llm.api_key",
  "analysis.openai.model": "llm.model",
  "analysis.anthropic.api_key": "llm.api_key",
  "analysis.anthropic.model": "llm.model",
  "analysis.obfuscation_level": "obfuscation.level",
  "analysis.obfuscation": "obfuscation.enabled",
  "analysis.cache_ttl": "cache.ttl",
  "analysis.host": "server.host",
  "analysis.port": "server.port",
  "ollama.url": "llm.base_url",
  "ollama.model": "llm.model",
  "storage.backend": "storage.stack",
  "storage.url": "storage.loki_url",
  "loki.url": "storage.loki_url",
  "victorialogs.url": "storage.victorialogs_url",
  "cache.max_size": "cache.max_entries",
};

/** Values of earlier spellings. */
export const deprecatedValues: Readonly<Partial<Record<SettingKey, Readonly<Record<string, string>>>>> = {
  "storage.stack": { loki: "grafana", victorialogs: "vm" },
};

/** The section a spelling like `analysis.openai.model` speaks for: it counts only while that provider is in use. */
export function providerOfKey(key: string): string | null {
  const match = /^analysis\.(ollama|openai|anthropic)\./.exec(key);
  if (match) return match[1] ?? null;
  return key.startsWith("ollama.") ? "ollama" : null;
}
