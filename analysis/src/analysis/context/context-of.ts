import { timeOf } from "#alert/time.ts";
import type { AnalysisContext } from "#domain/analysis.ts";
import { findTechnique } from "#knowledge/attack.ts";
import { officialRule, techniqueOfRule } from "#knowledge/rules.ts";
import type { Around } from "./around.ts";
import type { Weighed } from "./weigh.ts";
import { reasons, textOf } from "./words.ts";

/** What is told about the surroundings; `readable` makes a neighbour's text safe to show. */
export function contextOf(around: Around, weighed: Weighed, readable: (text: string) => string): AnalysisContext {
  const { rule, related, elsewhere, otherRules, habit, missing } = around;
  return {
    rule:
      rule === null
        ? null
        : {
            here: rule.here,
            everywhere: rule.everywhere,
            hosts: rule.hosts,
            first_seen: rule.firstNs === null ? null : (timeOf(rule.firstNs)?.text ?? null),
          },
    timeline: related.map(({ alert, relation, times }) => ({
      time: alert.time,
      relation,
      rule: readable(alert.rule),
      priority: alert.priority,
      text: readable(textOf(alert)),
      times,
    })),
    timeline_left_out: around.leftOut,
    command_elsewhere: elsewhere === null ? null : { ...elsewhere },
    other_rules: otherRules.map(({ rule: name, times }) => ({ rule: readable(name), times })),
    techniques: techniquesOf(around),
    habit_of_hosts: habit?.hosts ?? null,
    effect: weighed.effect,
    because: reasons(weighed, around).map(readable),
    missing: [...missing],
  };
}

const techniquesMax = 12;

/** What neighbours show by themselves first, then what the other rules of the day stand for. */
function techniquesOf({ related, otherRules }: Around): AnalysisContext["techniques"] {
  const found = new Map<string, string>();
  for (const { assessment } of related) {
    const { technique, technique_name: name } = assessment.body.mitre_attack;
    if (technique !== null && assessment.body.verdict !== "false_positive") found.set(technique, name ?? "");
  }
  for (const { rule } of otherRules) {
    const technique = findTechnique(techniqueOfRule(rule, officialRule(rule)?.tags ?? [])?.technique ?? "");
    if (technique !== null && !found.has(technique.id)) found.set(technique.id, technique.name);
  }
  return [...found].slice(0, techniquesMax).map(([technique, technique_name]) => ({ technique, technique_name }));
}
