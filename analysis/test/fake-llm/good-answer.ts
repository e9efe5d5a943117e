import type { FakeRequest } from "./fake-request.ts";

/** A whole answer of a model, as the prompt asks for it. */
export interface ModelAnswerBody {
  readonly attack_vector: string;
  readonly evidence: readonly { readonly claim: string; readonly quote: string }[];
  readonly mitre_attack: { readonly tactic: string; readonly technique: string; readonly technique_name: string };
  readonly risk_assessment: { readonly severity: string; readonly confidence: string; readonly impact: string };
  readonly false_positive: {
    readonly likelihood: string;
    readonly common_causes: readonly string[];
    readonly distinguishing_factors: readonly string[];
  };
  readonly verdict: string;
  readonly mitigations: {
    readonly immediate: readonly string[];
    readonly short_term: readonly string[];
    readonly long_term: readonly string[];
  };
  readonly decide: { readonly question: string } | null;
  readonly investigate: readonly string[];
  readonly summary: string;
}

type Asked = Pick<FakeRequest, "user">;

const quoteCharsMax = 60;
const quoteCharsMin = 8;

/** JSON of a valid answer whose quote stands in the alert. */
export function goodAnswer(request: Asked, changes: Partial<ModelAnswerBody> = {}): string {
  return JSON.stringify({ ...goodAnswerBody(request), ...changes });
}

export function goodAnswerBody(request: Asked): ModelAnswerBody {
  return {
    attack_vector:
      "A shell was started inside a container with a terminal attached. Somebody who got in would use it to look around.",
    evidence: [{ claim: "The alert shows the command that was run.", quote: quoteFrom(request.user) }],
    mitre_attack: { tactic: "Execution", technique: "T1059.004", technique_name: "Unix Shell" },
    risk_assessment: {
      severity: "high",
      confidence: "medium",
      impact: "Whoever holds the shell can read what the container can read.",
    },
    false_positive: {
      likelihood: "low",
      common_causes: ["An operator opened a shell to look for a fault."],
      distinguishing_factors: ["Nobody announced any work on this container."],
    },
    verdict: "true_positive",
    mitigations: {
      immediate: ["Find out who opened the shell."],
      short_term: ["Remove shells from the image."],
      long_term: ["Allow interactive sessions only through a bastion that records them."],
    },
    decide: null,
    investigate: ["Look at the commands that followed in the same session."],
    summary: "An interactive shell was opened in a container.",
  };
}

/** A stretch of the alert in the prompt, copied to the letter; of its output line where there is one. */
export function quoteFrom(user: string): string {
  const alert = alertIn(user);
  const output = /"output"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(alert)?.[1];
  const text = output === undefined ? alert : (JSON.parse(`"${output}"`) as string);
  const line =
    text
      .split("\n")
      .map((part) => part.trim())
      .find((part) => part.length >= quoteCharsMin) ?? text.trim();
  return Array.from(line).slice(0, quoteCharsMax).join("").trim();
}

/** What stands between the fence lines `ALERT x` and `END x`, else everything. */
export function alertIn(user: string): string {
  const [, word = ""] = /^ALERT (\S+)$/m.exec(user) ?? [];
  if (word === "") return user;
  const start = user.indexOf(`ALERT ${word}`) + `ALERT ${word}`.length;
  const end = user.indexOf(`\nEND ${word}`, start);
  return user.slice(start, end === -1 ? undefined : end).trim();
}
