import type { Facts } from "#alert/facts.ts";
import { readFacts } from "#alert/facts.ts";
import { parseTime } from "#alert/time.ts";
import type { Alert } from "#domain/alert.ts";
import type { Relation } from "#domain/analysis.ts";
import { relations } from "#domain/analysis.ts";
import { assess } from "../assess.ts";
import type { Related } from "./around.ts";
import { relationOf } from "./relation.ts";

/** So many lines are shown at most; so many are looked at closely. */
const linesMax = 40;
const looksMax = 60;

/** What belongs to the alert among its neighbours: the closest and nearest, what repeats once, in the order of time. */
export function relatedOf(facts: Facts, atNs: bigint, neighbours: readonly Alert[]): readonly Related[] {
  const bound = neighbours.flatMap((alert) => {
    const relation = relationOf(facts, readFacts(alert));
    const ns = parseTime(alert.time)?.ns;
    return relation === null || ns === undefined
      ? []
      : [{ alert, relation, offsetMs: Number((ns - atNs) / 1_000_000n) }];
  });
  const near = bound.sort(
    (a, b) => closeness(a.relation) - closeness(b.relation) || Math.abs(a.offsetMs) - Math.abs(b.offsetMs),
  );
  const lines = new Map<string, Bound & { times: number }>();
  for (const found of near) {
    const key = JSON.stringify(
      [found.alert.rule, found.relation, found.alert.output_fields["proc.cmdline"] ?? ""].map(String),
    );
    const known = lines.get(key);
    if (known !== undefined) known.times += 1;
    else if (lines.size < looksMax) lines.set(key, { ...found, times: 1 });
  }
  return [...lines.values()]
    .slice(0, linesMax)
    .map((line) => ({ ...line, assessment: assess(line.alert) }))
    .sort((a, b) => a.offsetMs - b.offsetMs);
}

interface Bound {
  readonly alert: Alert;
  readonly relation: Relation;
  readonly offsetMs: number;
}

function closeness(relation: Relation): number {
  return relations.indexOf(relation);
}
