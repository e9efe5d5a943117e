import { AppError } from "#domain/errors.ts";
import { encodedRuns, percentViews, unescapedView } from "./encoded.ts";
import type { KnownValue, KnownValues } from "./known-values.ts";
import { createKnownValues } from "./known-values.ts";
import { secretToken } from "./recognizers/secret-token.ts";
import { lowerAscii, scanText } from "./text-scan.ts";
import type { Vault } from "./vault.ts";
import { isCommonWord } from "./well-known.ts";

const listMax = 400;

/**
 * The last look before anything leaves: is one of the original values readable in the final text, as it stands or decoded, or
 * anything that looks like a token of a provider? Values that are ordinary words (`app`, `alert`) are not looked for, since our
 * own instructions consist of such words and they are hidden by place only.
 */
export function createLeakGate(
  vault: Vault,
  isEnabledFor: (value: KnownValue) => boolean,
): (finalText: string) => void {
  return (finalText) => {
    const lists = listsOf(vault.values().filter((value) => isEnabledFor(value) && !isCommonWord(value.value)));
    const unescaped = unescapedView(finalText)?.text;
    if (unescaped !== undefined) refuseValues(finalText, lists);
    const plain = unescaped ?? finalText;
    for (const text of [plain, ...percentViews(plain).map((view) => view.text)]) {
      const scan = scanText(text);
      refuseValues(text, lists, scan.lower);
      if (secretToken.find(scan).length > 0) throw new AppError("LEAK_BLOCKED");
      for (const { decoded } of encodedRuns(text, scan.longWords())) refuseValues(decoded, lists);
    }
  };
}

/** Throws when one of the values stands in the text; the error says nothing of which. */
function refuseValues(text: string, lists: readonly KnownValues[], lower = lowerAscii(text)): void {
  if (lists.some((list) => list.find(text, lower).length > 0)) throw new AppError("LEAK_BLOCKED");
}

function listsOf(values: readonly KnownValue[]): KnownValues[] {
  const lists: KnownValues[] = [];
  for (const [index, value] of values.entries()) {
    if (index % listMax === 0) lists.push(createKnownValues());
    lists.at(-1)?.add(value);
  }
  return lists;
}
