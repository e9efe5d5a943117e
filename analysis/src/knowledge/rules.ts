import { readFileSync } from "node:fs";
import type { RuleTemplate, RuleTemplates } from "#alert/rule-template.ts";
import { parseRuleTemplate } from "#alert/rule-template.ts";
import type { Priority } from "#domain/alert.ts";
import type { TacticShortname } from "#domain/attack.ts";
import { findTechnique } from "./attack.ts";
import { disputedTags } from "./disputed-tags.ts";

/** What the Falco project says about one of its rules. */
export interface OfficialRule {
  readonly rule: string;
  readonly priority: Priority;
  readonly maturity: "stable" | "incubating" | "sandbox";
  readonly tags: readonly string[];
  readonly mitre_tactics: readonly TacticShortname[];
  readonly mitre_techniques: readonly string[];
  readonly output_template: string;
}

/** A technique that a rule, known or not, stands for. */
export interface RuleTechnique {
  readonly technique: string;
  readonly tactic: TacticShortname | null;
  /** Why it is not simply the tag; null when it is. */
  readonly why: string | null;
  /** The rule covers many behaviours; any that is seen says more. */
  readonly general?: true;
}

const file = new URL("./data/official-rules.json", import.meta.url);
const data = JSON.parse(readFileSync(file, "utf8")) as { readonly rules: readonly OfficialRule[] };
const rules = new Map(data.rules.map((rule) => [rule.rule, rule]));
const templates = new Map<string, RuleTemplate>();
let templatesByMessage: Map<string, RuleTemplate> | null = null;

export const officialRules: readonly OfficialRule[] = data.rules;

/** The official rule of that exact name; undefined for a custom one. */
export function officialRule(name: string): OfficialRule | undefined {
  return rules.get(name);
}

/** What the parser needs to know of the official rules' lines. */
export const ruleTemplates: RuleTemplates = {
  byRule(name) {
    const known = templates.get(name);
    const rule = rules.get(name);
    if (known || !rule) return known;
    const template = parseRuleTemplate(rule.rule, rule.output_template, rule.tags);
    templates.set(name, template);
    return template;
  },
  byMessage(message) {
    templatesByMessage ??= indexByMessage();
    return templatesByMessage.get(normaliseMessage(message));
  },
};

/**
 * The technique that stands behind a rule: our argued choice for an official rule, else its tags.
 * Tags of any alert are hints: an id that is not in force is ignored, a tactic that does not belong is dropped.
 */
export function techniqueOfRule(rule: string, tags: readonly string[]): RuleTechnique | null {
  if (rules.has(rule)) {
    const better = disputedTags.get(rule);
    if (better) return better;
  }
  for (const tag of tags) {
    const technique = findTechnique(tag);
    if (!technique) continue;
    const tagged = tacticsInTags(tags);
    const tactic = technique.tactics.find((shortname) => tagged.has(shortname)) ?? technique.tactics[0] ?? null;
    return { technique: technique.id, tactic, why: null };
  }
  return null;
}

/** Tactic shortnames named by `mitre_*` tags. */
export function tacticsInTags(tags: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const tag of tags) {
    if (tag.startsWith("mitre_")) found.add(tag.slice("mitre_".length).replaceAll("_", "-"));
  }
  return found;
}

function indexByMessage(): Map<string, RuleTemplate> {
  const index = new Map<string, RuleTemplate>();
  for (const rule of data.rules) {
    const template = ruleTemplates.byRule(rule.rule);
    if (template) index.set(normaliseMessage(template.message), template);
  }
  return index;
}

function normaliseMessage(message: string): string {
  return message.trim().toLowerCase().replaceAll(/\s+/g, " ");
}
