import { redacted } from "#pseudonymise/vault.ts";
import type { QuoteCheck } from "../quotes.ts";
import { foldBlanks, quoteCharsMin } from "../quotes.ts";

/** A stretch of a quote that is shorter shows too little by itself. */
const stretchCharsMin = 8;

/**
 * Which quotes of a shared answer stand in this alert, whose texts are as they came: `restore` puts its names in. Of one that holds
 * words of another alert alone, the longest stretch without them.
 */
export function quotesInTexts(
  texts: readonly string[],
  restore: (text: string) => string,
  foreign: readonly string[],
): QuoteCheck {
  const folded = texts.map(foldBlanks);
  const isThere = (quote: string) => quote.length >= quoteCharsMin && folded.some((text) => holds(text, quote));
  return (evidence) => {
    const standing = evidence.flatMap(({ claim, quote }) => {
      const found = stretchesOf(foldBlanks(quote), foreign)
        .map((stretch) => foldBlanks(restore(stretch)))
        .find(isThere);
      return found === undefined ? [] : [{ claim, quote: found }];
    });
    return { standing, fallen: evidence.length - standing.length };
  };
}

/** Secrets are in no quote, so what stands around them has to be there in its order. */
function holds(text: string, quote: string): boolean {
  if (!quote.includes(redacted)) return text.includes(quote);
  let from = 0;
  for (const piece of quote.split(redacted)) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

/** The quote, and what is left of it between foreign words, the longest first. */
function stretchesOf(quote: string, foreign: readonly string[]): string[] {
  const words = foreign.filter((word) => quote.includes(word));
  if (words.length === 0) return [quote];
  let stretches = [quote];
  for (const word of words) stretches = stretches.flatMap((stretch) => stretch.split(word));
  const whole = stretches.map((stretch) => stretch.trim()).filter((stretch) => stretch.length >= stretchCharsMin);
  return [quote, ...whole.sort((a, b) => b.length - a.length)];
}
