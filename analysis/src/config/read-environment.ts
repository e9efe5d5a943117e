import { readFileSync } from "node:fs";
import type { Setting } from "./setting.ts";
import { comesFromFiles } from "./setting.ts";
import type { SettingKey } from "./settings.ts";
import { settings } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A value from the environment: which variable it came from, and what stood there. */
export interface EnvironmentReading {
  readonly variable: string;
  readonly value: unknown;
}

export interface EnvironmentFault {
  readonly variable: string;
  readonly message: string;
}

/** Names under which a setting stands in the environment, strongest first. */
export function variablesOf(key: SettingKey): readonly string[] {
  return [...new Set([...settings[key].environment, key.toUpperCase().replaceAll(".", "_")])];
}

/** The strongest variable that is set and not empty; for a secret `NAME_FILE` wins over `NAME`. */
export function readVariable(
  setting: Setting,
  names: readonly string[],
  environment: Environment,
): EnvironmentReading | EnvironmentFault | null {
  for (const name of names) {
    if (comesFromFiles(setting)) {
      const file = environment[`${name}_FILE`];
      if (file) return readSecretFile(`${name}_FILE`, file);
    }
    const text = environment[name];
    if (text !== undefined && text !== "") return { variable: name, value: coerce(setting.kind, text) };
  }
  return null;
}

export function isEnvironmentFault(reading: EnvironmentReading | EnvironmentFault): reading is EnvironmentFault {
  return "message" in reading;
}

function readSecretFile(variable: string, file: string): EnvironmentReading | EnvironmentFault {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    return { variable, message: `${variable}: the file ${file} cannot be read (${code})` };
  }
  // Editors and `echo` end a file with a newline that is no part of the secret.
  const value = text.replace(/[\r\n]+$/, "");
  return value === "" ? { variable, message: `${variable}: the file ${file} is empty` } : { variable, value };
}

/** Text of the environment as the file would have it; what does not fit stays text, so that the check can name it. */
function coerce(kind: Setting["kind"], text: string): unknown {
  const trimmed = text.trim();
  if (kind === "number") return /^-?\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
  if (kind === "boolean") return booleans.get(trimmed.toLowerCase()) ?? text;
  if (kind === "list")
    return trimmed
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  if (kind === "map") return parseMap(text);
  return kind === "secret" ? text : trimmed;
}

const booleans = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
]);

function parseMap(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
