import type { KnownValue } from "./field-values.ts";
import type { Span } from "./recognizer.ts";
import { isWordAt } from "./recognizer.ts";
import { isCommonWord } from "./well-known.ts";

/**
 * Every place where a known value stands as a whole word. A short or common value (`app`, `a`, `1`) is found only where its
 * place says what it is: behind `=`, `:`, `@`, in front of `@`, after `/home/`, `~`, or as the whole text.
 */
export function findKnown(text: string, known: readonly KnownValue[]): Span[] {
  const lower = text.toLowerCase();
  // Lower-casing can change lengths (İ); then places would shift, so case counts.
  const folded = lower.length === text.length ? lower : null;
  return known.flatMap((entry) => occurrences(text, isCaseless(entry) ? folded : null, entry));
}

function occurrences(text: string, folded: string | null, { type, value }: KnownValue): Span[] {
  const needle = folded === null ? value : value.toLowerCase();
  if (needle === "") return [];
  const haystack = folded ?? text;
  const common = isCommonWord(value);
  const spans: Span[] = [];
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) {
    const end = at + needle.length;
    if (isBounded(text, at, end, value) && (!common || placeTells(text, at, end, type)))
      spans.push({ start: at, end, type });
  }
  return spans;
}

function isCaseless({ type }: KnownValue): boolean {
  return type === "HOST" || type === "EMAIL" || type === "MAC" || type.endsWith("-IP");
}

function isBounded(text: string, start: number, end: number, value: string): boolean {
  // A kubelet's container name joins its parts with underscores.
  const openLeft = !isWordAt(value, 0) || !isWordAt(text, start - 1) || text.charAt(start - 1) === "_";
  const openRight = !isWordAt(value, value.length - 1) || !isWordAt(text, end) || text.charAt(end) === "_";
  return openLeft && openRight;
}

function placeTells(text: string, start: number, end: number, type: KnownValue["type"]): boolean {
  if (start === 0 && end === text.length) return true;
  const before = text.slice(Math.max(0, start - 16), start);
  const after = text.slice(end, end + 1);
  if (type === "USER")
    return (
      /(?:user|login|loginname|uname|owner|name)["']?\s?[=:]\s?["']?$|(?:\/home\/|\/Users\/|~|-[uUl]\s?)$/i.test(
        before,
      ) || after === "@"
    );
  if (type === "NAMESPACE")
    return (
      /(?:\bns|namespace|ns_name|-n|k8s\.ns)["']?\s?[=:\s]\s?["']?$/i.test(before) || /:serviceaccount:$/.test(before)
    );
  if (type === "HOST") return /(?:host|hostname|server|@|\/\/)["']?\s?[=:]?\s?["']?$/i.test(before);
  return /[=:]\s?["']?$/.test(before);
}
