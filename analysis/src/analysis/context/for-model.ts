import type { Around, Related } from "./around.ts";
import { textOf } from "./words.ts";

const linesMax = 12;

/** Those neighbours that a model is told of: the closest, in the order of time. */
export function toldOf({ related }: Around): readonly Related[] {
  if (related.length <= linesMax) return related;
  const order = ["container", "process", "user", "host"];
  return [...related]
    .sort(
      (a, b) => order.indexOf(a.relation) - order.indexOf(b.relation) || Math.abs(a.offsetMs) - Math.abs(b.offsetMs),
    )
    .slice(0, linesMax)
    .sort((a, b) => a.offsetMs - b.offsetMs);
}

/** What a model is told of the surroundings, before it is hidden; null where there is nothing to tell. */
export function aroundForModel(around: Around): Record<string, unknown> | null {
  const { rule, elsewhere, otherRules, habit } = around;
  const lines = toldOf(around);
  if (rule === null && lines.length === 0 && otherRules.length === 0) return null;
  return {
    ...(rule === null
      ? {}
      : {
          rule_fired: {
            ...(rule.here === null ? {} : { on_this_host: rule.here }),
            everywhere: rule.everywhere,
            hosts: rule.hosts,
            ...(rule.firstNs === null ? { never_before: true } : {}),
          },
        }),
    ...(habit === null ? {} : { habit_of_other_hosts: habit.hosts }),
    ...(elsewhere === null || elsewhere.events === 0 ? {} : { same_command_on_other_hosts: elsewhere.hosts }),
    ...(otherRules.length === 0
      ? {}
      : { other_rules_on_host: otherRules.map(({ rule: name, times }) => `${name} (${times})`) }),
    ...(lines.length === 0
      ? {}
      : {
          timeline: lines.map(({ alert, offsetMs, relation, times }) => ({
            seconds: Math.round(offsetMs / 1000),
            same: relation,
            rule: alert.rule,
            what: textOf(alert),
            ...(times === 1 ? {} : { times }),
          })),
        }),
  };
}

/** Texts that an answer may quote, as they came. */
export function textsAround(around: Around | null): readonly string[] {
  return around === null ? [] : around.related.flatMap(({ alert }) => [textOf(alert), alert.rule]);
}
