import type { Priority } from "#domain/alert.ts";
import type { Level, Severity, Verdict } from "#domain/analysis.ts";
import { levels, severities } from "#domain/analysis.ts";
import type { BenignFinding } from "#knowledge/benign.ts";
import type { Finding } from "#knowledge/indicator.ts";
import type { Judgement } from "./assessment.ts";

const severityOfPriority: Readonly<Record<Priority, Severity>> = {
  Emergency: "high",
  Alert: "high",
  Critical: "high",
  Error: "medium",
  Warning: "medium",
  Notice: "low",
  Informational: "low",
  Debug: "low",
};

/** As far as an indicator of that certainty may raise the severity by itself. */
const raiseCap: Readonly<Record<Finding["indicator"]["certainty"], Severity>> = {
  certain: "critical",
  likely: "high",
  weak: "medium",
};

export interface JudgeInput {
  readonly priority: Priority;
  readonly findings: readonly Finding[];
  readonly benign: readonly BenignFinding[];
  readonly injected: boolean;
  /** The rule, its tags or its words named a technique. */
  readonly ruleKnown: boolean;
}

export interface JudgementWithBounds extends Judgement {
  readonly severityFloor: Severity;
  readonly likelihoodCeiling: Level;
}

/** Weighs what was found. Benign activity lowers only what it explains, and only on evidence that the process cannot choose. */
export function judge(input: JudgeInput): JudgementWithBounds {
  const proven = input.injected ? [] : input.benign.filter((found) => found.evidence.strength === "proven");
  const open = input.findings.filter((finding) => !proven.some((found) => explains(found, finding)));
  const named = input.benign.filter((found) => found.evidence.strength === "named");
  const unnamed = open.filter((finding) => !named.some((found) => explains(found, finding)));
  const severityFloor = floorOf(open, input.injected);
  const explained = proven.length > 0 && !open.some(isTelling) && !input.injected;

  if (explained)
    return {
      severity: "low",
      confidence: confidenceOfBenign(proven, open),
      likelihood: "high",
      verdict: "false_positive",
      severityFloor: "low",
      likelihoodCeiling: "high",
    };

  const severity = raise(severityOfPriority[input.priority], open, named.length > 0, severityFloor);
  const verdict = verdictOf(unnamed, input.injected, severity);
  const likelihood = likelihoodOf(verdict, unnamed);
  return {
    severity: verdict === "inconclusive" && !open.some(isTelling) ? lower(severity, "medium") : severity,
    confidence: confidenceOf(verdict, unnamed, input.ruleKnown),
    likelihood,
    verdict,
    severityFloor,
    likelihoodCeiling:
      open.some((finding) => finding.indicator.certainty === "certain") || input.injected ? "low" : "medium",
  };
}

/** True when the pattern says that this indicator is part of its ordinary work. `*` covers all that is not certain. */
export function explains(found: BenignFinding, finding: Finding): boolean {
  const { explains: ids } = found.pattern;
  return ids.includes(finding.indicator.id) || (ids.includes("*") && finding.indicator.certainty !== "certain");
}

export function higher(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) >= severities.indexOf(b) ? a : b;
}

export function lower(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) <= severities.indexOf(b) ? a : b;
}

export function lowerLevel(a: Level, b: Level): Level {
  return levels.indexOf(a) <= levels.indexOf(b) ? a : b;
}

function isTelling(finding: Finding): boolean {
  return finding.indicator.certainty !== "weak";
}

function floorOf(open: readonly Finding[], injected: boolean): Severity {
  const certain = open.filter((finding) => finding.indicator.certainty === "certain");
  const floor = certain.reduce<Severity>((floor, finding) => higher(floor, finding.indicator.severity), "low");
  return injected ? higher(floor, "high") : floor;
}

function raise(base: Severity, open: readonly Finding[], named: boolean, floor: Severity): Severity {
  const raised = open.reduce<Severity>(
    (severity, { indicator }) => higher(severity, lower(indicator.severity, raiseCap[indicator.certainty])),
    base,
  );
  // A look-alike of something harmless is no reason for alarm by itself, and none for calm about what is certain.
  return higher(named ? lower(raised, "medium") : raised, floor);
}

function verdictOf(unnamed: readonly Finding[], injected: boolean, severity: Severity): Verdict {
  if (injected || unnamed.some((finding) => finding.indicator.certainty === "certain")) return "true_positive";
  const likely = unnamed.filter(isTelling);
  return likely.length > 0 && severity !== "low" ? "true_positive" : "inconclusive";
}

function likelihoodOf(verdict: Verdict, unnamed: readonly Finding[]): Level {
  if (verdict !== "true_positive") return "medium";
  const telling = unnamed.filter(isTelling);
  return telling.length > 1 || telling.some((finding) => finding.indicator.certainty === "certain") ? "low" : "medium";
}

function confidenceOf(verdict: Verdict, unnamed: readonly Finding[], ruleKnown: boolean): Level {
  const telling = unnamed.filter(isTelling);
  if (verdict !== "true_positive") return ruleKnown && unnamed.length > 0 ? "medium" : "low";
  if (telling.some((finding) => finding.indicator.certainty === "certain")) return "high";
  return telling.length > 1 ? "high" : "medium";
}

function confidenceOfBenign(proven: readonly BenignFinding[], open: readonly Finding[]): Level {
  return proven.length > 0 && open.length === 0 ? "high" : "medium";
}
