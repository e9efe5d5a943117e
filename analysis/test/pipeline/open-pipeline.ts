import { parseExactJson } from "#alert/json.ts";
import { createAlertParser } from "#alert/parse.ts";
import type { Analyst } from "#analysis/analyse.ts";
import { createAnalyst } from "#analysis/analyse.ts";
import type { CallRecord } from "#analysis/desk/call-record.ts";
import type { WiredModel } from "#analysis/desk/wired-model.ts";
import { loadConfig } from "#config/load-config.ts";
import type { SettingKey } from "#config/settings.ts";
import type { Alert } from "#domain/alert.ts";
import type { Receipt } from "#domain/receipt.ts";
import { ruleTemplates } from "#knowledge/rules.ts";
import { mapStore } from "#ports/analysis-store.fixture.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { randomId } from "../../src/random-id.ts";
import { wireModel } from "../../src/wire-model.ts";

/** The pipeline as `toolbox.ts` wires it, against a server of ours. */
export interface Pipeline {
  readonly analyst: Analyst;
  readonly model: WiredModel;
  readonly receipts: readonly Receipt[];
  readonly calls: readonly CallRecord[];
  readonly parse: (event: unknown) => Alert;
}

/** The four ways to a model; three wire protocols and one of them by another door. */
export const providers = [
  { provider: "ollama", protocol: "ollama", model: "llama3.1:8b" },
  { provider: "openai", protocol: "openai", model: "gpt-4o-mini" },
  { provider: "anthropic", protocol: "anthropic", model: "claude-sonnet-4-5" },
  { provider: "openai-compatible", protocol: "openai", model: "local" },
] as const;
export type ProviderCase = (typeof providers)[number];

export const apiKey = "key-of-the-tests-4711";

export function openPipeline(
  { provider, model }: { readonly provider: ProviderCase["provider"]; readonly model: string },
  url: string,
  settings: Readonly<Partial<Record<SettingKey, unknown>>> = {},
): Pipeline {
  const config = loadConfig({
    environment: {},
    defaultFile: "/nonexistent/config.yaml",
    overrides: {
      "llm.provider": provider,
      "llm.model": model,
      "llm.base_url": url,
      ...(provider === "ollama" ? {} : { "llm.api_key": apiKey }),
      ...settings,
    },
  });
  const store = mapStore();
  const calls: CallRecord[] = [];
  const now = () => new Date();
  const wired = wireModel(config, { now, observe: (call) => calls.push(call) });
  const parser = createAlertParser({ templates: ruleTemplates, now });
  const { values } = config;
  const analyst = createAnalyst({
    createVeil: (alert) =>
      createVeil(alert, { enabled: true, level: values["obfuscation.level"], preserveStructure: true }),
    level: values["obfuscation.level"],
    provider,
    model,
    desk: wired.desk,
    now,
    elapsed: () => performance.now(),
    randomId,
    store,
  });
  return {
    analyst,
    model: wired,
    get receipts() {
      return store.kept.map(({ receipt }) => JSON.parse(receipt) as Receipt);
    },
    calls,
    parse: (event) => parser.parse(parseExactJson(JSON.stringify(event))),
  };
}

/** An alert of ours with a value of most kinds in it. */
export const shellAlert = {
  rule: "Terminal shell in container",
  priority: "Notice",
  time: "2026-03-14T02:11:07.123456789Z",
  hostname: "shop-node-1",
  source: "syscall",
  tags: ["container", "shell", "mitre_execution", "T1059"],
  output:
    "A shell was spawned in a container with an attached terminal (user=mira command=mysql -h 10.20.30.40 -u mira -pPlum-Kettle-7 shop container_id=4f1d2c3b4a59)",
  output_fields: {
    "user.name": "mira",
    "proc.name": "mysql",
    "proc.cmdline": "mysql -h 10.20.30.40 -u mira -pPlum-Kettle-7 shop",
    "container.id": "4f1d2c3b4a59",
    "fd.sip": "10.20.30.40",
  },
} as const;

/** What must never leave of `shellAlert`. */
export const shellOriginals = ["mira", "10.20.30.40", "Plum-Kettle-7", "4f1d2c3b4a59", "shop-node-1"];
