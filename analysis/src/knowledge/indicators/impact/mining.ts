/** What all signs of mining have in common. */

/** What all indicators of this kind share. */
export const mining = {
  tactic: "impact",
  technique: "T1496.001",
  platforms: ["Linux", "Containers", "IaaS"],
  source: "https://attack.mitre.org/techniques/T1496/001/",
} as const;
