import { readFacts } from "#alert/facts.ts";
import type { Alert } from "#domain/alert.ts";
import type { AnalysisBody, Level, MitreAttack, Severity, Verdict } from "#domain/analysis.ts";
import { horizons, levels, severities } from "#domain/analysis.ts";
import { resolveTechnique, tacticOf } from "#knowledge/attack.ts";
import { plainText } from "#lib/plain-text.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import type { Answer } from "./answer.ts";
import type { Assessment } from "./assessment.ts";
import { aroundQuery } from "./decide.ts";
import { injectionClaim } from "./describe.ts";
import { groundAnalysis, platformsOf } from "./ground.ts";
import { higher, lowerLevel } from "./judge.ts";
import type { QuoteCheck } from "./quotes.ts";

/** What a model's answer is checked against. */
export interface AnswerGround {
  readonly alert: Alert;
  readonly assessment: Assessment;
  /** The built-in answer, grounded and without secrets: fills in what is missing and stands where a claim falls. */
  readonly builtIn: AnalysisBody;
  readonly quotes: QuoteCheck;
  readonly veil: Pick<Veil, "restore" | "unknownTokens">;
  /** The alert holds words that could have talked the model into its answer: then that may be graver than the built-in one, never milder. */
  readonly persuadable: boolean;
}

export interface CheckedAnswer {
  /** With real names. */
  readonly body: AnalysisBody;
  readonly corrections: readonly string[];
}

const textsMax = 8;
/** A model may invent a token in every sentence. */
const correctionsMax = 40;
const gravity: Readonly<Record<Verdict, number>> = { false_positive: 0, inconclusive: 1, true_positive: 2 };

/**
 * Checks a whole or partial answer of a model: every claim that does not hold is replaced by the built-in one and listed. The result is
 * always a whole analysis.
 */
export function checkAnswer(answer: Answer, ground: AnswerGround): CheckedAnswer {
  const { alert, builtIn } = ground;
  const corrections: string[] = [];
  const invented: string[] = [];
  const bounds = boundsOf(ground);
  const isLess = arguesForLess(answer, ground, bounds);
  // Text that explains why an alert is harmless is wrong beside a verdict that it is not.
  const told: Answer = isLess ? withoutProse(answer) : answer;
  const words = ownWords(ground, invented);
  const evidence = checkedEvidence(told, ground, words, corrections);
  const verdict = checkedVerdict(answer, ground, bounds, evidence.length > 0, corrections);
  const grounded = groundAnalysis(
    {
      ...builtIn,
      evidence: [],
      mitre_attack: proposedTechnique(answer, ground, evidence.length > 0, corrections),
      risk_assessment: {
        severity: answer.risk_assessment?.severity ?? builtIn.risk_assessment.severity,
        confidence:
          verdict === answer.verdict && answer.risk_assessment?.confidence && !isLess
            ? answer.risk_assessment.confidence
            : builtIn.risk_assessment.confidence,
        impact: words.text(told.risk_assessment?.impact, builtIn.risk_assessment.impact),
      },
      false_positive: {
        likelihood: answer.false_positive?.likelihood ?? builtIn.false_positive.likelihood,
        common_causes: words.texts(told.false_positive?.common_causes, builtIn.false_positive.common_causes),
        distinguishing_factors: words.texts(
          told.false_positive?.distinguishing_factors,
          builtIn.false_positive.distinguishing_factors,
        ),
      },
    },
    { alert, platforms: platformsOf(alert.source), fallback: builtIn.mitre_attack, ...bounds },
  );
  if (isLess) corrections.push("the model's text argued for less than the alert shows; the built-in text is shown");
  const body: AnalysisBody = {
    ...grounded.body,
    mitre_attack: withoutItself(grounded.body.mitre_attack),
    attack_vector: words.text(told.attack_vector, builtIn.attack_vector),
    summary: words.text(told.summary, builtIn.summary),
    mitigations: mitigations(told, builtIn, words),
    verdict,
    evidence: evidence.length > 0 ? withInjection(evidence, ground) : builtIn.evidence,
    decide: decided(told, verdict, ground, words),
    investigate: words.texts(told.investigate, builtIn.investigate),
  };
  const all = new Set([...corrections, ...grounded.corrections, ...invented]);
  return { body, corrections: [...all].slice(0, correctionsMax) };
}

interface Bounds {
  readonly severityFloor: Severity;
  readonly likelihoodCeiling: Level;
  /** No verdict may be milder than the built-in one. */
  readonly isVerdictBound: boolean;
}

/**
 * A model may see an alert a little milder only where the built-in analyst is in doubt itself and nothing in the alert could have talked
 * the model into it; what known behaviour shows is never explained away.
 */
function boundsOf({ assessment, builtIn, persuadable }: AnswerGround): Bounds {
  const { severity } = builtIn.risk_assessment;
  const isVerdictBound = persuadable || builtIn.verdict === "true_positive";
  return {
    isVerdictBound,
    severityFloor: higher(assessment.severityFloor, isVerdictBound ? severity : oneBelow(severity)),
    likelihoodCeiling: isVerdictBound
      ? lowerLevel(builtIn.false_positive.likelihood, assessment.likelihoodCeiling)
      : assessment.likelihoodCeiling,
  };
}

function arguesForLess(
  { risk_assessment: risk, false_positive: harmless, verdict }: Answer,
  { builtIn }: AnswerGround,
  bounds: Bounds,
): boolean {
  const isLow =
    risk?.severity !== undefined && severities.indexOf(risk.severity) < severities.indexOf(bounds.severityFloor);
  const isCalm =
    harmless?.likelihood !== undefined &&
    levels.indexOf(harmless.likelihood) > levels.indexOf(bounds.likelihoodCeiling);
  const isMilder = verdict !== undefined && bounds.isVerdictBound && gravity[verdict] < gravity[builtIn.verdict];
  return isLow || isCalm || isMilder;
}

/** The technique and the values stay, and are checked. */
function withoutProse({ mitre_attack, risk_assessment: risk, false_positive: harmless, verdict }: Answer): Answer {
  return {
    ...(mitre_attack === undefined ? {} : { mitre_attack }),
    ...(risk?.severity === undefined ? {} : { risk_assessment: { severity: risk.severity } }),
    ...(harmless?.likelihood === undefined ? {} : { false_positive: { likelihood: harmless.likelihood } }),
    ...(verdict === undefined ? {} : { verdict }),
  };
}

/** That an alert speaks to its reader is evidence, whether the model has noticed it or not. */
function withInjection(
  evidence: AnalysisBody["evidence"],
  { assessment, builtIn }: AnswerGround,
): AnalysisBody["evidence"] {
  if (assessment.injection === null) return evidence;
  const found = builtIn.evidence.filter(({ claim }) => claim === injectionClaim);
  return [...found, ...evidence.filter(({ quote }) => found.every((own) => own.quote !== quote))];
}

interface Words {
  readonly text: (given: string | undefined, otherwise: string) => string;
  readonly texts: (given: readonly string[] | undefined, otherwise: readonly string[]) => string[];
}

/** The model's texts made plain, with real names; what is missing or empty is the built-in one's. */
function ownWords({ veil }: AnswerGround, inventions: string[]): Words {
  const readable = (given: string) => {
    const plain = plainText(given);
    const invented = veil.unknownTokens(plain);
    for (const token of invented)
      inventions.push(`the model wrote ${bare(token)}, which stands for nothing in this alert`);
    // Changed before names are put in: a name may look like a token.
    const marked = invented.reduce((text, token) => text.replaceAll(token, `${bare(token)} (invented)`), plain);
    // Once more: a name may hold what a text may not.
    return plainText(veil.restore(marked));
  };
  return {
    text: (given, otherwise) => (given === undefined ? otherwise : readable(given) || otherwise),
    texts(given, otherwise) {
      const texts = (given ?? [])
        .slice(0, textsMax)
        .map(readable)
        .filter((text) => text !== "");
      return texts.length > 0 ? texts : [...otherwise];
    },
  };
}

function bare(token: string): string {
  return token.replaceAll(/[[\]]/g, "");
}

function checkedEvidence(
  { evidence = [] }: Answer,
  ground: AnswerGround,
  words: Words,
  corrections: string[],
): AnalysisBody["evidence"] {
  const { standing, fallen } = ground.quotes(evidence);
  if (fallen > 0) corrections.push("a quote that does not stand in the alert was left out");
  return standing.map(({ claim, quote }) => ({ claim: words.text(claim, "The alert says so"), quote }));
}

/** A verdict needs a quote that stands. */
function checkedVerdict(
  answer: Answer,
  { builtIn, persuadable }: AnswerGround,
  { isVerdictBound, likelihoodCeiling }: Bounds,
  stands: boolean,
  corrections: string[],
): Verdict {
  const { verdict } = answer;
  if (verdict === undefined || verdict === builtIn.verdict) return builtIn.verdict;
  const replaced = (why: string) => {
    corrections.push(`the verdict ${verdict} ${why}; ${builtIn.verdict} used`);
    return builtIn.verdict;
  };
  if (gravity[verdict] < gravity[builtIn.verdict] && (isVerdictBound || likelihoodCeiling === "low")) {
    return replaced(
      persuadable
        ? "is milder, and the alert holds words that could have talked the model into it"
        : "is milder than what the alert shows",
    );
  }
  return verdict !== "inconclusive" && !stands ? replaced("rests on no quote of the alert") : verdict;
}

function oneBelow(severity: Severity): Severity {
  return severities[Math.max(0, severities.indexOf(severity) - 1)] ?? severity;
}

/** The model's choice; one outside the candidates needs a quote that stands. The built-in choice stays among the alternatives. */
function proposedTechnique(
  { mitre_attack: chosen }: Answer,
  { assessment, builtIn }: AnswerGround,
  stands: boolean,
  corrections: string[],
): MitreAttack {
  const own = builtIn.mitre_attack;
  if (chosen === undefined) return own;
  if (chosen.technique === null) {
    if (own.technique !== null) corrections.push(`the model named no technique; ${own.technique} used`);
    return own;
  }
  if (chosen.technique === own.technique)
    return {
      ...own,
      tactic: chosen.tactic ?? own.tactic,
      technique_name: chosen.technique_name ?? own.technique_name,
      chosen_by: "model",
    };
  // A retired id counts as what stands in for it.
  const inForce = resolveTechnique(chosen.technique)?.technique.id ?? null;
  const candidate = assessment.candidates.find(({ technique }) => technique.id === inForce);
  if (candidate === undefined && inForce !== own.technique && inForce !== null && !stands) {
    corrections.push(
      `the technique ${chosen.technique} is no candidate and rests on no quote of the alert; ${own.technique ?? "no technique"} used`,
    );
    return own;
  }
  const { technique, technique_name, tactic, chosen_by } = own;
  const alternatives =
    technique === null || technique_name === null || tactic === null || chosen_by === null
      ? own.alternatives
      : [{ technique, technique_name, tactic, proposed_by: chosen_by }, ...own.alternatives];
  return {
    ...own,
    technique: chosen.technique,
    technique_name: chosen.technique_name,
    tactic: chosen.tactic ?? (candidate === undefined ? null : tacticOf(candidate.tactic).name),
    chosen_by: "model",
    alternatives,
  };
}

/** What was chosen in the end is no alternative to itself. */
function withoutItself(mitre: MitreAttack): MitreAttack {
  return { ...mitre, alternatives: mitre.alternatives.filter(({ technique }) => technique !== mitre.technique) };
}

function mitigations(
  { mitigations: given = {} }: Answer,
  { mitigations: otherwise }: AnalysisBody,
  words: Words,
): AnalysisBody["mitigations"] {
  return Object.fromEntries(
    horizons.map((horizon) => [horizon, words.texts(given[horizon], otherwise[horizon])]),
  ) as AnalysisBody["mitigations"];
}

/** The model's question, our query: no query is ever the model's. */
function decided(
  answer: Answer,
  verdict: Verdict,
  { alert, builtIn }: AnswerGround,
  words: Words,
): AnalysisBody["decide"] {
  if (verdict !== "inconclusive") return null;
  const { question, query } = builtIn.decide ?? {
    question: "What else happened there in the same minutes, and had somebody planned it?",
    query: aroundQuery(readFacts(alert)),
  };
  return { question: words.text(answer.decide?.question, question), query };
}
