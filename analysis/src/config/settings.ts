import { BlockList, isIP } from "node:net";
import * as z from "zod";
import { priorities } from "#domain/alert.ts";
import { obfuscationLevels } from "#domain/pseudonymised.ts";
import { choice, flag, integer, list, listed, map, secret, state, text, url } from "./setting.ts";

/** Every setting there is. `docs/settings.md` and the checks of `config.example.yaml` are made from this table. */
export const settings = {
  "llm.provider": choice(["ollama", "openai", "anthropic", "openai-compatible", "builtin"], {
    default: "ollama",
    environment: ["LLM_PROVIDER"],
    description: "Who phrases the analysis. `builtin` asks no model at all.",
  }),
  "llm.model": text({
    default: null,
    environment: ["LLM_MODEL"],
    description: "Name of the model; without it the provider's usual one (`llama3.1:8b` for Ollama).",
  }),
  "llm.base_url": url({
    default: null,
    environment: ["LLM_BASE_URL"],
    description: "Address of the provider's API; without it the provider's own (`http://localhost:11434` for Ollama).",
  }),
  "llm.api_key": secret({
    default: null,
    environment: ["LLM_API_KEY"],
    description: "Key of the cloud provider in use.",
  }),
  "llm.timeout": integer({ min: 1, max: 3600 }, "seconds", {
    default: null,
    environment: ["LLM_TIMEOUT"],
    description: "For one analysis, from the moment the call starts; without it 120, for Ollama 300.",
  }),
  "llm.max_concurrency": integer({ min: 1, max: 64 }, "calls", {
    default: null,
    environment: ["LLM_MAX_CONCURRENCY"],
    description: "Calls at once; without it 4, for Ollama 1 (it queues inside, and then everything times out).",
  }),
  "llm.num_ctx": integer({ min: 512, max: 1_048_576 }, "tokens", {
    default: 8192,
    description: "Ollama: size of the context.",
  }),
  "llm.keep_alive": text({ default: "5m", description: "Ollama: how long the model stays in memory after a call." }),
  "llm.prices": map(
    z.object({ input: z.number().min(0), output: z.number().min(0) }),
    "a map of model to {input, output}, price per million tokens",
    {
      default: {},
      description: "Prices per million tokens, to show what an analysis cost.",
    },
  ),
  "llm.budget.tokens_per_analysis": integer({ min: 500, max: 10_000_000 }, "tokens", {
    default: 20_000,
    description: "One analysis may use this many tokens, retries included.",
  }),
  "llm.budget.tokens_per_day": integer({ min: 0, max: 10_000_000_000 }, "tokens", {
    default: null,
    description: "All analyses of a day together; without it 200000 for a paid provider, no limit for a local one.",
  }),
  "obfuscation.enabled": flag({
    default: true,
    description: "False sends the text as it is; the page says so in red.",
  }),
  "obfuscation.preserve_structure": flag({
    default: true,
    description: "Keep the shape around a token: `/home/[USER-1]/.ssh`. False: the whole word becomes the token.",
  }),
  "obfuscation.level": choice(obfuscationLevels, {
    default: "standard",
    environment: ["OBFUSCATION_LEVEL"],
    description:
      "minimal: secrets only; standard: also addresses, users, hosts, containers and more; paranoid: also paths, arguments, images.",
  }),
  "obfuscation.always": listed("always", {
    default: [],
    description:
      "Hidden at every level, wherever it stands as a word. In the file also `{value: …, type: …}` or `{pattern: …, type: …}`; a pattern with a comma can only be given there.",
  }),
  "obfuscation.never": listed("never", {
    default: [],
    description:
      "Stays, unless it is a secret, part of one, or hidden by `obfuscation.always`. Written as that is, without types.",
  }),
  "cache.enabled": flag({ default: true, description: "Alike alerts share one analysis." }),
  "cache.ttl": integer({ min: 0, max: 31_536_000 }, "seconds", {
    default: 86_400,
    environment: ["ANALYSIS_CACHE_TTL"],
    description: "How long an analysis is shared.",
  }),
  "cache.persist": flag({ default: false, description: "Keep the cache over a restart (PostgreSQL always does)." }),
  "cache.max_entries": integer({ min: 1, max: 100_000_000 }, "analyses", {
    default: 100_000,
    description: "The oldest go first.",
  }),
  "storage.stack": choice(["auto", "grafana", "vm", "embedded"], {
    default: "auto",
    environment: ["STACK"],
    description:
      "Where events are: grafana = Loki, vm = VictoriaLogs, embedded = our own database, auto = Loki when there is one, else embedded.",
  }),
  "storage.loki_url": url({
    default: "http://localhost:3100",
    environment: ["LOKI_URL"],
    description: "Address of Loki.",
  }),
  "storage.victorialogs_url": url({
    default: "http://localhost:9428",
    environment: ["VICTORIALOGS_URL"],
    description: "Address of VictoriaLogs.",
  }),
  "storage.state": state({
    default: "sqlite:./data/sib.db",
    environment: ["STATE_URL"],
    description:
      "Where our own state is kept; PostgreSQL is shared by any number of replicas. A path is taken from the `analysis` folder.",
  }),
  "storage.username": text({ default: null, description: "Basic authentication at the log store." }),
  "storage.password": secret({ default: null, description: "Its password." }),
  "storage.bearer_token": secret({ default: null, description: "Bearer authentication at the log store." }),
  "storage.tenant": text({ default: null, description: "Tenant at the log store." }),
  "storage.ca_file": text({ default: null, description: "Certificate authority of the log store." }),
  "storage.cert_file": text({ default: null, description: "Our certificate for it." }),
  "storage.key_file": text({ default: null, description: "The key of that certificate." }),
  "storage.write_back_names": flag({
    default: false,
    description: "Write real names, not tokens, into the log store with an analysis.",
  }),
  "notify.falcosidekick_url": url({
    default: null,
    environment: ["NOTIFY_FALCOSIDEKICK_URL"],
    description:
      "Address of falcosidekick, where finished analyses are handed in besides, so that its notification channels carry them; nothing is handed in without it.",
  }),
  "notify.min_severity": choice(["low", "medium", "high", "critical"], {
    default: "high",
    description: "Analyses of this severity and graver are handed to falcosidekick.",
  }),
  "retention.events": integer({ min: 1, max: 36_500 }, "days", {
    default: 30,
    description: "Embedded events are kept this long after they came in.",
  }),
  "retention.events_mb": integer({ min: 16, max: 10_000_000 }, "megabytes", {
    default: 4096,
    description: "Embedded events may take this much room; the oldest go first.",
  }),
  "retention.analyses": integer({ min: 1, max: 36_500 }, "days", {
    default: 90,
    description: "Analyses are kept this long.",
  }),
  "triage.enabled": flag({
    default: null,
    description: "Analyse what comes in by itself; without it only with an unpaid provider.",
  }),
  "triage.min_priority": choice(priorities.map((priority) => priority.toLowerCase()) as [string, ...string[]], {
    default: "warning",
    description: "From this priority on.",
  }),
  "health.falco_silence": integer({ min: 1, max: 525_600 }, "minutes", {
    default: null,
    description: "Falco is degraded when no alert has come for this long; without it a quiet house is healthy.",
  }),
  "health.falco_url": url({
    default: null,
    environment: ["FALCO_HEALTH_URL"],
    description:
      "Health address of Falco; its metrics are read beside it. Without it `http://falco:8765/healthz`, if that name resolves. Like the others it may name a login (`http://user:password@host`) and leave out the usual path.",
  }),
  "health.falcosidekick_url": url({
    default: null,
    environment: ["SIDEKICK_HEALTH_URL"],
    description:
      "Health address of falcosidekick; its metrics are read beside it. Without it `http://falcosidekick:2801/healthz`, if that name resolves.",
  }),
  "health.grafana_url": url({
    default: null,
    environment: ["GRAFANA_HEALTH_URL"],
    description: "Health address of Grafana. Without it `http://grafana:3000/api/health`, if that name resolves.",
  }),
  "health.loki_url": url({
    default: null,
    environment: ["LOKI_HEALTH_URL"],
    description: "Health address of Loki (`/ready`), looked at besides its queries when events are there.",
  }),
  "health.prometheus_url": url({
    default: null,
    environment: ["PROMETHEUS_HEALTH_URL"],
    description:
      "Health address of Prometheus, looked at when events are in Loki. Without it `http://prometheus:9090/-/ready`, if that name resolves.",
  }),
  "health.victorialogs_url": url({
    default: null,
    environment: ["VICTORIALOGS_HEALTH_URL"],
    description: "Health address of VictoriaLogs (`/health`), looked at besides its queries when events are there.",
  }),
  "health.victoriametrics_url": url({
    default: null,
    environment: ["VICTORIAMETRICS_HEALTH_URL"],
    description:
      "Health address of VictoriaMetrics, looked at when events are in VictoriaLogs. Without it `http://victoriametrics:8428/health`, if that name resolves.",
  }),
  "server.host": text({ default: "0.0.0.0", description: "Address to listen on." }),
  "server.port": integer({ min: 0, max: 65_535 }, "port", {
    default: 5000,
    environment: ["ANALYSIS_PORT", "PORT"],
    description: "Port to listen on.",
  }),
  "server.api_token": secret({
    default: null,
    environment: ["ANALYSIS_API_TOKEN"],
    description: "Everybody needs it; without it only callers on this machine are served.",
  }),
  "server.intake_token": secret({ default: null, description: "A second token, good for POST /api/events alone." }),
  "server.metrics_token": secret({ default: null, description: "A third token, good for GET /metrics alone." }),
  "server.auth": choice(["token", "none"], {
    default: "token",
    environment: ["ANALYSIS_AUTH"],
    description: "none serves everybody.",
  }),
  "server.trusted_origins": list(z.url({ protocol: /^https?$/ }), "http or https origins", {
    default: [],
    description: "Sites that may frame our pages, such as Grafana; GRAFANA_URL adds to it.",
  }),
  "server.grafana_url": url({
    default: null,
    environment: ["GRAFANA_URL"],
    description: "Address of Grafana in the browser.",
  }),
  "server.public_url": url({
    default: null,
    description: "Our address in the browser, where an absolute one is needed.",
  }),
  "server.allowed_hosts": list(z.string().min(1), "host names", {
    default: [],
    description: "Names we answer to besides loopback, addresses and the host of public_url, while no token is set.",
  }),
  "server.trusted_proxies": list(
    z.string().refine(isNetwork, "not an address or a network"),
    "addresses or networks such as 10.0.0.0/8",
    {
      default: [],
      description: "Proxies whose X-Forwarded-* is believed.",
    },
  ),
  "log.level": choice(["debug", "info", "warn", "error", "silent"], {
    default: "info",
    description: "What is logged, to standard error.",
  }),
} as const;

export type SettingKey = keyof typeof settings;

export type Settings = { readonly [Key in SettingKey]: z.output<(typeof settings)[Key]["schema"]> };

export const settingKeys = Object.keys(settings) as readonly SettingKey[];

function isNetwork(value: string): boolean {
  const [address = "", prefix, ...rest] = value.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 6 ? "ipv6" : "ipv4");
    return true;
  } catch {
    return false;
  }
}
