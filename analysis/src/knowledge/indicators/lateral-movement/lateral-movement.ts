/** What all ways to other machines have in common. */

/** What all indicators of this kind share. */
export const lateral = {
  tactic: "lateral-movement",
  platforms: ["Linux"],
  families: ["syscall", "k8s_audit", "plugin"],
} as const;
