import { readFileSync } from "node:fs";
import type { Tactic, TacticShortname, Technique } from "#domain/attack.ts";

interface AttackData {
  readonly version: string;
  readonly attribution: string;
  readonly tactics: readonly Tactic[];
  readonly techniques: readonly Technique[];
  readonly mitigations: readonly { readonly id: string; readonly name: string }[];
  readonly revoked: Readonly<Record<string, string | null>>;
}

/** A technique in force, found for an id that may have been retired. */
export interface ResolvedTechnique {
  readonly technique: Technique;
  /** The retired id that was asked for, when a successor stands in for it. */
  readonly replaces: string | null;
}

const data = JSON.parse(readFileSync(new URL("./data/enterprise-attack.json", import.meta.url), "utf8")) as AttackData;
const techniques = new Map(data.techniques.map((technique) => [technique.id, technique]));
const tactics = new Map<string, Tactic>(data.tactics.map((tactic) => [tactic.shortname, tactic]));
const tacticsByName = new Map(data.tactics.map((tactic) => [normaliseName(tactic.name), tactic]));
const retired = new Map(Object.entries(data.revoked));
const idForm = /^T\d{4}(?:\.\d{3})?$/;

export const attackVersion = data.version;
export const attackAttribution = data.attribution;
export const allTechniques = data.techniques;
export const allTactics = data.tactics;

/** A technique in force by its id, or null. Case and surrounding blanks do not matter. */
export function findTechnique(id: string): Technique | null {
  const known = techniques.get(id);
  if (known) return known;
  // Most of what is asked for are the other tags of a rule.
  const wanted = id.trim();
  return wanted.startsWith("T") || wanted.startsWith("t") ? (techniques.get(wanted.toUpperCase()) ?? null) : null;
}

/** Like `findTechnique`, following ATT&CK's own replacements of retired ids; null for ids that never existed or have no successor. */
export function resolveTechnique(id: string): ResolvedTechnique | null {
  const wanted = id.trim().toUpperCase();
  if (!idForm.test(wanted)) return null;
  const current = techniques.get(wanted);
  if (current) return { technique: current, replaces: null };
  const successor = retired.get(wanted);
  const technique = successor ? techniques.get(successor) : undefined;
  return technique ? { technique, replaces: wanted } : null;
}

/** A tactic by shortname (`credential-access`), name (`Credential Access`) or id (`TA0006`); null when there is none. */
export function findTactic(text: string): Tactic | null {
  const known = tactics.get(text);
  if (known) return known;
  const name = normaliseName(text);
  return tactics.get(name.replaceAll(" ", "-")) ?? tacticsByName.get(name) ?? tacticById(text) ?? null;
}

/** The tactic by its shortname; the catalogue has all fourteen. */
export function tacticOf(shortname: TacticShortname): Tactic {
  const tactic = tactics.get(shortname);
  if (!tactic) throw new Error(`ATT&CK data lacks the tactic ${shortname}`);
  return tactic;
}

/** `T1059` for `T1059.004` and for itself. */
export function parentId(id: string): string {
  return id.slice(0, 5);
}

/** True when at least one of the platforms is among the technique's. `PRE` techniques (before a compromise) fit everywhere. */
export function fitsPlatform(technique: Technique, platforms: readonly string[]): boolean {
  return technique.platforms.includes("PRE") || platforms.some((platform) => technique.platforms.includes(platform));
}

function tacticById(text: string): Tactic | undefined {
  const id = text.trim().toUpperCase();
  return data.tactics.find((tactic) => tactic.id === id);
}

function normaliseName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ");
}
