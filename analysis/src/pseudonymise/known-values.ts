import type { EntityType } from "#domain/pseudonymised.ts";
import type { Span } from "./recognizer.ts";
import { isWordAt } from "./recognizer.ts";
import { isCommonWord } from "./well-known.ts";

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
  const entries = new Map<string, Entry>();
  return {
    add({ type, value, isListed = false }) {
      if (entries.size >= countMax || value === "") return;
      const needle = value.toLowerCase();
      if (entries.has(needle)) return;
      const isOrdinary = type === "NAMESPACE" || (type !== "REDACTED" && type !== "USER" && /^[a-z]+$/i.test(value));
      const isCommon = !isListed && isCommonWord(value);
      entries.set(needle, { type, value, needle, isCommon, isStrict: isOrdinary && !isListed });
    },
    size: () => entries.size,
    find(text, lower) {
      const spans: Span[] = [];
      for (const entry of entries.values()) occurrences(text, lower, entry, spans);
      return spans;
    },
  };
}

interface Entry extends KnownValue {
  readonly needle: string;
  readonly isCommon: boolean;
  readonly isStrict: boolean;
}

/** Places of one value; a word too common is found only where it is the whole text. */
function occurrences(text: string, lower: string, { type, needle, isCommon, isStrict }: Entry, spans: Span[]): void {
  if (isCommon) {
    if (lower === needle) spans.push({ start: 0, end: text.length, type });
    return;
  }
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, at + needle.length)) {
    const end = at + needle.length;
    if (isBounded(text, at, end, isStrict) && lower.length === text.length) spans.push({ start: at, end, type });
  }
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
