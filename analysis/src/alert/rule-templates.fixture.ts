import { readFileSync } from "node:fs";
import { parseRuleTemplate, type RuleTemplate, type RuleTemplates } from "./rule-template.ts";

/** A rule as the catalogue has it. */
export interface CatalogueRule {
  readonly rule: string;
  readonly output_template: string;
  readonly tags: readonly string[];
  readonly fields: readonly string[];
}

const file = new URL("../knowledge/data/official-rules.json", import.meta.url);

/** The 93 official rules. */
export const catalogueRules: readonly CatalogueRule[] = JSON.parse(readFileSync(file, "utf8")).rules;

/** Templates of these rules, as `knowledge/rules.ts` gives them to the parser. */
export function templatesOf(rules: readonly Pick<CatalogueRule, "rule" | "output_template" | "tags">[]): RuleTemplates {
  const byRule = new Map<string, RuleTemplate>();
  const byMessage = new Map<string, RuleTemplate>();
  for (const { rule, output_template, tags } of rules) {
    const template = parseRuleTemplate(rule, output_template, tags);
    byRule.set(rule, template);
    byMessage.set(template.message.toLowerCase(), template);
  }
  return { byRule: (rule) => byRule.get(rule), byMessage: (message) => byMessage.get(message.toLowerCase()) };
}

export const officialTemplates: RuleTemplates = templatesOf(catalogueRules);
