import type { Facts } from "#alert/facts.ts";
import { readFacts } from "#alert/facts.ts";
import type { Severity } from "#domain/analysis.ts";
import { severities } from "#domain/analysis.ts";
import type { Finding } from "#knowledge/indicator.ts";
import type { Assessment } from "../assessment.ts";
import type { JudgementWithBounds } from "../judge.ts";
import { higher } from "../judge.ts";
import type { Around, Related } from "./around.ts";

/** What the surroundings do to a judgement. */
export interface Weighed {
  readonly judgement: JudgementWithBounds;
  readonly effect: "raised" | "lowered" | "none";
  /** Neighbours that raised it, the closest first. */
  readonly telling: readonly Related[];
  /** Nothing like it fired before, as far as the log goes back. */
  readonly isFirst: boolean;
}

export interface Weighing {
  readonly judgement: JudgementWithBounds;
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  readonly injected: boolean;
  /** The alert's own technique. */
  readonly technique: string | null;
}

const tellingMax = 3;
/** Addresses reserved for examples stand for addresses of the internet. */
const internet: ReadonlySet<string> = new Set(["public", "documentation"]);
const weekNs = 7n * 86_400_000_000_000n;

/**
 * Neighbours that are attacks by themselves make it graver; only an old habit of other hosts makes it milder, which nobody can make with
 * the host that is his, and never what is known for certain.
 */
export function weigh(given: Weighing, around: Around): Weighed {
  const { judgement, findings, injected } = given;
  const isFirst = isFirstOfAll(around);
  const telling = tellingOf(given, around, isFirst);
  if (telling.length > 0) return { judgement: raised(judgement), effect: "raised", telling, isFirst };
  const isCertain = injected || findings.some(({ indicator }) => indicator.certainty === "certain");
  if (around.habit === null || isCertain || judgement.verdict === "false_positive")
    return { judgement, effect: "none", telling, isFirst };
  return { judgement: lowered(judgement), effect: "lowered", telling, isFirst };
}

/** Whether a habit of other hosts could change anything. */
export function mayBeHabit({ body, severityFloor }: Pick<Assessment, "body" | "severityFloor">): boolean {
  return body.verdict !== "false_positive" && severityFloor === "low";
}

/** The log has to go back far enough to say so. */
function isFirstOfAll({ rule }: Around): boolean {
  if (rule === null || rule.firstNs !== null) return false;
  return rule.everywhere.week <= 1 && rule.goesBackNs >= weekNs;
}

/** Neighbours that belong to the alert and are telling by themselves: attacks, or a way out to the internet after something that never happened before. */
function tellingOf(
  { facts, technique, judgement }: Weighing,
  { related }: Around,
  isFirst: boolean,
): readonly Related[] {
  const found = related.filter((one) => {
    if (one.assessment.injection !== null) return true;
    // What its own rule tells is mostly the same once more; only something worse says more.
    if (one.alert.rule === facts.alert.rule && !isGraver(one, judgement)) return false;
    if (one.assessment.body.mitre_attack.technique === technique && one.relation === "host") return false;
    return isAttack(one) || (isFirst && isWayOut(one));
  });
  return found
    .sort((a, b) => closeness(a) - closeness(b) || Math.abs(a.offsetMs) - Math.abs(b.offsetMs))
    .slice(0, tellingMax);

  function closeness({ relation }: Related): number {
    return relation === "host" && facts.container.where === "container" ? 2 : relation === "host" ? 1 : 0;
  }
}

/** Of the same host alone it takes more than of the same container, process or person. */
function isAttack({ assessment, relation }: Related): boolean {
  const { verdict, risk_assessment: risk } = assessment.body;
  const least: Severity = relation === "host" ? "high" : "medium";
  return verdict === "true_positive" && severities.indexOf(risk.severity) >= severities.indexOf(least);
}

function isGraver({ assessment: { body } }: Related, { verdict, severity }: JudgementWithBounds): boolean {
  const isWorse = severities.indexOf(body.risk_assessment.severity) > severities.indexOf(severity);
  return body.verdict === "true_positive" && (verdict !== "true_positive" || isWorse);
}

function isWayOut({ alert, assessment, relation, offsetMs }: Related): boolean {
  if (offsetMs < 0 || relation === "host" || assessment.body.verdict === "false_positive") return false;
  const { connection } = readFacts(alert);
  return connection !== null && connection.direction !== "inbound" && internet.has(connection.remoteClass ?? "");
}

function raised(judgement: JudgementWithBounds): JudgementWithBounds {
  const { verdict, severity } = judgement;
  // What is proven to be harmless by itself is so no longer for certain.
  if (verdict === "false_positive")
    return {
      ...judgement,
      verdict: "inconclusive",
      severity: higher(severity, "medium"),
      likelihood: "medium",
      confidence: "low",
      likelihoodCeiling: "medium",
    };
  return {
    ...judgement,
    verdict: "true_positive",
    severity: verdict === "true_positive" ? severity : higher(above(severity), "medium"),
    likelihood: "low",
    confidence: verdict === "true_positive" ? "high" : "medium",
    likelihoodCeiling: "low",
  };
}

/** By one step, and never below what is certain. */
function lowered(judgement: JudgementWithBounds): JudgementWithBounds {
  const { verdict, severity, severityFloor } = judgement;
  if (verdict === "true_positive")
    return {
      ...judgement,
      verdict: "inconclusive",
      likelihood: "medium",
      confidence: "low",
      likelihoodCeiling: "medium",
    };
  return {
    ...judgement,
    verdict: "false_positive",
    severity: higher(below(severity), severityFloor),
    likelihood: "high",
    confidence: "medium",
    likelihoodCeiling: "high",
  };
}

function above(severity: Severity): Severity {
  return severities[Math.min(severities.length - 1, severities.indexOf(severity) + 1)] ?? severity;
}

function below(severity: Severity): Severity {
  return severities[Math.max(0, severities.indexOf(severity) - 1)] ?? severity;
}
