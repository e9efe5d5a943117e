import type { Alert } from "#domain/alert.ts";
import type { TacticShortname } from "#domain/attack.ts";
import { findTechnique, parentId } from "#knowledge/attack.ts";
import type { Finding, Indicator } from "#knowledge/indicator.ts";
import { techniqueOfWords } from "#knowledge/rule-words.ts";
import { tacticsInTags, techniqueOfRule } from "#knowledge/rules.ts";
import type { Candidate } from "./assessment.ts";

const certaintyScore = { certain: 8, likely: 4, weak: 2 } as const;
const severityScore = { critical: 0.6, high: 0.4, medium: 0.2, low: 0 } as const;
const ruleArguedScore = 5;
const ruleGeneralScore = 1.8;
const ruleTagScore = 3.5;
const ruleWordsScore = 1.5;
const alsoShare = 0.4;
const relatedShare = 0.5;
/** Keeps a likely place below a weak word about the file. */
const placeShare = 0.3;
const candidatesMax = 6;

interface Proposal {
  readonly id: string;
  /** The technique of a sub-technique. */
  readonly family: string;
  readonly tactic: TacticShortname | null;
  readonly by: "rule" | "knowledge";
  readonly why: string;
  readonly score: number;
  /** Says too little to strengthen another proposal. */
  readonly general: boolean;
}

/**
 * Techniques that could be the right one, best first: behaviour weighs most, our argued reading of an official rule
 * next, tags are hints, words of a rule's name come last. Every one is in force; empty when nothing is known.
 */
export function chooseTechniques(alert: Alert, findings: readonly Finding[]): readonly Candidate[] {
  const hasPlace = findings.some(({ indicator }) => indicator.isPlace);
  const isOnFile = hasPlace && findings.some((finding) => !finding.indicator.isPlace && isAboutFile(alert, finding));
  const proposals: Proposal[] = [];
  for (const { indicator } of findings) {
    proposals.push(...(isOnFile && indicator.isPlace ? proposalsOf(indicator, placeShare) : wholeProposals(indicator)));
  }
  proposals.push(...proposalsOfRule(alert));
  const best = new Map<string, Scored>();
  for (const proposal of proposals) {
    const score = proposal.score + supportFor(proposal, proposals);
    const known = best.get(proposal.id);
    if (!known || known.score < score) best.set(proposal.id, { proposal, score });
  }
  const tagged = tacticsInTags(alert.tags);
  const candidates: Candidate[] = [];
  for (const scored of [...best.values()].sort(byScore)) {
    const candidate = toCandidate(scored, tagged);
    if (candidate !== null && candidates.push(candidate) === candidatesMax) break;
  }
  return candidates;
}

interface Scored {
  readonly proposal: Proposal;
  readonly score: number;
}

function byScore(a: Scored, b: Scored): number {
  const more = b.score - a.score || specificity(b.proposal.id) - specificity(a.proposal.id);
  return more || (a.proposal.id < b.proposal.id ? -1 : 1);
}

/** Half of the strongest other proposal of the same family: two hints at one technique are more than one. */
function supportFor(proposal: Proposal, proposals: readonly Proposal[]): number {
  if (proposal.general) return 0;
  let most = 0;
  for (const other of proposals) {
    if (other.score <= most || other === proposal || other.general || other.family !== proposal.family) continue;
    most = other.score;
  }
  return most * relatedShare;
}

/** The file that the event is about shows it. */
function isAboutFile({ output_fields: fields }: Alert, { quote }: Finding): boolean {
  return (
    quote.startsWith("/") &&
    Object.entries(fields).some(([name, value]) => value === quote && /^(?:fd|fs|evt\.arg)\./.test(name))
  );
}

const proposalsByIndicator = new Map<Indicator, readonly Proposal[]>();

/** What an indicator proposes hangs on nothing in the alert. */
function wholeProposals(indicator: Indicator): readonly Proposal[] {
  const known = proposalsByIndicator.get(indicator);
  if (known) return known;
  const proposals = proposalsOf(indicator, 1);
  proposalsByIndicator.set(indicator, proposals);
  return proposals;
}

function proposalsOf(indicator: Indicator, share: number): readonly Proposal[] {
  const score = (certaintyScore[indicator.certainty] + severityScore[indicator.severity]) * share;
  const main: Proposal = {
    id: indicator.technique,
    family: parentId(indicator.technique),
    tactic: indicator.tactic,
    by: "knowledge",
    why: indicator.behaviour,
    score: score + specificity(indicator.technique),
    general: false,
  };
  const others = (indicator.alsoTechniques ?? []).map(
    (id): Proposal => ({
      id,
      family: parentId(id),
      tactic: null,
      by: "knowledge",
      why: `${indicator.behaviour} (another reading)`,
      score: score * alsoShare,
      general: false,
    }),
  );
  return [main, ...others];
}

function proposalsOfRule(alert: Alert): Proposal[] {
  const proposals: Proposal[] = [];
  const ofRule = techniqueOfRule(alert.rule, alert.tags);
  if (ofRule) {
    const { technique: id, tactic, why, general = false } = ofRule;
    const score = why === null ? ruleTagScore : general ? ruleGeneralScore : ruleArguedScore;
    proposals.push({
      id,
      family: parentId(id),
      tactic,
      by: why === null ? "rule" : "knowledge",
      why: why ?? `tag of the rule "${alert.rule}"`,
      score,
      general,
    });
  }
  const spoken = techniqueOfWords(alert.rule) ?? techniqueOfWords(alert.message.slice(0, 400));
  if (spoken) {
    const why = "words of the rule's name or message";
    proposals.push({
      id: spoken.technique,
      family: parentId(spoken.technique),
      tactic: spoken.tactic,
      by: "rule",
      why,
      score: ruleWordsScore,
      general: true,
    });
  }
  return proposals;
}

function toCandidate({ proposal, score }: Scored, tagged: ReadonlySet<string>): Candidate | null {
  const technique = findTechnique(proposal.id);
  if (!technique) return null;
  const belongs = proposal.tactic !== null && technique.tactics.includes(proposal.tactic);
  const tactic = belongs
    ? proposal.tactic
    : (technique.tactics.find((name) => tagged.has(name)) ?? technique.tactics[0]);
  return tactic ? { technique, tactic, proposedBy: proposal.by, why: proposal.why, score } : null;
}

/** A sub-technique says more than its parent. */
function specificity(id: string): number {
  return id.includes(".") ? 0.3 : 0;
}
