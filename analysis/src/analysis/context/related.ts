import type { Facts } from "#alert/facts.ts";
import { readFacts } from "#alert/facts.ts";
import { stringifyExact } from "#alert/json.ts";
import { parseTime } from "#alert/time.ts";
import type { Alert } from "#domain/alert.ts";
import type { Relation } from "#domain/analysis.ts";
import { relations, severities } from "#domain/analysis.ts";
import { assess } from "../assess.ts";
import type { Related } from "./around.ts";
import { relationOf } from "./relation.ts";

/** So many lines are shown at most; so many are looked at closely. */
const linesMax = 40;
const looksMax = 150;

/** What belongs to an alert, and how many lines of it are left out. */
export interface Found {
  readonly related: readonly Related[];
  readonly leftOut: number;
}

/**
 * What belongs to the alert among its neighbours, without its own repeats: what repeats once, attacks first, then the closest and nearest, in the
 * order of time. Of every rule something is looked at, so that many harmless alerts hide none.
 */
export function relatedOf(facts: Facts, atNs: bigint, neighbours: readonly Alert[]): Found {
  const own = deedOf(facts);
  const bound = neighbours.flatMap((alert) => {
    const others = readFacts(alert);
    const relation = relationOf(facts, others);
    const ns = parseTime(alert.time)?.ns;
    const deed = deedOf(others);
    return relation === null || ns === undefined || deed === own
      ? []
      : [{ alert, relation, deed, offsetMs: Number((ns - atNs) / 1_000_000n) }];
  });
  const near = bound.sort(
    (a, b) => closeness(a.relation) - closeness(b.relation) || Math.abs(a.offsetMs) - Math.abs(b.offsetMs),
  );
  const lines = new Map<string, Bound & { times: number }>();
  for (const { deed, ...found } of near) {
    const key = `${found.relation} ${deed}`;
    const known = lines.get(key);
    if (known !== undefined) known.times += 1;
    else lines.set(key, { ...found, times: 1 });
  }
  const related = inTurn([...lines.values()])
    .slice(0, looksMax)
    .map((line) => ({ ...line, assessment: assess(line.alert) }))
    .sort((a, b) => harmlessness(a) - harmlessness(b) || closeness(a.relation) - closeness(b.relation))
    .slice(0, linesMax)
    .sort((a, b) => a.offsetMs - b.offsetMs);
  return { related, leftOut: lines.size - related.length };
}

/** The first of every rule, then the second of every rule, and so on. */
function inTurn<Line extends Bound>(lines: readonly Line[]): Line[] {
  const turns = new Map<string, number>();
  const placed = lines.map((line) => {
    const turn = turns.get(line.alert.rule) ?? 0;
    turns.set(line.alert.rule, turn + 1);
    return { line, turn };
  });
  return placed.sort((a, b) => a.turn - b.turn).map(({ line }) => line);
}

function harmlessness({ assessment: { body, injection } }: Related): number {
  if (body.verdict !== "true_positive" && injection === null) return severities.length;
  return severities.length - 1 - severities.indexOf(body.risk_assessment.severity);
}

/** The same rule for the same command, file and other end; where there is no command, all that the event says but its time. */
function deedOf({ alert, file, connection, field }: Facts): string {
  const { "evt.time": _, ...fields } = alert.output_fields;
  const command = field("proc.cmdline");
  const done = command === null ? stringifyExact(fields) : [command, file?.path, file?.newPath];
  return JSON.stringify([alert.rule, done, connection?.remoteAddress, connection?.remotePort]);
}

interface Bound {
  readonly alert: Alert;
  readonly relation: Relation;
  readonly offsetMs: number;
}

function closeness(relation: Relation): number {
  return relations.indexOf(relation);
}
