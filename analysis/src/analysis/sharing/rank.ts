import type { Level, Severity, Verdict } from "#domain/analysis.ts";
import { levels, severities } from "#domain/analysis.ts";
import type { Assessment } from "../assessment.ts";

/** How grave the built-in analyst found the alert that an answer was made for. */
export interface Rank {
  readonly severity: Severity;
  readonly floor: Severity;
  readonly verdict: Verdict;
  readonly likelihood: Level;
}

const gravity: Readonly<Record<Verdict, number>> = { false_positive: 0, inconclusive: 1, true_positive: 2 };

export function rankOf({ body, severityFloor }: Assessment): Rank {
  const { risk_assessment: risk, false_positive: harmless, verdict } = body;
  return { severity: risk.severity, floor: severityFloor, verdict, likelihood: harmless.likelihood };
}

/** True where an answer that was made for `made` would say too little about `fresh`. */
export function isGraver(fresh: Rank, made: Rank): boolean {
  return (
    severities.indexOf(fresh.severity) > severities.indexOf(made.severity) ||
    severities.indexOf(fresh.floor) > severities.indexOf(made.floor) ||
    gravity[fresh.verdict] > gravity[made.verdict] ||
    levels.indexOf(fresh.likelihood) < levels.indexOf(made.likelihood)
  );
}
