import { levels, severities, verdicts } from "#domain/analysis.ts";

/**
 * JSON Schema of what a model is asked for: the keys of an analysis without what is ours (`meta`, steps, links, queries). Every key is
 * required, since OpenAI's strict form takes no optional ones. Evidence stands before what rests on it, for models that write in this order.
 */

const text = { type: "string" } as const;
const texts = { type: "array", items: text } as const;

function object(properties: Readonly<Record<string, unknown>>) {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false } as const;
}

function oneOf(values: readonly string[]) {
  return { type: "string", enum: values } as const;
}

export const answerSchema: Readonly<Record<string, unknown>> = object({
  attack_vector: text,
  evidence: { type: "array", items: object({ claim: text, quote: text }) },
  mitre_attack: object({
    tactic: { type: ["string", "null"] },
    technique: { type: ["string", "null"] },
    technique_name: { type: ["string", "null"] },
  }),
  risk_assessment: object({ severity: oneOf(severities), confidence: oneOf(levels), impact: text }),
  false_positive: object({ likelihood: oneOf(levels), common_causes: texts, distinguishing_factors: texts }),
  verdict: oneOf(verdicts),
  mitigations: object({ immediate: texts, short_term: texts, long_term: texts }),
  decide: { anyOf: [object({ question: text }), { type: "null" }] },
  investigate: texts,
  summary: text,
});

/** What `docs/api.md` fixes; an answer that lacks one of them is asked for once more. */
export const requiredKeys = [
  "attack_vector",
  "mitre_attack",
  "risk_assessment",
  "mitigations",
  "false_positive",
] as const;
