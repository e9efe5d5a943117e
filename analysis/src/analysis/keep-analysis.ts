import { identityOf } from "#alert/event-identity.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis, AnalysisBody, AnalysisContext } from "#domain/analysis.ts";
import type { Receipt } from "#domain/receipt.ts";
import type { NewAnalysis, NewClass } from "#ports/analysis-store.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import type { Case } from "./case.ts";
import { wordingOf } from "./fingerprint/fingerprint.ts";
import { textsOf } from "./quotes.ts";
import { nsOf } from "./sharing/sighting.ts";

/** What is kept of an analysis besides the analysis itself. */
export interface Keeping {
  readonly receipt: Receipt;
  /** Null where no class shares it. */
  readonly newClass: NewClass | null;
  /** Whose claim ends with it. */
  readonly owner: string | null;
  readonly identity: string | null;
  readonly randomId: () => string;
}

/** The alert line and the analysis without `meta`, as they are kept: with tokens. */
export interface KeptBody {
  readonly line: string;
  readonly body: AnalysisBody;
  readonly meta: Analysis["meta"];
}

/** Among the tokens: the wording of the class in which their stand-ins are numbered. */
export const wordingName = "wording";

const wordsCharsMax = 20_000;

/** An analysis as it is kept: every name in it a token. Null where no veil could be made, since then nothing can be hidden. */
export function keptForm(
  given: Case,
  analysis: Analysis,
  { receipt, newClass, owner, identity, randomId }: Keeping,
): NewAnalysis | null {
  const { alert, veil, riskClass } = given;
  if (veil === null) return null;
  const { line, meta, ...body } = hiddenAnalysis(given, veil, analysis);
  const kept: KeptBody = { line, body, meta };
  return {
    id: meta.id,
    class: newClass,
    identity: identity ?? identityOf(alert, randomId),
    eventNs: nsOf(alert),
    createdMs: Date.parse(meta.created_at),
    rule: alert.rule,
    priority: alert.priority,
    source: alert.source,
    severity: body.risk_assessment.severity,
    verdict: body.verdict,
    technique: body.mitre_attack.technique,
    body: JSON.stringify(kept),
    tokens: riskClass === null ? {} : { ...riskClass.naming.standIns, [wordingName]: wordingOf(riskClass.parts) },
    words: wordsOf(alert, { line, body }),
    receipt: JSON.stringify(receipt),
    owner,
  };
}

/** Names of rules are kept as they are told of the alert itself. */
function hiddenContext(context: AnalysisContext | null, change: (text: string) => string): AnalysisContext | null {
  if (context === null) return null;
  return {
    ...context,
    timeline: context.timeline.map((line) => ({ ...line, rule: change(line.rule), text: change(line.text) })),
    other_rules: context.other_rules.map(({ rule, times }) => ({ rule: change(rule), times })),
    because: context.because.map(change),
  };
}

/** An analysis and its alert's line with every name in them a token. */
export function hiddenAnalysis(
  { alert }: Case,
  { hide }: Veil,
  { meta, ...body }: Analysis,
): Analysis & { readonly line: string } {
  return {
    line: hide(alert.output),
    ...mapProse(body, hide),
    meta: { ...meta, corrections: meta.corrections.map(hide), context: hiddenContext(meta.context, hide) },
  };
}

interface Hidden {
  readonly line: string;
  readonly body: AnalysisBody;
}

/** Every sentence changed; ids, names of the catalogue and words of a list are nobody's. */
function mapProse(body: AnalysisBody, change: (text: string) => string): AnalysisBody {
  const texts = (list: readonly string[]) => list.map(change);
  const { risk_assessment: risk, mitigations, false_positive: harmless, decide } = body;
  return {
    ...body,
    summary: change(body.summary),
    attack_vector: change(body.attack_vector),
    risk_assessment: { ...risk, impact: change(risk.impact) },
    mitigations: {
      immediate: texts(mitigations.immediate),
      short_term: texts(mitigations.short_term),
      long_term: texts(mitigations.long_term),
    },
    false_positive: {
      ...harmless,
      common_causes: texts(harmless.common_causes),
      distinguishing_factors: texts(harmless.distinguishing_factors),
    },
    evidence: body.evidence.map(({ claim, quote }) => ({ claim: change(claim), quote: change(quote) })),
    decide: decide && { question: change(decide.question), query: change(decide.query) },
    investigate: texts(body.investigate),
    mitigation_steps: body.mitigation_steps.map(({ text, command, ...step }) => ({
      ...step,
      text: change(text),
      ...(command === undefined ? {} : { command: change(command) }),
    })),
  };
}

function wordsOf({ rule, priority, source }: Alert, { line, body }: Hidden): string {
  const texts = textsOf(body).filter((text) => !text.startsWith("https://"));
  return [rule, priority, source, line, ...texts].join("\n").slice(0, wordsCharsMax);
}
