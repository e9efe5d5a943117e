import type { Facts } from "#alert/facts.ts";
import { readFacts } from "#alert/facts.ts";
import type { Alert } from "#domain/alert.ts";
import type { LevelInForce } from "#domain/pseudonymised.ts";
import type { RiskClass, RiskPart } from "#domain/risk-class.ts";
import { officialRules } from "#knowledge/rules.ts";
import type { Assessment } from "../assessment.ts";
import { actorParts } from "./actor-parts.ts";
import { type Canon, createCanon, type VeilOfClass } from "./canonical-text.ts";
import { fieldParts } from "./field-parts.ts";
import { injectedText } from "./injected-text.ts";
import { placeParts } from "./place-parts.ts";
import { remainderOf } from "./remainder.ts";
import type { StandIns } from "./stand-ins.ts";
import { targetParts } from "./target-parts.ts";

/** Who answers, and by what: the same alert asked elsewhere is another question. */
export interface RunFacts {
  readonly engine: "llm" | "builtin";
  readonly provider: string;
  readonly model: string | null;
  readonly promptVersion: string;
  readonly level: LevelInForce;
  /** `listsVersionOf` the operator's lists. */
  readonly listsVersion: string;
  readonly knowledgeVersion: string;
  readonly attackVersion: string;
}

/** A class with what its stand-ins stand for in this alert. */
export interface Classified {
  readonly parts: RiskClass;
  readonly standIns: Pick<StandIns, "known">;
}

/**
 * The risk class of one alert. Whatever a model would be shown of the alert is in it, so that no text of one alert speaks for
 * another; what changes from repeat to repeat, and what the veil hides, is in it as its class only. Pure; linear; never throws
 * unless the veil does.
 */
export function riskClass(alert: Alert, assessment: Assessment, veil: VeilOfClass, run: RunFacts): RiskClass {
  return classify(alert, assessment, veil, run).parts;
}

export function classify(alert: Alert, assessment: Assessment, veil: VeilOfClass, run: RunFacts): Classified {
  const facts = readFacts(alert);
  const canon = createCanon(alert, veil, facts.family === "internal");
  const parts: RiskPart[] = [
    { name: "rule", value: ruleOf(alert, canon) },
    { name: "priority", value: alert.priority },
    { name: "source", value: canon.letters("", alert.source) },
    { name: "tags", value: tagsOf(alert, canon) },
    ...actorParts(facts, canon),
    ...targetParts(facts, canon),
    ...placeParts(facts, canon),
    ...assessmentParts(facts, assessment),
    ...fieldParts(facts, canon),
    { name: "line", value: remainderOf(alert, canon) },
    ...doubtParts(alert, assessment, canon),
    { name: "different values", value: canon.standIns.counts() },
    ...runParts(run),
  ];
  return { parts: parts.filter(({ value }) => value !== ""), standIns: canon.standIns };
}

let ours: ReadonlySet<string> | null = null;

function isOfficial(word: string): boolean {
  ours ??= new Set(officialRules.flatMap(({ rule, tags }) => [rule, ...tags]));
  return ours.has(word);
}

/** Every letter of it: rules are the defender's, and no two are one. */
function ruleOf({ rule }: Alert, canon: Canon): string {
  return isOfficial(rule) ? rule : canon.letters("", rule);
}

/** The techniques say what the usual ones mean; a line alone has none of them. */
function tagsOf({ tags, source }: Alert, canon: Canon): string {
  const own = tags.filter((tag) => tag !== source && !isOfficial(tag) && !techniqueTag.test(tag)).sort();
  return own.map((tag) => canon.letters("", tag)).join(", ");
}

const techniqueTag = /^TA?\d{4}(?:\.\d{3})?$/;

/** What the built-in analyst makes of it. */
function assessmentParts({ family }: Facts, assessment: Assessment): RiskPart[] {
  const { body, findings, benign, candidates, severityFloor, likelihoodCeiling } = assessment;
  const { severity, confidence } = body.risk_assessment;
  const ids = new Set(findings.map(({ indicator }) => indicator.id));
  const activities = benign.map(({ pattern, evidence }) => `${pattern.id} (${evidence.strength})`);
  const techniques = candidates.map(({ technique, tactic }) => `${technique.id}/${tactic}`);
  return [
    { name: "family", value: family },
    { name: "indicators", value: [...ids].sort().join(", ") || "none" },
    { name: "benign", value: activities.sort().join(", ") || "none" },
    { name: "techniques", value: techniques.join(", ") || "none" },
    {
      name: "built-in",
      value: `${body.verdict}, severity ${severity} (at least ${severityFloor}), confidence ${confidence}, false positive ${body.false_positive.likelihood} (at most ${likelihoodCeiling})`,
    },
  ];
}

/** What may not be relied on, and texts that speak to whoever reads them. */
function doubtParts(alert: Alert, { injection }: Assessment, canon: Canon): RiskPart[] {
  const names = (list: readonly string[]) =>
    [...list]
      .sort()
      .map((name) => canon.letters("", name))
      .join(", ");
  return [
    { name: "ambiguous", value: alert.ambiguous ? `yes ${names(alert.doubtful)}` : names(alert.doubtful) },
    { name: "cut", value: names(alert.cut) },
    { name: "speaks to the reader", value: injection === null ? "no" : injectedText(alert, injection, canon) },
  ];
}

function runParts(run: RunFacts): RiskPart[] {
  return [
    { name: "engine", value: run.engine },
    { name: "provider", value: run.provider },
    { name: "model", value: run.model ?? "none" },
    { name: "prompt", value: run.promptVersion },
    { name: "obfuscation", value: run.level },
    { name: "lists", value: run.listsVersion },
    { name: "knowledge", value: `${run.knowledgeVersion}, ATT&CK ${run.attackVersion}` },
  ];
}
