/** A piece of a text made of the characters of one alphabet. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

const letters = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const alphanumeric = `${letters}${letters.toUpperCase()}${digits}`;

/** Makes an alphabet: letters and digits and the given signs. */
export function alphabetOf(signs: string): Uint8Array {
  return tableOf(alphanumeric + signs);
}

export function tableOf(chars: string): Uint8Array {
  const table = new Uint8Array(128);
  for (let index = 0; index < chars.length; index += 1) table[chars.charCodeAt(index)] = 1;
  return table;
}

export const hexDigits = tableOf(`abcdefABCDEF${digits}`);
export const lowerHexDigits = tableOf(`abcdef${digits}`);

/** A run with how many of its characters are capitals, small letters and digits: most searches need some of each. */
export interface Word extends Run {
  readonly upper: number;
  readonly lower: number;
  readonly digits: number;
}

/** All longest runs of at least so many characters of an alphabet, with their kinds of characters counted. */
export function wordsOf(text: string, alphabet: Uint8Array, charsMin: number): Word[] {
  const found: Word[] = [];
  const { length } = text;
  for (let start = 0; start < length; start += 1) {
    if (alphabet[text.charCodeAt(start)] !== 1) continue;
    let upper = 0;
    let lower = 0;
    let digits = 0;
    let end = start;
    for (; end < length; end += 1) {
      const code = text.charCodeAt(end);
      if (alphabet[code] !== 1) break;
      if (code >= 97 && code <= 122) lower += 1;
      else if (code >= 48 && code <= 57) digits += 1;
      else if (code >= 65 && code <= 90) upper += 1;
    }
    if (end - start >= charsMin) found.push({ start, end, upper, lower, digits });
    start = end;
  }
  return found;
}

/** All longest runs of at least so many characters; each character is looked at once, which a pattern with a lower bound does not do. */
export function runsOf(text: string, alphabet: Uint8Array, charsMin: number, from = 0, until = text.length): Run[] {
  const found: Run[] = [];
  let start = -1;
  for (let at = from; at <= until; at += 1) {
    const isIn = at < until && alphabet[text.charCodeAt(at)] === 1;
    if (isIn && start < 0) start = at;
    if (isIn || start < 0) continue;
    if (at - start >= charsMin) found.push({ start, end: at });
    start = -1;
  }
  return found;
}
