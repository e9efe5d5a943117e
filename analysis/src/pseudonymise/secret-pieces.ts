import type { Vault } from "./vault.ts";

const pieceChars = 4;
/** With more of them a look at each is dearer than reading the text. */
const piecesMax = 200;

/** What may be a secret in other words: escapes, percent-encoding; a long word of base64 or hexadecimal digits, which no word of prose is. */
const escaped = /[%\\]|&#/;
const longWordMin = 16;

/**
 * A quick look whether a text can hold a secret of this alert, whole or cut off: only then is it worth reading with every recogniser. Secrets too
 * short to have pieces may stand anywhere.
 */
export function mayHoldSecret(text: string, vault: Pick<Vault, "values" | "hasShortSecrets">): boolean {
  if (vault.hasShortSecrets() || escaped.test(text)) return true;
  if (holdsLongWord(text)) return true;
  const pieces = piecesOf(vault);
  return pieces === null || pieces.some((piece) => text.includes(piece));
}

/** Letters, digits and the signs of base64, with a digit or a capital letter among them. */
function holdsLongWord(text: string): boolean {
  let length = 0;
  let isCode = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isStrong = (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
    // a-z + - = _
    const isWord = isStrong || (code >= 97 && code <= 122) || code === 43 || code === 45 || code === 61 || code === 95;
    length = isWord ? length + 1 : 0;
    isCode = isWord && (isCode || isStrong);
    if (length >= longWordMin && isCode) return true;
  }
  return false;
}

const known = new WeakMap<object, { readonly count: number; readonly pieces: readonly string[] | null }>();

/** Made once for the secrets that are known by now; null when they are too many. */
function piecesOf(vault: Pick<Vault, "values">): readonly string[] | null {
  const secrets = vault.values().filter(({ type }) => type === "REDACTED");
  const made = known.get(vault);
  if (made?.count === secrets.length) return made.pieces;
  const pieces = new Set<string>();
  for (const { value } of secrets)
    for (let at = 0; at + pieceChars <= value.length && pieces.size <= piecesMax; at += 1)
      pieces.add(value.slice(at, at + pieceChars));
  const few = pieces.size > piecesMax ? null : [...pieces];
  known.set(vault, { count: secrets.length, pieces: few });
  return few;
}
