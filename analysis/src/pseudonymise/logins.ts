import { alphabetOf } from "./char-runs.ts";

/** A place of the form `user@host`; offsets into the text. */
export interface Login {
  readonly start: number;
  readonly at: number;
  readonly end: number;
}

const userChars = alphabetOf("_.+-");
const hostChars = alphabetOf("_.-");
const userCharsMax = 64;
const hostCharsMax = 253;
const userBegins = /[A-Za-z_]/;

/** All `user@host` of a text, found from the `@`: bounded work for each, so linear. */
export function findLogins(text: string): Login[] {
  const found: Login[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > 0 && at - start <= userCharsMax && userChars[text.charCodeAt(start - 1)] === 1) start -= 1;
    let end = at + 1;
    while (end < text.length && end - at <= hostCharsMax && hostChars[text.charCodeAt(end)] === 1) end += 1;
    if (at - start > userCharsMax || start === at || !userBegins.test(text.charAt(start))) continue;
    found.push({ start, at, end });
  }
  return found;
}
