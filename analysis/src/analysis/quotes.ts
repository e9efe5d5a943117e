/** Which quotes of an answer stand in the alert. */

/** Shorter ones stand everywhere and show nothing. */
export const quoteCharsMin = 3;

export interface Quoted {
  readonly claim: string;
  readonly quote: string;
}

/** Those that stand, as a reader sees them: with real names. */
export type QuoteCheck = (evidence: readonly Quoted[]) => {
  readonly standing: readonly Quoted[];
  readonly fallen: number;
};

/** For a model that was just asked: `sent` is the alert, and what is around it, as they were sent, JSON each. */
export function quotesInSent(sent: readonly string[], restore: (text: string) => string): QuoteCheck {
  return (evidence) => {
    const { standing, fallen } = standingQuotes(evidence, sent);
    // Verbatim, but for names: it is compared with the alert, and every page escapes it.
    return { standing: standing.map(({ claim, quote }) => ({ claim, quote: restore(quote) })), fallen };
  };
}

/** A quote may be of one of the JSON's texts, or of the JSON itself. White space counts as one blank. */
export function standingQuotes(
  evidence: readonly Quoted[],
  sent: readonly string[],
): { readonly standing: readonly Quoted[]; readonly fallen: number } {
  if (evidence.length === 0) return { standing: [], fallen: 0 };
  const texts = sent.flatMap((json) => [json, ...textsOf(JSON.parse(json))]).map(foldBlanks);
  const standing = evidence.flatMap(({ claim, quote }) => {
    const found = readingsOf(quote).find((reading) => texts.some((text) => text.includes(reading)));
    return found === undefined ? [] : [{ claim, quote: found }];
  });
  return { standing, fallen: evidence.length - standing.length };
}

/** As it is, and without the quotation marks and dots that models put around. */
function readingsOf(quote: string): string[] {
  const plain = foldBlanks(quote);
  const bare = plain
    .replace(/^["'`“”‘’«»]+/, "")
    .replace(/["'`“”‘’«»]+$/, "")
    .replace(/^(?:\.\.\.|…)\s*|\s*(?:\.\.\.|…)$/g, "");
  return [plain, bare].filter((reading) => reading.length >= quoteCharsMin);
}

export function foldBlanks(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Every text in a JSON value, numbers as text. */
export function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
