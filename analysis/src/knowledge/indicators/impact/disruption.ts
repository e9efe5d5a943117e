/** What all kinds of disruption have in common. */

/** What all indicators of this kind share. */
export const impact = { tactic: "impact", platforms: ["Linux"], families: ["syscall", "k8s_audit", "plugin"] } as const;
