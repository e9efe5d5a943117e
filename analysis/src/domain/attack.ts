/** MITRE ATT&CK's words. Ids and names come from the catalogue in `knowledge/data`, never from free text. */

export const tacticShortnames = [
  "reconnaissance",
  "resource-development",
  "initial-access",
  "execution",
  "persistence",
  "privilege-escalation",
  "defense-evasion",
  "credential-access",
  "discovery",
  "lateral-movement",
  "collection",
  "command-and-control",
  "exfiltration",
  "impact",
] as const;

export type TacticShortname = (typeof tacticShortnames)[number];

export interface Tactic {
  readonly id: string;
  readonly shortname: TacticShortname;
  readonly name: string;
  readonly order: number;
  readonly url: string;
}

export interface Technique {
  /** `T1059` or `T1059.004`. */
  readonly id: string;
  readonly name: string;
  /** `Command and Scripting Interpreter: Unix Shell`. */
  readonly full_name: string;
  readonly parent: string | null;
  readonly tactics: readonly TacticShortname[];
  readonly platforms: readonly string[];
  readonly url: string;
  readonly mitigations: readonly string[];
}

/** Platforms an alert can speak of, in ATT&CK's words. */
export type Platform = "Linux" | "Containers" | "IaaS" | "SaaS" | "Identity Provider" | "Office Suite";
