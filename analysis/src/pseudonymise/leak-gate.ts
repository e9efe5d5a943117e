import { isKnownField } from "#alert/field-catalogue.ts";
import { AppError } from "#domain/errors.ts";
import { lowerInPlace } from "#lib/lower-case.ts";
import { encodedRuns, percentViews, unescapedView } from "./encoded.ts";
import type { EncodedValues } from "./encoded-values.ts";
import type { KnownValue, KnownValues } from "./known-values.ts";
import { createKnownValues } from "./known-values.ts";
import type { OperatorLists } from "./operator-lists.ts";
import { secretToken } from "./recognizers/secret-token.ts";
import { scanText } from "./text-scan.ts";
import type { Vault } from "./vault.ts";
import { tokenForm } from "./vault.ts";
import { isCommonWord } from "./well-known.ts";

/** What was hidden, and the same encoded. */
interface HiddenValues {
  readonly vault: Vault;
  readonly encoded: EncodedValues;
}

const listMax = 400;

/** Lines of ours in a prompt, and of the catalogue of techniques: `always: [rules]` must not stop every alert. */
const ownLines = new RegExp(
  `^(?:${[
    "(?:ALERT|AROUND|END) [0-9a-f]{8,64}",
    "Candidates \\(from rules and known behaviour, best first\\):",
    "- T\\d{4}(?:\\.\\d{3})? [^\\n]{1,400}",
    "- none",
    "Built-in analysis, from fixed rules, for comparison:",
    "What does this alert mean\\?",
  ].join("|")})$`,
  "gm",
);
const literalToken = /\[LITERAL /g;
const jsonKey = /"([\w.[\]-]{1,80})":/g;

/**
 * The last look before anything leaves: is one of the original values readable in the final text, as it stands or decoded, or
 * anything that looks like a token of a provider? Values that are ordinary words (`app`, `alert`) are not looked for, since our
 * own instructions consist of such words and they are hidden by place only. What the operator lists as `always` is looked for
 * whatever it is, outside of our own lines; what `never` opens is no leak.
 */
export function createLeakGate(
  { vault, encoded }: HiddenValues,
  isEnabledFor: (value: KnownValue) => boolean,
  operator: OperatorLists | null = null,
): (finalText: string) => void {
  return (sent) => {
    // A user may be called as our tokens are (`USER-1`).
    const finalText = sent.replaceAll(tokenForm, "[]");
    const isLookedFor = (value: KnownValue) =>
      isEnabledFor(value) && !isCommonWord(value.value) && !operator?.isAlways(value.value);
    const lists = listsOf(vault.values().filter(isLookedFor).flatMap(asWritten));
    const refuse = (text: string, lower?: string) => refuseValues(text, { lists, encoded, operator }, lower);
    const unescaped = unescapedView(finalText)?.text;
    if (unescaped !== undefined) refuse(finalText);
    const plain = unescaped ?? finalText;
    for (const text of [plain, ...percentViews(plain).map((view) => view.text)]) {
      const scan = scanText(text);
      refuse(text, scan.lower);
      if (secretToken.find(scan).length > 0) throw new AppError("LEAK_BLOCKED");
      for (const { decoded } of encodedRuns(text, scan.longWords())) refuse(decoded);
    }
    if (operator !== null) refuseListed(withoutOwnWords(sent), operator);
  };
}

interface Sought {
  readonly lists: readonly KnownValues[];
  readonly encoded: EncodedValues;
  readonly operator: OperatorLists | null;
}

/** Throws when one of the values stands in the text; the error says nothing of which. */
function refuseValues(text: string, { lists, encoded, operator }: Sought, lower = lowerInPlace(text)): void {
  for (const list of [...lists, encoded]) {
    const found = list.find(text, lower);
    if (found.length === 0) continue;
    if (operator === null || operator.marksOf(text).keep(found).length > 0) throw new AppError("LEAK_BLOCKED");
  }
}

/** As `refuseValues`, for what the operator lists as `always`. */
function refuseListed(finalText: string, operator: OperatorLists): void {
  for (const text of readingsOf(finalText))
    if (operator.marksOf(text).always.length > 0) throw new AppError("LEAK_BLOCKED");
}

function* readingsOf(finalText: string): Generator<string> {
  const unescaped = unescapedView(finalText)?.text;
  if (unescaped !== undefined) yield finalText;
  const plain = unescaped ?? finalText;
  for (const text of [plain, ...percentViews(plain).map((view) => view.text)]) {
    yield text;
    for (const { decoded } of encodedRuns(text, scanText(text).longWords())) yield decoded;
  }
}

/** The text without our tokens, our lines and the names of Falco's fields: what is left is others' words. */
function withoutOwnWords(text: string): string {
  return text
    .replaceAll(ownLines, " ")
    .replaceAll(tokenForm, "[]")
    .replaceAll(literalToken, "[")
    .replaceAll(jsonKey, (whole, key: string) => (key.includes(".") && isKnownField(key) ? '"":' : whole));
}

/** With quotes, backslashes or control characters JSON spells it in another way, which the reading without escapes does not give back. */
function asWritten(value: KnownValue): KnownValue[] {
  return /["\\\p{Cc}]/u.test(value.value)
    ? [value, { ...value, value: JSON.stringify(value.value).slice(1, -1) }]
    : [value];
}

function listsOf(values: readonly KnownValue[]): KnownValues[] {
  const lists: KnownValues[] = [];
  for (let index = 0; index < values.length; index += 1) {
    if (index % listMax === 0) lists.push(createKnownValues());
    lists.at(-1)?.add(values[index] as KnownValue);
  }
  return lists;
}
