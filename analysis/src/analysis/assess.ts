import type { Facts } from "#alert/facts.ts";
import { readFacts } from "#alert/facts.ts";
import type { Alert } from "#domain/alert.ts";
import type { AnalysisBody, MitigationStep } from "#domain/analysis.ts";
import { benignPatterns, findBenign } from "#knowledge/benign/index.ts";
import type { BenignFinding } from "#knowledge/benign.ts";
import { causesOfTechnique } from "#knowledge/impacts.ts";
import type { Finding } from "#knowledge/indicator.ts";
import { findIndicators } from "#knowledge/indicators/index.ts";
import { findInjection } from "#knowledge/injection.ts";
import type { Playbook } from "#knowledge/playbook.ts";
import { playbookFor } from "#knowledge/playbooks/index.ts";
import { assessSensorEvent } from "./assess-sensor-event.ts";
import type { Assessment, Candidate } from "./assessment.ts";
import { chooseTechniques } from "./choose-technique.ts";
import type { Around } from "./context/around.ts";
import { weigh } from "./context/weigh.ts";
import { decide } from "./decide.ts";
import type { Story } from "./describe.ts";
import { attackVector, evidence, impact, summary } from "./describe.ts";
import { mitreOf, noTechnique } from "./ground.ts";
import { judge } from "./judge.ts";

const causesMax = 4;
const alternativesMax = 4;
const certaintyOrder = { certain: 0, likely: 1, weak: 2 } as const;
const severityOrder = { critical: 0, high: 1, medium: 2, low: 3 } as const;

/** The built-in analyst: a whole analysis of one alert from what is known for certain, of it and around it. Pure; a fraction of a millisecond. */
export function assess(alert: Alert, around: Around | null = null): Assessment {
  const facts = readFacts(alert);
  if (facts.family === "internal") return assessSensorEvent(alert);

  const findings = rankedFindings(facts);
  const benign = findBenign(facts);
  const injection = findInjection(facts);
  const candidates = chooseTechniques(alert, findings);
  const alone = judge({
    priority: alert.priority,
    findings,
    benign,
    injected: injection !== null,
    ruleKnown: candidates.length > 0,
  });
  const candidate = candidates[0] ?? null;
  const injected = injection !== null;
  const technique = candidate?.technique.id ?? null;
  const weighed = around === null ? null : weigh({ judgement: alone, facts, findings, injected, technique }, around);
  const judgement = weighed?.judgement ?? alone;
  const shown = injection === null ? null : verbatimIn(alert, injection);
  const surroundings = around === null || weighed === null ? null : { around, weighed };
  const story: Story = { facts, findings, benign, injection: shown, candidate, judgement, surroundings };
  return {
    body: write(story, candidates),
    candidates,
    findings,
    benign,
    injection: shown,
    severityFloor: judgement.severityFloor,
    likelihoodCeiling: judgement.likelihoodCeiling,
    weighed,
  };
}

function rankedFindings(facts: Facts): Finding[] {
  return findIndicators(facts).sort(
    (a, b) =>
      certaintyOrder[a.indicator.certainty] - certaintyOrder[b.indicator.certainty] ||
      severityOrder[a.indicator.severity] - severityOrder[b.indicator.severity],
  );
}

function write(story: Story, candidates: readonly Candidate[]): AnalysisBody {
  const { facts, candidate, judgement } = story;
  const playbook = playbookFor(candidate?.technique.id ?? "");
  const steps = stepsOf(playbook, facts);
  return {
    summary: summary(story),
    attack_vector: attackVector(story),
    mitre_attack: mitreAttack(candidate, candidates),
    risk_assessment: { severity: judgement.severity, confidence: judgement.confidence, impact: impact(story) },
    mitigations: textsByHorizon(steps),
    false_positive: falsePositive(story),
    verdict: judgement.verdict,
    evidence: evidence(story),
    decide: decide(story),
    investigate: [...playbook.investigate],
    mitigation_steps: steps,
  };
}

function stepsOf(playbook: Playbook, facts: Facts): MitigationStep[] {
  const steps: MitigationStep[] = [];
  for (const { horizon, effect, text: textOf, command: commandOf } of playbook.steps) {
    const text = textOf(facts);
    if (text === null) continue;
    const command = commandOf?.(facts) ?? null;
    steps.push(command === null ? { horizon, text, effect } : { horizon, text, effect, command });
  }
  return steps;
}

function textsByHorizon(steps: readonly MitigationStep[]): Record<MitigationStep["horizon"], string[]> {
  const texts: Record<MitigationStep["horizon"], string[]> = { immediate: [], short_term: [], long_term: [] };
  for (const { horizon, text } of steps) texts[horizon].push(text);
  return texts;
}

function mitreAttack(candidate: Candidate | null, candidates: readonly Candidate[]): AnalysisBody["mitre_attack"] {
  if (!candidate) return noTechnique;
  const alternatives = candidates.slice(1, 1 + alternativesMax).map((other) => {
    const { technique, technique_name, tactic } = mitreOf(other.technique, other.tactic, other.proposedBy);
    return {
      technique: technique ?? "",
      technique_name: technique_name ?? "",
      tactic: tactic ?? "",
      proposed_by: other.proposedBy,
    };
  });
  return { ...mitreOf(candidate.technique, candidate.tactic, candidate.proposedBy), alternatives };
}

function falsePositive({
  judgement,
  benign,
  findings,
  candidate,
  surroundings,
}: Story): AnalysisBody["false_positive"] {
  const seen = benign.map(({ pattern }) => pattern);
  const related = patternsThatExplain(findings).filter((pattern) => !seen.includes(pattern));
  const causes: string[] = [];
  if (surroundings?.weighed.effect === "lowered") addNew(causes, habitCause);
  for (const { activity } of seen) addNew(causes, activity);
  for (const cause of causesOfTechnique(candidate?.technique.id ?? null)) addNew(causes, cause);
  for (const { activity } of related) addNew(causes, activity);
  const factors: string[] = [];
  for (const { distinguishing } of [...seen, ...related.slice(0, 2)])
    for (const factor of distinguishing) addNew(factors, factor);
  return {
    likelihood: judgement.likelihood,
    common_causes: causes,
    distinguishing_factors: factors.length > 0 ? factors : [...generalFactors],
  };
}

const patternsByIndicator = new Map<string, BenignFinding["pattern"][]>();
for (const pattern of benignPatterns) {
  for (const id of new Set(pattern.explains))
    patternsByIndicator.set(id, [...(patternsByIndicator.get(id) ?? []), pattern]);
}

/** Adds what is not there yet, as far as the list goes. */
function addNew(list: string[], text: string): void {
  if (list.length < causesMax && !list.includes(text)) list.push(text);
}

/** Ordinary activities that are known to look like one of these behaviours. */
function patternsThatExplain(findings: readonly Finding[]): readonly BenignFinding["pattern"][] {
  const [first] = findings;
  if (first === undefined || findings.length === 1) return patternsByIndicator.get(first?.indicator.id ?? "") ?? [];
  return [...new Set(findings.flatMap(({ indicator }) => patternsByIndicator.get(indicator.id) ?? []))];
}

const habitCause = "Software that does the same on several hosts, day after day";

const generalFactors = [
  "Whether somebody planned it: a change, a deployment or a test that a person can confirm",
  "Whether the same process does the same on other hosts and on other days",
  "What the same process, container and user did in the minutes before and after",
];

/** The find as it is spelled in the alert, so that it can be quoted. */
function verbatimIn(alert: Alert, lowerCase: string): string {
  const wanted = lowerCase.toLowerCase();
  const values = Object.values(alert.output_fields).filter((value) => typeof value === "string");
  const texts = [alert.output, ...values, alert.rule, alert.hostname ?? "", alert.source, ...alert.tags];
  for (const text of texts) {
    const at = text.toLowerCase().indexOf(wanted);
    if (at >= 0) return text.slice(at, at + wanted.length);
  }
  return lowerCase;
}
