import type { Alert } from "#domain/alert.ts";
import type { AnalysisBody, Level, MitreAttack, Severity } from "#domain/analysis.ts";
import { levels, severities } from "#domain/analysis.ts";
import type { Technique } from "#domain/attack.ts";
import { findTactic, fitsPlatform, resolveTechnique, tacticOf } from "#knowledge/attack.ts";

/** What an answer is checked against. */
export interface Ground {
  readonly alert: Alert;
  /** What this kind of alert can be about; see `platformsOf`. */
  readonly platforms: readonly string[];
  /** Stands where the answer's own technique does not hold; itself grounded. */
  readonly fallback: MitreAttack;
  readonly severityFloor: Severity;
  readonly likelihoodCeiling: Level;
  /** Further text that may be quoted: context lines, as sent. */
  readonly context?: readonly string[];
}

export interface Grounded {
  readonly body: AnalysisBody;
  readonly corrections: readonly string[];
}

export const noTechnique: MitreAttack = {
  tactic: null,
  technique: null,
  technique_name: null,
  tactic_id: null,
  url: null,
  chosen_by: null,
  alternatives: [],
};

/** Checks every claim of an answer, whoever made it: what does not hold is replaced and said. Nothing is shown that has not passed. */
export function groundAnalysis(body: AnalysisBody, ground: Ground): Grounded {
  const corrections: string[] = [];
  const mitre = groundTechnique(body.mitre_attack, ground, corrections);
  const evidence = groundQuotes(body, ground, corrections);
  const severity = bounded(body.risk_assessment.severity, ground.severityFloor, severities, 1);
  if (severity !== body.risk_assessment.severity) {
    corrections.push(`severity ${body.risk_assessment.severity} is below what the alert shows; ${severity} used`);
  }
  const likelihood = bounded(body.false_positive.likelihood, ground.likelihoodCeiling, levels, -1);
  if (likelihood !== body.false_positive.likelihood) {
    corrections.push(
      `false-positive likelihood ${body.false_positive.likelihood} is above what the alert allows; ${likelihood} used`,
    );
  }
  return {
    body: {
      ...body,
      mitre_attack: mitre,
      evidence,
      risk_assessment: { ...body.risk_assessment, severity },
      false_positive: { ...body.false_positive, likelihood },
    },
    corrections,
  };
}

/** ATT&CK platforms that an alert of this source can speak of. */
export function platformsOf(source: string): readonly string[] {
  if (source === "syscall") return ["Linux", "Containers", "IaaS"];
  if (source.startsWith("k8s")) return ["Containers", "IaaS", "Linux"];
  return ["Linux", "Containers", "IaaS", "SaaS", "Identity Provider", "Office Suite"];
}

/** The public form of a technique under one of its tactics. */
export function mitreOf(technique: Technique, tacticName: string, chosenBy: MitreAttack["chosen_by"]): MitreAttack {
  const wanted = findTactic(tacticName);
  const shortname = wanted && technique.tactics.includes(wanted.shortname) ? wanted.shortname : technique.tactics[0];
  const tactic = shortname ? tacticOf(shortname) : null;
  return {
    tactic: tactic?.name ?? null,
    technique: technique.id,
    technique_name: technique.name,
    tactic_id: tactic?.id ?? null,
    url: technique.url,
    chosen_by: chosenBy,
    alternatives: [],
  };
}

function groundTechnique(answer: MitreAttack, ground: Ground, corrections: string[]): MitreAttack {
  const alternatives = answer.alternatives.filter((alternative) => {
    const found = resolveTechnique(alternative.technique);
    return found !== null && found.replaces === null && fitsPlatform(found.technique, ground.platforms);
  });
  if (answer.technique === null) return { ...noTechnique, alternatives };
  const found = resolveTechnique(answer.technique);
  if (!found) {
    corrections.push(`the technique ${printable(answer.technique)} is not in ATT&CK; ${named(ground.fallback)} used`);
    return { ...ground.fallback, alternatives };
  }
  const { technique, replaces } = found;
  if (!fitsPlatform(technique, ground.platforms)) {
    corrections.push(
      `${technique.id} ${technique.name} is for ${technique.platforms.join(", ")}; ${named(ground.fallback)} used`,
    );
    return { ...ground.fallback, alternatives };
  }
  if (replaces) corrections.push(`${replaces} is retired in ATT&CK; its successor ${technique.id} used`);
  const grounded = mitreOf(technique, answer.tactic ?? "", answer.chosen_by);
  if (answer.tactic !== null && findTactic(answer.tactic)?.name !== grounded.tactic) {
    corrections.push(
      `the tactic ${printable(answer.tactic)} does not belong to ${technique.id}; ${grounded.tactic} used`,
    );
  }
  if (answer.technique_name !== null && !replaces && !isNameOf(technique, answer.technique_name)) {
    corrections.push(`${technique.id} is called "${technique.name}"`);
  }
  return { ...grounded, alternatives };
}

function groundQuotes(body: AnalysisBody, ground: Ground, corrections: string[]): AnalysisBody["evidence"] {
  const texts = quotableTexts(ground);
  return body.evidence.filter((entry) => {
    const quote = foldBlanks(entry.quote);
    const stands = quote !== "" && texts.some((text) => text.includes(quote));
    if (!stands) corrections.push("a quote that does not stand in the alert was left out");
    return stands;
  });
}

function quotableTexts({ alert, context }: Ground): string[] {
  const values = Object.values(alert.output_fields).filter((value) => value !== null && typeof value !== "object");
  const heads = [alert.rule, alert.hostname ?? "", alert.source, ...alert.tags];
  return [alert.output, ...heads, ...values.map(String), ...(context ?? [])].map(foldBlanks);
}

function foldBlanks(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** The value, moved to the bound when it lies on the wrong side of it (direction 1: not below; -1: not above). */
function bounded<T extends string>(value: T, bound: T, order: readonly T[], direction: 1 | -1): T {
  return (order.indexOf(value) - order.indexOf(bound)) * direction < 0 ? bound : value;
}

function isNameOf(technique: Technique, name: string): boolean {
  const wanted = name.trim().toLowerCase();
  return wanted === technique.name.toLowerCase() || wanted === technique.full_name.toLowerCase();
}

function named(mitre: MitreAttack): string {
  return mitre.technique ?? "no technique";
}

/** An answer's own text inside a correction: short, one line, no control characters. */
function printable(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "").slice(0, 60);
}
