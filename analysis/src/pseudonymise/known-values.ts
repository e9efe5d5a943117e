import type { EntityType } from "#domain/pseudonymised.ts";
import { lowerInPlace } from "#lib/lower-case.ts";
import type { Span } from "./recognizer.ts";
import { isWordAt } from "./recognizer.ts";
import { isCommonWord } from "./well-known.ts";
import { trimmed } from "./whole-values.ts";

/** A value whose kind is known: from a field, a command's grammar or its place in a text. */
export interface KnownValue {
  readonly type: EntityType;
  readonly value: string;
  /** The operator named it: it is no ordinary word, however common it looks. */
  readonly isListed?: boolean;
}

/** The values of one alert, found wherever they stand as whole words. */
export interface KnownValues {
  readonly add: (known: KnownValue) => void;
  /** How many there are: texts have to be looked at again when it grows. */
  readonly size: () => number;
  /** `lower` is the text in lower case, of the same length. */
  readonly find: (text: string, lower: string) => Span[];
}

/** Fields come first, so what is beyond is found by its form or place alone. */
const valuesMax = 400;

/** Makes an empty list. Values of one kind that differ in case only are one. */
export function createKnownValues(countMax = valuesMax): KnownValues {
  const needles = new Set<string>();
  const entries: Entry[] = [];
  return {
    add({ type, value, isListed = false }) {
      if (entries.length >= countMax || value === "") return;
      const needle = lowerInPlace(value);
      if (needles.has(needle)) return;
      const isOrdinary = type === "NAMESPACE" || (type !== "REDACTED" && type !== "USER" && /^[a-z]+$/i.test(value));
      const isCommon = !isListed && isCommonWord(value);
      needles.add(needle);
      entries.push({ type, value, needle, isCommon, isStrict: isOrdinary && !isListed });
    },
    size: () => entries.length,
    find(text, lower) {
      const spans: Span[] = [];
      for (const entry of entries) if (entry.needle.length <= lower.length) occurrences(text, lower, entry, spans);
      return spans;
    },
  };
}

interface Entry extends KnownValue {
  readonly needle: string;
  readonly isCommon: boolean;
  readonly isStrict: boolean;
}

const shortName = /^[a-z][a-z0-9]$/;
/** Programs, words and units of two letters, which stand alone as often as the name of a user does. */
const shortWords: ReadonlySet<string> = new Set(
  `ab ac ai am an ar as at az bc bg bz cc ci cd cp cs cu da db dc dd de df di do du ec ed eg el en er es et eu ex fc fd fg fi fr fs gb gc
  ge gh go gs hd he hi hr id ie if im in io ip is it ja jq js kb ko la ld le ln lo lp ls lt lz m4 ma mb mc me mf ms mt mv my nb nc ne
  nf nl nm no np ns ny od of oh ok on op or os pa pc ph pi pl pm pr ps pt pv pw py qt rb rc re rg ro rs rt ru rw rx sa sc sd se sg sh so
  sq ss st su sv sw tb tc te tf th to tr ts tx tz uk ul un up us ut uz va ve vi vm vs wc we wg wh ws xz ye yq yt zh`.split(
    /\s+/,
  ),
);

/** `by mk` or `(run by mk, ...)`: a name of two letters where white space and punctuation of a sentence stand on both sides. */
function standingAlone(text: string, value: string, type: EntityType, spans: Span[]): void {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 2)) {
    const isOpen = at === 0 || /[\s"'(]/.test(text.charAt(at - 1));
    if (isOpen && /^(?:$|[\s"')]|[,:;.](?:\s|$))/.test(text.slice(at + 2, at + 4)))
      spans.push({ start: at, end: at + 2, type });
  }
}

/** Places of one value; a word too common is found only where it is the whole text. */
function occurrences(
  text: string,
  lower: string,
  { type, value, needle, isCommon, isStrict }: Entry,
  spans: Span[],
): void {
  if (isCommon) {
    if (isAllBut(lower, needle))
      spans.push({ start: lower.indexOf(needle), end: lower.indexOf(needle) + needle.length, type });
    else if (type === "USER" && value.length === 2 && shortName.test(value) && !shortWords.has(needle))
      standingAlone(text, value, type, spans);
    return;
  }
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, at + needle.length)) {
    const end = at + needle.length;
    if (isBounded(text, at, end, isStrict) && lower.length === text.length) spans.push({ start: at, end, type });
  }
}

const blanksMax = 16;

/** True where nothing but white space and control characters stands around it. */
function isAllBut(lower: string, needle: string): boolean {
  if (lower.length <= needle.length) return lower === needle;
  return lower.length <= needle.length + blanksMax && trimmed(lower) === needle;
}

/**
 * A whole word: no letter or digit goes on. Ordinary words (a namespace `payments`) must not be part of a name with dashes either
 * (`payments-api`). An underscore joins the parts of a kubelet's container name (`k8s_app_orders-db-0_payments_1234_0`).
 */
function isBounded(text: string, start: number, end: number, isStrict: boolean): boolean {
  const left = text.charCodeAt(start - 1);
  const right = text.charCodeAt(end);
  if (isStrict && (isDashToWord(text, start - 1, -1) || isDashToWord(text, end, 1))) return false;
  const openLeft = !isWordAt(text, start) || !isWordAt(text, start - 1) || (left === 95 && isKubeletName(text, start));
  const openRight = !isWordAt(text, end - 1) || !isWordAt(text, end) || (right === 95 && isKubeletName(text, start));
  return openLeft && openRight;
}

function isDashToWord(text: string, at: number, step: 1 | -1): boolean {
  return text.charCodeAt(at) === 45 && isWordAt(text, at + step);
}

function isKubeletName(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 256), at);
  return before.includes("k8s_") || before.includes("/containers/") || before.includes("/pods/");
}
