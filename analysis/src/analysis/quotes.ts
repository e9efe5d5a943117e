/** Which quotes of an answer stand in what was sent. */

/** Shorter ones stand everywhere and show nothing. */
const quoteCharsMin = 3;

interface Quoted {
  readonly claim: string;
  readonly quote: string;
}

/** `sent` is JSON: a quote may be of one of its texts, or of the JSON itself. White space counts as one blank. */
export function standingQuotes(
  evidence: readonly Quoted[],
  sent: string,
): { readonly standing: readonly Quoted[]; readonly fallen: number } {
  if (evidence.length === 0) return { standing: [], fallen: 0 };
  const texts = [sent, ...textsOf(JSON.parse(sent))].map(foldBlanks);
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

function foldBlanks(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
