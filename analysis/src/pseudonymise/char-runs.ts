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
