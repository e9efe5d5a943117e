import { createRequire } from "node:module";
import { deprecatedKeys } from "./deprecated.ts";
import { settingKeys } from "./settings.ts";

/** One value of the file under its dotted key. */
export interface FileEntry {
  readonly key: string;
  readonly value: unknown;
}

export interface FileReading {
  readonly entries: readonly FileEntry[];
  readonly faults: readonly string[];
}

const require = createRequire(import.meta.url);
const known = new Set<string>([...settingKeys, ...Object.keys(deprecatedKeys)]);
const sections = new Set([...known].flatMap(parentsOf));

/** Flattens a YAML configuration to dotted keys; faults are whole sentences. Values that are null count as not set. */
export function readConfigText(text: string, name: string): FileReading {
  // Loaded here, since most starts have no file and need none of its seventy modules.
  const { LineCounter, parseDocument } = require("yaml") as typeof import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      entries: [],
      faults: document.errors.map(
        (error) =>
          `${name}, line ${lines.linePos(error.pos[0]).line}: not valid YAML (${error.message.split("\n")[0]})`,
      ),
    };
  }
  let root: unknown;
  try {
    root = document.toJS({ maxAliasCount: 100 });
  } catch {
    return { entries: [], faults: [`${name}: too many YAML aliases`] };
  }
  if (root === null || root === undefined) return { entries: [], faults: [] };
  if (!isSection(root)) return { entries: [], faults: [`${name}: the file must be a map of sections such as "llm:"`] };
  const entries: FileEntry[] = [];
  const faults: string[] = [];
  flatten(root, "", entries, faults);
  return { entries, faults };
}

function flatten(section: Record<string, unknown>, prefix: string, entries: FileEntry[], faults: string[]): void {
  for (const [name, value] of Object.entries(section)) {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    const isParent = sections.has(key);
    if (isParent && isSection(value)) flatten(value, key, entries, faults);
    else if (known.has(key) && value !== null) entries.push({ key, value });
    else if (!known.has(key) && !(isParent && value === null)) faults.push(faultOf(key));
  }
}

function faultOf(key: string): string {
  return sections.has(key)
    ? `${key}: this is a section; it takes a mapping of settings, such as ${exampleIn(key)}`
    : `${key}: no such setting${suggestion(key)}`;
}

/** A setting of the section, as it is written. The user's value is not shown: it may be a secret in the wrong place. */
function exampleIn(section: string): string {
  const inside = [...known].find((candidate) => candidate.startsWith(`${section}.`)) ?? section;
  const rest = inside.slice(section.length + 1).split(".");
  return `"${section.split(".").at(-1)}: {${rest.join(": {")}: ...${"}".repeat(rest.length)}"`;
}

function parentsOf(key: string): string[] {
  const parts = key.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function suggestion(key: string): string {
  const near = settingKeys
    .map((candidate) => ({ candidate, distance: distance(key, candidate) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= 3 ? `; did you mean ${near.candidate}?` : "; docs/settings.md lists what there is";
}

/** Levenshtein distance of two short keys. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= Math.min(a.length, 64); i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? Number.POSITIVE_INFINITY;
}
