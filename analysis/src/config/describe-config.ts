import { stringify } from "yaml";
import type { Config } from "./load-config.ts";
import { maskAddresses } from "./mask.ts";
import { variablesOf } from "./read-environment.ts";
import { comesFromFiles } from "./setting.ts";
import type { SettingKey } from "./settings.ts";
import { settingKeys, settings } from "./settings.ts";

/** The effective configuration as YAML with the origin of each value beside it; secrets and passwords in addresses are masked. */
export function describeConfig(config: Config): string {
  const lines: string[] = [];
  let section = "";
  for (const key of settingKeys) {
    const [head = "", ...rest] = key.split(".");
    if (head !== section) lines.push(`${head}:`);
    section = head;
    lines.push(`  ${rest.join(".")}: ${shownValue(config, key)}  # ${config.origins[key]}`);
  }
  return `${lines.join("\n")}\n`;
}

/** `docs/settings.md`: one row a setting. */
export function settingsMarkdown(): string {
  const rows = settingKeys.map((key) => {
    const setting = settings[key];
    const variables = variablesOf(key).map(
      (name) => `\`${name}\`${comesFromFiles(setting) ? `, \`${name}_FILE\`` : ""}`,
    );
    const without = setting.default === null ? "" : `\`${JSON.stringify(setting.default)}\``;
    return `| \`${key}\` | ${setting.takes.replaceAll("|", "\\|")} | ${without} | ${variables.join(", ")} | ${setting.description.replaceAll("|", "\\|")} |`;
  });
  return [
    "# Settings",
    "",
    "Made from `analysis/src/config/settings.ts` by `npm run docs -w analysis`. Stronger first: command line, environment, `analysis/config.yaml`",
    "(or the file that `SIB_CONFIG` names), defaults. An empty variable counts as unset; `NAME_FILE` wins over `NAME`. `LLM_*` wins over the",
    "provider's own variables (`OLLAMA_URL`, `OLLAMA_HOST`, `OLLAMA_MODEL`, `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_MODEL`, `ANTHROPIC_API_KEY`,",
    "`ANTHROPIC_BASE_URL`, `ANTHROPIC_MODEL`), which count only while that provider is in use.",
    "",
    "| key | takes | default | environment | what it does |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** The value as text, masked where it may hold a secret. */
export function shownValue(config: Config, key: SettingKey): string {
  const value = config.values[key];
  if (value === null) return "null";
  if (settings[key].kind === "secret") return "[secret]";
  const text = stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
  return maskAddresses(text);
}
