import { readFacts } from "#alert/facts.ts";
import type { Alert } from "#domain/alert.ts";
import type { AnalysisBody, MitreAttack, Severity, Verdict } from "#domain/analysis.ts";
import { horizons, severities } from "#domain/analysis.ts";
import { resolveTechnique, tacticOf } from "#knowledge/attack.ts";
import { plainText } from "#lib/plain-text.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import type { Answer } from "./answer.ts";
import type { Assessment } from "./assessment.ts";
import { aroundQuery } from "./decide.ts";
import { groundAnalysis, platformsOf } from "./ground.ts";
import { higher, lowerLevel } from "./judge.ts";
import { standingQuotes } from "./quotes.ts";

/** What a model's answer is checked against. */
export interface AnswerGround {
  readonly alert: Alert;
  readonly assessment: Assessment;
  /** The built-in answer, grounded and without secrets: fills in what is missing and stands where a claim falls. */
  readonly builtIn: AnalysisBody;
  /** The alert as it was sent, JSON. */
  readonly sent: string;
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
  const { alert, assessment, builtIn, persuadable } = ground;
  const { risk_assessment: built } = builtIn;
  const corrections: string[] = [];
  const invented: string[] = [];
  const words = ownWords(ground, invented);
  const evidence = checkedEvidence(answer, ground, words, corrections);
  const verdict = checkedVerdict(answer, ground, evidence.length > 0, corrections);
  const grounded = groundAnalysis(
    {
      ...builtIn,
      evidence: [],
      mitre_attack: proposedTechnique(answer, ground, evidence.length > 0, corrections),
      risk_assessment: {
        severity: answer.risk_assessment?.severity ?? builtIn.risk_assessment.severity,
        confidence:
          verdict === answer.verdict && answer.risk_assessment?.confidence
            ? answer.risk_assessment.confidence
            : builtIn.risk_assessment.confidence,
        impact: words.text(answer.risk_assessment?.impact, builtIn.risk_assessment.impact),
      },
      false_positive: {
        likelihood: answer.false_positive?.likelihood ?? builtIn.false_positive.likelihood,
        common_causes: words.texts(answer.false_positive?.common_causes, builtIn.false_positive.common_causes),
        distinguishing_factors: words.texts(
          answer.false_positive?.distinguishing_factors,
          builtIn.false_positive.distinguishing_factors,
        ),
      },
    },
    {
      alert,
      platforms: platformsOf(alert.source),
      fallback: builtIn.mitre_attack,
      severityFloor: higher(assessment.severityFloor, persuadable ? built.severity : oneBelow(built.severity)),
      likelihoodCeiling: persuadable
        ? lowerLevel(builtIn.false_positive.likelihood, assessment.likelihoodCeiling)
        : assessment.likelihoodCeiling,
    },
  );
  const body: AnalysisBody = {
    ...grounded.body,
    mitre_attack: withoutItself(grounded.body.mitre_attack),
    attack_vector: words.text(answer.attack_vector, builtIn.attack_vector),
    summary: words.text(answer.summary, builtIn.summary),
    mitigations: mitigations(answer, builtIn, words),
    verdict,
    evidence: evidence.length > 0 ? evidence : builtIn.evidence,
    decide: decided(answer, verdict, ground, words),
    investigate: words.texts(answer.investigate, builtIn.investigate),
  };
  const all = new Set([...corrections, ...grounded.corrections, ...invented]);
  return { body, corrections: [...all].slice(0, correctionsMax) };
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
    return veil.restore(marked);
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
  const { standing, fallen } = standingQuotes(evidence, ground.sent);
  if (fallen > 0) corrections.push("a quote that does not stand in the alert was left out");
  return standing.map(({ claim, quote }) => ({
    claim: words.text(claim, "The alert says so"),
    // Verbatim, but for names: it is compared with the alert, and every page escapes it.
    quote: ground.veil.restore(quote),
  }));
}

/** A verdict needs a quote that stands, and may be milder than the built-in one only where nothing certain and no persuasion speaks against it. */
function checkedVerdict(
  answer: Answer,
  { builtIn, assessment, persuadable }: AnswerGround,
  stands: boolean,
  corrections: string[],
): Verdict {
  const { verdict } = answer;
  if (verdict === undefined || verdict === builtIn.verdict) return builtIn.verdict;
  const replaced = (why: string) => {
    corrections.push(`the verdict ${verdict} ${why}; ${builtIn.verdict} used`);
    return builtIn.verdict;
  };
  if (verdict !== "inconclusive" && !stands) return replaced("rests on no quote of the alert");
  if (gravity[verdict] < gravity[builtIn.verdict]) {
    if (assessment.likelihoodCeiling === "low") return replaced("is milder than what the alert shows for certain");
    if (persuadable) return replaced("is milder, and the alert holds words that could have talked the model into it");
    if (gravity[builtIn.verdict] - gravity[verdict] > 1) {
      corrections.push(`the verdict ${verdict} stands against what the alert shows; inconclusive used`);
      return "inconclusive";
    }
  }
  return verdict;
}

/** A model may see an alert one step milder than known behaviour does, not explain it away. */
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
  if (chosen === undefined || chosen.technique === null) return own;
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
