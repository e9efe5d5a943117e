/** What all ways of bringing something in have in common. */

/** What all indicators of this kind share. */
export const base = {
  technique: "T1105",
  tactic: "command-and-control",
  platforms: ["Linux"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1105/",
} as const;
