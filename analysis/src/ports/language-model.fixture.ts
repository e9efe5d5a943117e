import type { LanguageModel, ModelAnswer, ModelRequest } from "./language-model.ts";

/** What a scripted model does when it is asked: gives an answer, or behaves as the function does. */
export type Act = Partial<ModelAnswer> | string | ((request: ModelRequest) => Promise<ModelAnswer>);

export interface ScriptedModel extends LanguageModel {
  readonly asked: readonly ModelRequest[];
}

/** Plays its acts one after another, the last one for ever. Each question is looked at and sent, as a real one is. */
export function scriptedModel(...acts: readonly Act[]): ScriptedModel {
  const asked: ModelRequest[] = [];
  return {
    provider: "ollama",
    model: "llama3.1:8b",
    address: "http://127.0.0.1:11434",
    asked,
    listModels: async () => null,
    async ask(request) {
      const act = acts[Math.min(asked.length, acts.length - 1)] ?? {};
      asked.push(request);
      if (typeof act === "function") return await act(request);
      request.check(request.user);
      request.onSent?.(new TextEncoder().encode(request.user));
      const answer = aModelAnswer(typeof act === "string" ? { text: act } : act);
      request.onText?.(answer.text);
      return answer;
    },
  };
}

/** A whole answer of a model; a test states only what it is about. */
export function aModelAnswer(change: Partial<ModelAnswer> = {}): ModelAnswer {
  return { text: goodText(), finish: "done", usage: { input_tokens: 700, output_tokens: 300 }, ...change };
}

/** The text of an answer that has all it must have. */
export function goodText(change: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    attack_vector: "Somebody reads the password hashes.",
    evidence: [{ claim: "It reads the hashes", quote: "file=/etc/shadow" }],
    mitre_attack: {
      tactic: "Credential Access",
      technique: "T1003.008",
      technique_name: "/etc/passwd and /etc/shadow",
    },
    risk_assessment: { severity: "high", confidence: "medium", impact: "Stolen credentials." },
    false_positive: { likelihood: "low", common_causes: ["A backup"], distinguishing_factors: ["The executable"] },
    verdict: "true_positive",
    mitigations: { immediate: ["Look"], short_term: ["Change passwords"], long_term: ["Harden"] },
    decide: null,
    investigate: ["What else it did"],
    summary: "Somebody reads the password hashes.",
    ...change,
  });
}
