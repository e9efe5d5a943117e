import type { Analysis, AnalysisBody } from "./analysis.ts";

/** A whole analysis body for tests; a test states only what it is about. */
export function anAnalysisBody(change: Partial<AnalysisBody> = {}): AnalysisBody {
  return {
    summary: "Probably real.",
    attack_vector: "Somebody reads the password hashes.",
    mitre_attack: {
      tactic: "Credential Access",
      technique: "T1003.008",
      technique_name: "/etc/passwd and /etc/shadow",
      tactic_id: "TA0006",
      url: "https://attack.mitre.org/techniques/T1003/008",
      chosen_by: "knowledge",
      alternatives: [],
    },
    risk_assessment: { severity: "high", confidence: "medium", impact: "Stolen credentials." },
    mitigations: { immediate: ["Look"], short_term: ["Change passwords"], long_term: ["Harden"] },
    false_positive: { likelihood: "low", common_causes: ["A backup"], distinguishing_factors: ["The executable"] },
    verdict: "true_positive",
    evidence: [],
    decide: null,
    investigate: ["What else it did"],
    mitigation_steps: [{ horizon: "immediate", text: "Look", effect: "read-only" }],
    ...change,
  };
}

export function anAnalysis(change: Partial<Analysis> = {}): Analysis {
  return {
    ...anAnalysisBody(),
    meta: {
      id: "0123456789abcdef",
      created_at: "2026-03-14T02:00:00.000Z",
      engine: "builtin",
      provider: "builtin",
      model: null,
      cached: false,
      stale: false,
      kept: true,
      dedup_count: 1,
      first_seen: "2026-03-14T02:00:00.000000000Z",
      last_seen: "2026-03-14T02:00:00.000000000Z",
      distinct: { hosts: 1, containers: 0, users: 1 },
      degraded: null,
      obfuscation: { level: "standard", entities: { user: 1 } },
      corrections: [],
      alert: { ambiguous: false, doubtful: [], cut: [] },
      knowledge: { attack: "18.1", version: "1" },
      usage: { input_tokens: 0, output_tokens: 0 },
      context: null,
      duration_ms: 0.2,
    },
    ...change,
  };
}
