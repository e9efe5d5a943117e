import type { Vault } from "./vault.ts";

const pieceChars = 4;

/** What may be a secret in other words: escapes, percent-encoding, base64, hexadecimal digits. */
const encodedForm = /[%\\]|&#|[\w+=-]{16}/;

/**
 * A quick look whether a text can hold a secret of this alert, whole or cut off: only then is it worth reading with every recogniser. Secrets too
 * short to have pieces may stand anywhere.
 */
export function mayHoldSecret(text: string, vault: Pick<Vault, "values" | "hasShortSecrets">): boolean {
  if (vault.hasShortSecrets() || encodedForm.test(text)) return true;
  const pieces = piecesOf(vault);
  for (let at = 0; at + pieceChars <= text.length; at += 1)
    if (pieces.has(text.slice(at, at + pieceChars))) return true;
  return false;
}

const known = new WeakMap<object, { readonly count: number; readonly pieces: ReadonlySet<string> }>();

/** Made once for the secrets that are known by now. */
function piecesOf(vault: Pick<Vault, "values">): ReadonlySet<string> {
  const secrets = vault.values().filter(({ type }) => type === "REDACTED");
  const made = known.get(vault);
  if (made?.count === secrets.length) return made.pieces;
  const pieces = new Set<string>();
  for (const { value } of secrets)
    for (let at = 0; at + pieceChars <= value.length; at += 1) pieces.add(value.slice(at, at + pieceChars));
  known.set(vault, { count: secrets.length, pieces });
  return pieces;
}
