import { anAlert } from "#domain/alert.fixture.ts";
import type { Alert } from "#domain/alert.ts";
import type { AnalysisBody } from "#domain/analysis.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { assess } from "./assess.ts";
import type { Assessment } from "./assessment.ts";
import { groundAssessment } from "./case.ts";
import type { AnswerGround } from "./check-answer.ts";
import { buildPrompt } from "./prompt.ts";
import { quotesInSent } from "./quotes.ts";

/** A user reads the password hashes: high, true_positive, T1003.008, likelihood at most medium. `mira` is sent as `[USER-1]`, `db-7` as `[HOST-1]`. */
export const hashesRead = anAlert({
  hostname: "db-7",
  output: "Sensitive file opened | file=/etc/shadow user=mira process=cat command=cat /etc/shadow host=db-7",
  output_fields: {
    "fd.name": "/etc/shadow",
    "user.name": "mira",
    "proc.name": "cat",
    "proc.cmdline": "cat /etc/shadow",
  },
});

export interface GroundChange {
  readonly alert?: Alert;
  readonly assessment?: Partial<Assessment>;
  readonly builtIn?: Partial<AnalysisBody>;
  readonly persuadable?: boolean;
}

/** What an answer about that alert is checked against, made as for a real one. */
export function anAnswerGround({
  alert = hashesRead,
  assessment: change,
  builtIn,
  persuadable = false,
}: GroundChange = {}): AnswerGround {
  const assessment = assess(alert);
  const veil = createVeil(alert, { enabled: true, level: "standard", preserveStructure: true });
  return {
    alert,
    assessment: { ...assessment, ...change },
    builtIn: { ...groundAssessment(alert, assessment).body, ...builtIn },
    quotes: quotesInSent(buildPrompt({ alert, assessment, around: null }, veil, "fence").quotable, veil.restore),
    veil,
    persuadable,
  };
}
