import { alphabetOf } from "./char-runs.ts";
import { isWordCode } from "./recognizer.ts";

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
const userBegins = /[\p{L}_]/u;
/** The name of a unit of systemd, https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html */
export const unit = /\.(?:service|socket|timer|mount|automount|target|slice|scope|path|device|swap)$/;

/** All `user@host` of a text, found from the `@`: bounded work for each, so linear. */
export function findLogins(text: string): Login[] {
  const found: Login[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > 0 && at - start <= userCharsMax && isUserCode(text.charCodeAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end < text.length && end - at <= hostCharsMax && hostChars[text.charCodeAt(end)] === 1) end += 1;
    if (at - start > userCharsMax || start === at || !userBegins.test(text.charAt(start))) continue;
    // A unit of systemd: `postgresql@15-main.service`.
    if (unit.test(text.slice(at, end))) continue;
    found.push({ start, at, end });
  }
  return found;
}

/** Names of any script (`jürgen`): only letters and digits of others are as high. */
function isUserCode(code: number): boolean {
  return code < 128 ? userChars[code] === 1 : isWordCode(code);
}
