import type { RiskClass } from "#domain/risk-class.ts";
import { redacted, tokenForm } from "#pseudonymise/vault.ts";
import type { Answer } from "../answer.ts";
import { answerOf, toAnswer } from "../answer.ts";
import { textsOf } from "../quotes.ts";
import { inWords, type Naming } from "./naming.ts";
import type { Rank } from "./rank.ts";
import { stands, withoutSentencesOf, wordsOf } from "./sentences.ts";

/** What is kept of the alert that a class was answered for. The built-in answer is made afresh for each alert, so nothing else is shared of it. */
export interface SharedNote {
  readonly rank: Rank;
  /** `meta.obfuscation.entities`. */
  readonly entities: Readonly<Record<string, number>>;
}

/** A model's answer as the alerts of a class share it: in the tokens of the alert that it was made for, with what another one needs to read it. */
export interface SharedAnswer extends SharedNote {
  readonly answer: Answer;
  /** The maker's tokens → stand-ins of the class. */
  readonly standIns: Readonly<Record<string, string>>;
  /** Words that the answer took from the maker's alert and that are not of the class: a process id, a time. */
  readonly own: readonly string[];
  /** The maker's alert held words that could have talked the model into its answer. */
  readonly persuadable: boolean;
}

/** The alert that an answer was made for. */
export interface Maker extends SharedNote {
  /** Both null where answers are not shared. */
  readonly riskClass: { readonly naming: Naming; readonly parts: RiskClass } | null;
  /** The alert and what is around it as they were sent, JSON each. */
  readonly sent: readonly string[];
  readonly persuadable: boolean;
}

/** For a whole answer, or for as much of it as is there. */
export function shareAnswer(given: Answer, { riskClass, sent, rank, entities, persuadable }: Maker): SharedAnswer {
  const standIns = riskClass?.naming.standIns ?? {};
  const known = new Set(sent.flatMap((json) => json.match(tokenForm) ?? []));
  const answer = mapAnswer(given, (text) => withoutInventions(text, known));
  return {
    answer,
    standIns,
    own: ownWords(answer, standIns, riskClass?.parts ?? [], sent),
    persuadable,
    rank,
    entities,
  };
}

/** Null for what was not written by `JSON.stringify` of a whole shared answer. */
export function readSharedAnswer(json: string): SharedAnswer | null {
  const shared = readSections(json);
  return shared !== null && "answer" in toAnswer(shared.answer) ? shared : null;
}

/** The same for as much of an answer as was there. */
export function readSections(json: string): SharedAnswer | null {
  const fields = readObject(json);
  const note = noteIn(fields);
  if (fields === null || note === null) return null;
  const { answer, standIns, own } = fields;
  const isWhole = isTable(standIns) && Array.isArray(own) && own.every((word) => typeof word === "string");
  // What is not said to be free of it is taken for persuaded.
  const persuadable = fields["persuadable"] !== false;
  return isWhole && isObject(answer) ? { ...note, answer: answerOf(answer), standIns, own, persuadable } : null;
}

export function readSharedNote(json: string): SharedNote | null {
  return noteIn(readObject(json));
}

function noteIn(fields: Fields | null): SharedNote | null {
  if (fields === null || !isObject(fields["rank"]) || !isObject(fields["entities"])) return null;
  return { rank: fields["rank"] as unknown as Rank, entities: fields["entities"] as Record<string, number> };
}

type Fields = Readonly<Record<string, unknown>>;

function readObject(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTable(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((entry) => typeof entry === "string");
}

/**
 * The answer in the tokens of another alert of the class. Sentences that speak of what only the maker's alert has are left out:
 * `has` tells whether a word stands in this one.
 */
export function answerFor(
  { answer, standIns, own }: SharedAnswer,
  naming: Naming,
  has: (word: string) => boolean,
): { readonly answer: Answer; readonly foreign: readonly string[] } {
  const foreign = own.filter((word) => !has(naming.translate(word, standIns)));
  const translated = mapAnswer(answer, (text, isQuote) =>
    naming.translate(isQuote ? text : withoutSentencesOf(text, foreign), standIns),
  );
  return { answer: translated, foreign: foreign.map((word) => naming.translate(word, standIns)) };
}

/** A token that no alert gave out could be one of another alert's; it is named without its brackets. */
function withoutInventions(text: string, known: ReadonlySet<string>): string {
  return text.replaceAll(tokenForm, (token) =>
    known.has(token) || token === redacted ? token : `${token.slice(1, -1)} (invented)`,
  );
}

function ownWords(
  answer: Answer,
  standIns: Readonly<Record<string, string>>,
  parts: RiskClass,
  sent: readonly string[],
): string[] {
  const alert = sent.flatMap((json) => textsOf(JSON.parse(json))).join("\n");
  const shared = parts
    .map(({ value }) => value)
    .join("\n")
    .toLowerCase();
  const said: string[] = [];
  mapAnswer(answer, (text) => {
    said.push(text);
    return text;
  });
  return wordsOf(said).filter((word) => {
    if (inWords(word) !== word && word.replaceAll(tokenForm, "") === "") return false;
    if (!stands(word, alert)) return false;
    const canonical = word.replaceAll(tokenForm, (token) => standIns[token] ?? token).toLowerCase();
    return !stands(canonical, shared);
  });
}

/** Every text of an answer changed; one that becomes empty is gone. */
function mapAnswer(answer: Answer, change: (text: string, isQuote: boolean) => string): Answer {
  const text = (given: string | undefined) => (given === undefined ? undefined : change(given, false) || undefined);
  const texts = (given: readonly string[] | undefined) =>
    given?.map((one) => change(one, false)).filter((one) => one !== "");
  const { risk_assessment: risk, mitigations, false_positive: harmless, evidence, decide } = answer;
  const changed = {
    ...answer,
    attack_vector: text(answer.attack_vector),
    summary: text(answer.summary),
    investigate: texts(answer.investigate),
    risk_assessment: risk && { ...risk, impact: text(risk.impact) },
    mitigations:
      mitigations && Object.fromEntries(Object.entries(mitigations).map(([horizon, list]) => [horizon, texts(list)])),
    false_positive: harmless && {
      ...harmless,
      common_causes: texts(harmless.common_causes),
      distinguishing_factors: texts(harmless.distinguishing_factors),
    },
    evidence: evidence?.map(({ claim, quote }) => ({
      claim: change(claim, false) || "The alert says so",
      quote: change(quote, true),
    })),
    decide: decide && (text(decide.question) === undefined ? undefined : { question: text(decide.question) }),
  };
  return withoutUndefined(changed) as Answer;
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (item === undefined) return [];
      const isPlain = typeof item === "object" && item !== null && !Array.isArray(item);
      return [[key, isPlain ? withoutUndefined(item) : item]];
    }),
  );
}
