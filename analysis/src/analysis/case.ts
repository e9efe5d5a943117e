import type { Alert } from "#domain/alert.ts";
import type { AnalysisBody } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import type { RiskClass } from "#domain/risk-class.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import { assess } from "./assess.ts";
import type { Assessment } from "./assessment.ts";
import type { Around } from "./context/around.ts";
import { textsAround } from "./context/for-model.ts";
import { fingerprintOf } from "./fingerprint/fingerprint.ts";
import type { RunFacts } from "./fingerprint/risk-class.ts";
import { classify } from "./fingerprint/risk-class.ts";
import { groundAnalysis, noTechnique, platformsOf } from "./ground.ts";
import type { Prompt, Subject } from "./prompt.ts";
import { buildPrompt } from "./prompt.ts";
import type { Naming } from "./sharing/naming.ts";
import { createNaming } from "./sharing/naming.ts";
import type { Rank } from "./sharing/rank.ts";
import { rankOf } from "./sharing/rank.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** One alert with all that is known of it before anybody else is asked. */
export interface Case {
  readonly alert: Alert;
  readonly assessment: Assessment;
  readonly rank: Rank;
  /** The built-in answer, grounded and without secrets. */
  readonly builtIn: AnalysisBody;
  readonly corrections: readonly string[];
  /** What happened around it; null where nobody looked. */
  readonly around: Around | null;
  /** Null when it could not be made: then nothing may leave. */
  readonly veil: Veil | null;
  /** Null where none is wanted, or none could be made. */
  readonly riskClass: ClassOfCase | null;
  /** What a model would be asked, made once; or the sentence that says why nothing can be sent. */
  readonly prompt: () => Prompt | string;
}

export interface ClassOfCase {
  readonly key: string;
  readonly parts: RiskClass;
  readonly naming: Naming;
}

export interface CaseDependencies {
  /** Null, or missing, where nobody looked around. */
  readonly around?: Around | null;
  readonly createVeil: (alert: Alert) => Veil;
  /** Null where no class is wanted. */
  readonly run: RunFacts | null;
  readonly randomId: () => string;
}

export function openCase(alert: Alert, { createVeil, run, randomId, around: found = null }: CaseDependencies): Case {
  const alone = assess(alert);
  const veil = orNull(() => createVeil(alert));
  // What happened around an alert is no part of its kind.
  const riskClass = veil === null || run === null ? null : orNull(() => classOf(alert, alone, veil, run));
  const around = found === null ? null : hidable(found, veil);
  const assessment = around === null ? alone : assess(alert, around);
  const { body, corrections } = groundAssessment(alert, assessment, around);
  let made: Prompt | string | null = null;
  const prompt = () => {
    made ??= promptOf(veil, { alert, assessment, around }, randomId());
    return made;
  };
  // Either way the veil has read the whole alert before it is asked about our sentences.
  if (riskClass === null) prompt();
  const builtIn = veil === null ? body : withoutSecrets(body, veil);
  return {
    alert,
    assessment,
    rank: rankOf(assessment),
    builtIn,
    corrections,
    around,
    veil,
    riskClass,
    prompt,
  };
}

/** Neighbours that cannot be hidden are neither shown nor told, and take nothing else with them. */
function hidable(around: Around, veil: Veil | null): Around {
  const isHidden = veil !== null && orNull(() => withNeighbours(veil, around)) !== null;
  return isHidden
    ? around
    : {
        ...around,
        related: [],
        otherRules: [],
        missing: [...around.missing, "what else happened there, which could not be made safe to show"],
      };
}

/** One vault for the alert and what is around it: whoever is named in both has one token. */
export function withNeighbours(veil: Veil, { related }: Around): Veil {
  for (const { alert } of related) veil.alsoHide(alert);
  return veil;
}

function classOf(alert: Alert, assessment: Assessment, veil: Veil, run: RunFacts): ClassOfCase {
  const classified = classify(alert, assessment, veil, run);
  return {
    key: fingerprintOf(classified.parts),
    parts: classified.parts,
    naming: createNaming(alert, veil, classified),
  };
}

/** What cannot be made safe is not sent; why is in `prompt`. */
function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** The built-in answer passes the same checks as a model's. */
export function groundAssessment(
  alert: Alert,
  assessment: Assessment,
  around: Around | null = null,
): { body: AnalysisBody; corrections: readonly string[] } {
  return groundAnalysis(assessment.body, {
    alert,
    platforms: platformsOf(alert.source),
    fallback: noTechnique,
    severityFloor: assessment.severityFloor,
    likelihoodCeiling: assessment.likelihoodCeiling,
    context: textsAround(around),
  });
}

/** Falco's own events speak of the sensor's health: what they mean is known. */
export function isModelWanted(alert: Alert): boolean {
  return alert.source !== "internal";
}

/** What a model would be asked; it has passed the gate. Throws PSEUDONYMISE_FAILED or LEAK_BLOCKED. */
export function guardedPrompt(veil: Veil, subject: Subject, fence: string): Prompt {
  const prompt = buildPrompt(subject, veil, fence);
  veil.check(prompt.user);
  return prompt;
}

function promptOf(veil: Veil | null, subject: Subject, fence: string): Prompt | string {
  const failed = new AppError("PSEUDONYMISE_FAILED").message;
  if (veil === null) return failed;
  try {
    return guardedPrompt(veil, subject, fence);
  } catch (error) {
    return error instanceof AppError ? error.message : failed;
  }
}
