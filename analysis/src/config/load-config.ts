import { readFileSync } from "node:fs";
import { AppError } from "#domain/errors.ts";
import { deprecatedKeys, deprecatedValues, providerOfKey } from "./deprecated.ts";
import { inBothLists } from "./listed.ts";
import { maskAddresses } from "./mask.ts";
import type { ProviderDefaults } from "./provider-defaults.ts";
import { ollamaAddress, providerDefaults } from "./provider-defaults.ts";
import type { Environment } from "./read-environment.ts";
import { isEnvironmentFault, readVariable, variablesOf } from "./read-environment.ts";
import { readConfigText } from "./read-file.ts";
import type { SettingKey, Settings } from "./settings.ts";
import { settingKeys, settings } from "./settings.ts";

/** The effective configuration: checked, frozen, and able to say where each value came from. */
export interface Config {
  readonly values: Settings;
  /** "default", "environment PORT", "file analysis/config.yaml", "command line", "provider ollama". */
  readonly origins: Readonly<Record<SettingKey, string>>;
  /** What the user should know but what stops nothing: earlier spellings, unused secrets, `auth: none`. */
  readonly warnings: readonly string[];
  /** True when the provider in use sends data to somebody else for money. */
  readonly paidProvider: boolean;
}

export interface ConfigSources {
  readonly environment: Environment;
  /** Path of the file that is read when it exists; `SIB_CONFIG` names another that must exist. */
  readonly defaultFile: string;
  /** From the command line, by key; strongest. */
  readonly overrides?: Readonly<Partial<Record<SettingKey, unknown>>>;
}

interface Raw {
  readonly value: unknown;
  readonly origin: string;
  /** How the user wrote it, for messages. */
  readonly spelled: string;
}

/** Reads file and environment; throws CONFIG_INVALID whose detail has one line a fault, all at once. */
export function loadConfig(sources: ConfigSources): Config {
  const faults: string[] = [];
  const warnings: string[] = [];
  const file = readFile(sources, faults);
  const provider = providerInUse(sources, file);
  const defaults = providerDefaults[provider];
  const fileValues = takeFileEntries(file, provider, faults, warnings);

  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const key of settingKeys) {
    const raw = pick(key, { sources, fileValues, defaults, faults, warnings });
    origins[key] = raw.origin;
    values[key] = checked(key, raw, faults);
  }
  faults.push(...contradictions(values as unknown as Partial<Settings>));
  if (faults.length > 0)
    throw new AppError("CONFIG_INVALID", { detail: `\n${faults.map((fault) => `  - ${fault}`).join("\n")}` });

  warnings.push(...unusedSecrets(sources.environment, provider));
  const settled = Object.freeze(values) as unknown as Settings;
  if (settled["server.auth"] === "none")
    warnings.push("server.auth is none: everybody who reaches this address is served");
  return Object.freeze({
    values: settled,
    origins: origins as Config["origins"],
    warnings,
    paidProvider: defaults?.paid ?? false,
  });
}

interface Picking {
  readonly sources: ConfigSources;
  readonly fileValues: ReadonlyMap<SettingKey, Raw>;
  readonly defaults: ProviderDefaults | undefined;
  readonly faults: string[];
  readonly warnings: string[];
}

/** Command line, environment (`LLM_*` before the provider's own), file, provider, default: the first that says something. */
function pick(key: SettingKey, { sources, fileValues, defaults, faults }: Picking): Raw {
  const override = sources.overrides?.[key];
  if (override !== undefined) return { value: override, origin: "command line", spelled: `--${key}` };
  const names = [...variablesOf(key), ...(defaults?.environment[key] ?? [])];
  const reading = readVariable(settings[key], names, sources.environment);
  if (reading && isEnvironmentFault(reading)) faults.push(reading.message);
  else if (reading) {
    const value = reading.variable === "OLLAMA_HOST" ? ollamaAddress(String(reading.value)) : reading.value;
    return { value, origin: `environment ${reading.variable}`, spelled: reading.variable };
  }
  const fromFile = fileValues.get(key);
  if (fromFile) return fromFile;
  const ofProvider = key in providerKeys ? defaults?.[providerKeys[key as keyof typeof providerKeys]] : undefined;
  if (ofProvider !== undefined && ofProvider !== null)
    return { value: ofProvider, origin: "default of the provider", spelled: key };
  return { value: settings[key].default, origin: "default", spelled: key };
}

const providerKeys = {
  "llm.model": "model",
  "llm.base_url": "base_url",
  "llm.timeout": "timeout",
  "llm.max_concurrency": "max_concurrency",
} as const;

function checked(key: SettingKey, raw: Raw, faults: string[]): unknown {
  const setting = settings[key];
  const value =
    typeof raw.value === "string" && setting.kind === "text" && isChoice(key) ? raw.value.toLowerCase() : raw.value;
  const result = setting.schema.safeParse(value);
  if (result.success) return result.data;
  const where = raw.spelled === key ? key : `${key} (${raw.spelled})`;
  const ofEntries = result.error.issues.filter((issue) => issue.code === "custom" && issue.params?.["isSentence"]);
  for (const { path, message } of ofEntries)
    faults.push(`${where}: ${shown(key, (raw.value as readonly unknown[])[Number(path[0])])} ${message}`);
  if (ofEntries.length === 0) faults.push(`${where}: ${shown(key, raw.value)} is not ${setting.takes}`);
  return null;
}

function shown(key: SettingKey, value: unknown): string {
  return settings[key].kind === "secret" ? "[secret]" : maskAddresses(JSON.stringify(value));
}

/** What is wrong with settings that are each right. */
function contradictions(values: Partial<Settings>): string[] {
  const both = inBothLists(values["obfuscation.always"] ?? [], values["obfuscation.never"] ?? []);
  return both.map(
    (entry) =>
      `obfuscation.never: ${maskAddresses(JSON.stringify(entry))} is in obfuscation.always as well, which wins; remove it from one of the two`,
  );
}

function isChoice(key: SettingKey): boolean {
  return "options" in settings[key].schema;
}

function readFile(
  sources: ConfigSources,
  faults: string[],
): { name: string; entries: readonly { key: string; value: unknown }[] } {
  const named = sources.environment["SIB_CONFIG"];
  const path = named || sources.defaultFile;
  const name = named ? path : "analysis/config.yaml";
  try {
    const reading = readConfigText(readFileSync(path, "utf8"), name);
    faults.push(...reading.faults);
    return { name, entries: reading.entries };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    if (named || code !== "ENOENT")
      faults.push(`${named ? "SIB_CONFIG" : name}: the file ${path} cannot be read (${code})`);
    return { name, entries: [] };
  }
}

/** The provider decides which other variables count, so it is looked up before anything else. */
function providerInUse(sources: ConfigSources, file: { entries: readonly { key: string; value: unknown }[] }): string {
  const fromFile =
    file.entries.find(({ key }) => key === "llm.provider") ??
    file.entries.find(({ key }) => key === "analysis.provider");
  const reading = readVariable(settings["llm.provider"], variablesOf("llm.provider"), sources.environment);
  const fromEnvironment = reading && !isEnvironmentFault(reading) ? reading.value : undefined;
  return String(
    sources.overrides?.["llm.provider"] ?? fromEnvironment ?? fromFile?.value ?? settings["llm.provider"].default,
  ).toLowerCase();
}

function takeFileEntries(
  file: { name: string; entries: readonly { key: string; value: unknown }[] },
  provider: string,
  faults: string[],
  warnings: string[],
): Map<SettingKey, Raw> {
  const taken = new Map<SettingKey, Raw>();
  const current = new Set(settingKeys as readonly string[]);
  // Today's spellings first, so that an earlier one never overrules them.
  const ordered = [...file.entries].sort((a, b) => Number(current.has(b.key)) - Number(current.has(a.key)));
  for (const { key, value } of ordered) {
    const target = current.has(key) ? (key as SettingKey) : deprecatedKeys[key];
    if (!target) {
      faults.push(`${key}: no such setting`);
      continue;
    }
    if (target !== key) warnings.push(`${file.name}: ${key} is an earlier spelling; write ${target}`);
    const owner = providerOfKey(key);
    if ((owner !== null && owner !== provider) || taken.has(target)) continue;
    const renamed = deprecatedValues[target]?.[String(value).toLowerCase()];
    if (renamed) warnings.push(`${file.name}: ${target}: ${String(value)} is an earlier spelling; write ${renamed}`);
    taken.set(target, { value: renamed ?? value, origin: `file ${file.name}`, spelled: key });
  }
  return taken;
}

/** A broken `_FILE` of a provider that is not in use stops nothing, but is said. */
function unusedSecrets(environment: Environment, provider: string): string[] {
  const messages: string[] = [];
  for (const [name, { environment: own }] of Object.entries(providerDefaults)) {
    const variables = own["llm.api_key"];
    if (!variables || name === provider || providerDefaults[provider]?.environment["llm.api_key"]?.[0] === variables[0])
      continue;
    const reading = readVariable(settings["llm.api_key"], variables, environment);
    if (reading && isEnvironmentFault(reading))
      messages.push(`${reading.message}; it is not needed while llm.provider is ${provider}`);
  }
  return [...new Set(messages)];
}
