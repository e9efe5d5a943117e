/** What all kinds of destruction have in common. */

/** What all indicators of this kind share. */
export const impact = {
  tactic: "impact",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
} as const;
