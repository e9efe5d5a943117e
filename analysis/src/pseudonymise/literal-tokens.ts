import { tokenForm } from "./vault.ts";

/** Tokens that an alert brings along: marked on the way in, so that they are neither restored nor taken for ours. */

/** What is written into them. */
const literal = "LITERAL ";

/** `[USER-1]` as `[LITERAL USER-1]`. */
export function markTokens(text: string): string {
  return text.includes("[") ? text.replaceAll(tokenForm, (token) => `[${literal}${token.slice(1)}`) : text;
}

/** From places in the marked text, asked for in rising order, to places in the text as it was. */
export function placesBeforeMarking(text: string): (at: number) => number {
  const insertedAt = text.includes("[") ? Array.from(text.matchAll(tokenForm), ({ index }) => index + 1) : [];
  let seen = 0;
  return (at) => {
    while (seen < insertedAt.length && at > (insertedAt[seen] ?? 0) + seen * literal.length) seen += 1;
    // A place within what was written in is the place where it was written.
    return Math.max(at - seen * literal.length, insertedAt[seen - 1] ?? 0);
  };
}
