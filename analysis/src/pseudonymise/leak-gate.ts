import { AppError } from "#domain/errors.ts";
import { encodedRuns, percentWords } from "./encoded.ts";
import type { KnownValue } from "./field-values.ts";
import { findKnown } from "./known-occurrences.ts";
import type { Vault } from "./vault.ts";
import { isCommonWord } from "./well-known.ts";

/**
 * The last look before anything leaves: is one of the original values readable in the final text, as it stands or decoded?
 * Values that are ordinary words (`app`, `alert`) are not looked for: our own instructions consist of such words.
 */
export function createLeakGate(vault: Vault): (finalText: string) => void {
  return (finalText) => {
    const values: KnownValue[] = [...vault.values()].filter(({ value }) => !isCommonWord(value));
    const texts = [finalText, unescapeJson(finalText)];
    for (const text of [...texts])
      texts.push(
        ...percentWords(text).map(({ decoded }) => decoded),
        ...encodedRuns(text).map(({ decoded }) => decoded),
      );
    if (texts.some((text) => findKnown(text, values).length > 0)) throw new AppError("LEAK_BLOCKED");
  };
}

/** The text with JSON's escapes undone, without parsing: the prompt is only partly JSON. */
function unescapeJson(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll('\\"', '"')
    .replaceAll("\\\\", "\\")
    .replaceAll("\\/", "/");
}
