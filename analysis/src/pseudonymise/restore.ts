import type { Vault } from "./vault.ts";
import { redacted, tokenForm } from "./vault.ts";

/** Puts the real values in place of the vault's tokens, in one pass: what a value holds is not looked at again. Others stay. */
export function restoreTokens(text: string, vault: Vault): string {
  return text.includes("[") ? text.replaceAll(tokenForm, (token) => vault.valueOf(token) ?? token) : text;
}

/** Tokens in a model's text that this vault never gave out: invented, or another alert's. */
export function unknownTokens(text: string, vault: Vault): string[] {
  const tokens = new Set(text.match(tokenForm) ?? []);
  return [...tokens].filter((token) => token !== redacted && vault.valueOf(token) === undefined);
}
