import type { Level, Severity, Verdict } from "#domain/analysis.ts";
import { horizons, levels, severities, verdicts } from "#domain/analysis.ts";
import { requiredKeys } from "./answer-schema.ts";

/** What a model said, in our types; whatever it left out is missing. Nothing in it has been checked against the alert. */
export interface Answer {
  readonly attack_vector?: string;
  readonly mitre_attack?: {
    readonly tactic: string | null;
    readonly technique: string | null;
    readonly technique_name: string | null;
  };
  readonly risk_assessment?: { readonly severity?: Severity; readonly confidence?: Level; readonly impact?: string };
  readonly mitigations?: { readonly [horizon in (typeof horizons)[number]]?: readonly string[] };
  readonly false_positive?: {
    readonly likelihood?: Level;
    readonly common_causes?: readonly string[];
    readonly distinguishing_factors?: readonly string[];
  };
  readonly verdict?: Verdict;
  readonly evidence?: readonly { readonly claim: string; readonly quote: string }[];
  readonly decide?: { readonly question: string };
  readonly investigate?: readonly string[];
  readonly summary?: string;
}

/** What is wrong with an answer, in words that a model may be told: our own, none of its. */
export type AnswerProblem = string;

type Fields = Readonly<Record<string, unknown>>;

const listMax = 12;

/** The five fixed keys have to be there and of their type; others that are wrong count as missing, unknown ones are ignored. */
export function toAnswer(value: unknown): { readonly answer: Answer } | { readonly problem: AnswerProblem } {
  const fields = asFields(value);
  if (fields === null) return { problem: "it was not one JSON object" };
  const problems: string[] = [];
  for (const key of requiredKeys) {
    const problem = problemOf(key, fields[key]);
    if (problem !== null) problems.push(problem);
  }
  return problems.length > 0 ? { problem: problems.join("; ") } : { answer: answerOf(fields) };
}

/** The keys that are there, each if it is of its type: for sections of an answer that is still being written. */
export function answerOf(fields: Fields): Answer {
  return dropMissing({
    attack_vector: asText(fields["attack_vector"]),
    mitre_attack: mitreOf(asFields(fields["mitre_attack"])),
    risk_assessment: riskOf(asFields(fields["risk_assessment"])),
    mitigations: mitigationsOf(asFields(fields["mitigations"])),
    false_positive: falsePositiveOf(asFields(fields["false_positive"])),
    verdict: asWord(fields["verdict"], verdicts),
    evidence: evidenceOf(fields["evidence"]),
    decide: decideOf(asFields(fields["decide"])),
    investigate: asTexts(fields["investigate"]),
    summary: asText(fields["summary"]),
  }) as Answer;
}

function problemOf(key: (typeof requiredKeys)[number], value: unknown): string | null {
  if (value === undefined || value === null) return `${key} is missing`;
  if (key === "attack_vector") return asText(value) === undefined ? `${key} must be a text` : null;
  const fields = asFields(value);
  if (fields === null) return `${key} must be an object`;
  if (key === "mitre_attack") {
    const { technique } = fields;
    return technique === undefined || (technique !== null && typeof technique !== "string")
      ? `${key}.technique must be a text or null`
      : null;
  }
  if (key === "risk_assessment")
    return (
      wrongWord(`${key}.severity`, fields["severity"], severities) ??
      wrongWord(`${key}.confidence`, fields["confidence"], levels)
    );
  if (key === "false_positive")
    return (
      wrongWord(`${key}.likelihood`, fields["likelihood"], levels) ??
      wrongList(key, fields, ["common_causes", "distinguishing_factors"])
    );
  return wrongList(key, fields, horizons);
}

/** A word that is there has to be one of the list; one that is not there is filled in later. */
function wrongWord(name: string, value: unknown, words: readonly string[]): string | null {
  if (value === undefined || value === null) return null;
  return asWord(value, words) === undefined ? `${name} must be one of ${words.join(", ")}` : null;
}

function wrongList(name: string, fields: Fields, keys: readonly string[]): string | null {
  const wrong = keys.find(
    (key) => fields[key] !== undefined && fields[key] !== null && asTexts(fields[key]) === undefined,
  );
  return wrong === undefined ? null : `${name}.${wrong} must be a list of texts`;
}

function mitreOf(fields: Fields | null): Answer["mitre_attack"] {
  if (fields === null) return undefined;
  const technique = asText(fields["technique"]) ?? null;
  return {
    tactic: asText(fields["tactic"]) ?? null,
    // Models write `T1059.004 - Unix Shell` and `none`.
    technique:
      technique === null
        ? null
        : (/\bT\d{4}(?:\.\d{3})?\b/i.exec(technique)?.[0].toUpperCase() ??
          (/^(?:none|n\/?a|null|unknown|-)\.?$/i.test(technique) ? null : technique)),
    technique_name: asText(fields["technique_name"]) ?? null,
  };
}

function riskOf(fields: Fields | null): Answer["risk_assessment"] {
  if (fields === null) return undefined;
  return dropMissing({
    severity: asWord(fields["severity"], severities),
    confidence: asWord(fields["confidence"], levels),
    impact: asText(fields["impact"]),
  });
}

function mitigationsOf(fields: Fields | null): Answer["mitigations"] {
  if (fields === null) return undefined;
  return dropMissing(Object.fromEntries(horizons.map((horizon) => [horizon, asTexts(fields[horizon])])));
}

function falsePositiveOf(fields: Fields | null): Answer["false_positive"] {
  if (fields === null) return undefined;
  return dropMissing({
    likelihood: asWord(fields["likelihood"], levels),
    common_causes: asTexts(fields["common_causes"]),
    distinguishing_factors: asTexts(fields["distinguishing_factors"]),
  });
}

function evidenceOf(value: unknown): Answer["evidence"] {
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, listMax).flatMap((entry) => {
    const fields = asFields(entry);
    const quote = asText(fields?.["quote"]);
    return quote === undefined ? [] : [{ claim: asText(fields?.["claim"]) ?? "The alert says so", quote }];
  });
}

function decideOf(fields: Fields | null): Answer["decide"] {
  const question = asText(fields?.["question"]);
  return question === undefined ? undefined : { question };
}

function asFields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function asText(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** `True Positive`, `true-positive` and `TRUE_POSITIVE` are one word. */
function asWord<T extends string>(value: unknown, words: readonly T[]): T | undefined {
  if (typeof value !== "string") return undefined;
  const plain = value
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  return words.find((word) => word === plain);
}

/** A single text counts as a list of one, and an entry may be an object that holds its text under a usual name. */
function asTexts(value: unknown): readonly string[] | undefined {
  const single = asText(value);
  if (single !== undefined) return [single];
  if (!Array.isArray(value)) return undefined;
  const texts: string[] = [];
  for (const entry of value.slice(0, listMax)) {
    const fields = asFields(entry);
    const text =
      asText(entry) ?? asText(fields?.["text"] ?? fields?.["step"] ?? fields?.["action"] ?? fields?.["description"]);
    if (text !== undefined) texts.push(text);
    else if (entry !== null && typeof entry !== "string") return undefined;
  }
  return texts;
}

function dropMissing<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
