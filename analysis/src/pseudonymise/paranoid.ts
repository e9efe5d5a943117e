import { describeField } from "#alert/field-catalogue.ts";
import type { Alert } from "#domain/alert.ts";
import type { EntityType, ObfuscationLevel } from "#domain/pseudonymised.ts";
import type { KnownValue } from "./known-values.ts";

const typeOfKind: Readonly<Partial<Record<string, EntityType>>> = {
  path: "PATH",
  image: "IMAGE",
  "container-name": "NAME",
  "k8s-name": "NAME",
  group: "GROUP",
};

/** What the level `paranoid` hides besides: whole paths, images, names of things, and every argument of a command. */
export function levelWords(alert: Alert, level: ObfuscationLevel): KnownValue[] {
  if (level !== "paranoid") return [];
  return Object.entries(alert.output_fields).flatMap(([name, value]) =>
    typeof value === "string" && value !== "host" ? wordsOfField(name, value) : [],
  );
}

function wordsOfField(name: string, value: string): KnownValue[] {
  const { holds } = describeField(name);
  if (holds === "command-line") return argumentsOfCommand(value);
  const type = typeOfKind[holds];
  return type && value !== "" ? [{ type, value }] : [];
}

function argumentsOfCommand(value: string): KnownValue[] {
  const [, ...rest] = value.split(/\s+/);
  return rest
    .filter((word) => word.length > 2 && !word.startsWith("-"))
    .map((word) => ({ type: word.includes("/") ? "PATH" : "ARGUMENT", value: word }));
}
