import type { Alert } from "#domain/alert.ts";
import { explainSensorEvent } from "#knowledge/sensor-health.ts";
import type { Assessment } from "./assessment.ts";
import { noTechnique } from "./ground.ts";

/** Falco's own events (`source: internal`): what they say about the sensor's sight. Never an attack, so no technique. */
export function assessSensorEvent(alert: Alert): Assessment {
  const { summary, impact, causes, steps, severity } = explainSensorEvent(alert);
  const textsOf = (horizon: string) => steps.filter((step) => step.horizon === horizon).map((step) => step.text);
  return {
    body: {
      summary,
      attack_vector: `${summary} This is a message of Falco about itself, not about an attack.`,
      mitre_attack: noTechnique,
      risk_assessment: { severity, confidence: "high", impact },
      mitigations: {
        immediate: textsOf("immediate"),
        short_term: textsOf("short_term"),
        long_term: textsOf("long_term"),
      },
      // As an attack it is certainly none; what it does mean stands in the texts.
      false_positive: {
        likelihood: "high",
        common_causes: [...causes],
        distinguishing_factors: [
          "The same numbers over the next hours: a single burst is load, a steady stream is a setting",
        ],
      },
      verdict: "false_positive",
      evidence: [],
      decide: null,
      investigate: [
        "Falco's own metrics (drops by cause) on this host over the last day",
        "What ran on the host in that minute: bursts of system calls come from builds, backups and scans",
      ],
      mitigation_steps: [...steps],
    },
    candidates: [],
    findings: [],
    benign: [],
    injection: null,
    severityFloor: severity,
    likelihoodCeiling: "high",
    weighed: null,
  };
}
