import type { AnalysisBody, Chooser, Level, Severity, Verdict } from "#domain/analysis.ts";
import type { TacticShortname, Technique } from "#domain/attack.ts";
import type { BenignFinding } from "#knowledge/benign.ts";
import type { Finding } from "#knowledge/indicator.ts";
import type { Weighed } from "./context/weigh.ts";

/** A technique that may be the right one, with who proposes it and why. */
export interface Candidate {
  readonly technique: Technique;
  readonly tactic: TacticShortname;
  readonly proposedBy: Exclude<Chooser, "model">;
  /** One line: what in the alert or its rule speaks for it. */
  readonly why: string;
  readonly score: number;
}

/** What is found out about an alert before anything is written about it. */
export interface Judgement {
  readonly severity: Severity;
  readonly confidence: Level;
  readonly likelihood: Level;
  readonly verdict: Verdict;
}

/** The built-in analysis with what it rests on: the model chooses among `candidates`, and nothing may undercut the floor. */
export interface Assessment {
  readonly body: AnalysisBody;
  readonly candidates: readonly Candidate[];
  readonly findings: readonly Finding[];
  readonly benign: readonly BenignFinding[];
  /** Text in the alert that speaks to whoever reads it; null when there is none. */
  readonly injection: string | null;
  /** No answer may rate the alert lower than this. */
  readonly severityFloor: Severity;
  /** No answer may call a false positive likelier than this. */
  readonly likelihoodCeiling: Level;
  /** What the surroundings did to it; null where none were looked at. */
  readonly weighed: Weighed | null;
}
