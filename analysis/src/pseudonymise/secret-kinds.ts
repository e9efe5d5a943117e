import { clouds, codeHosts, data, identity, watching } from "./secret-kinds-infrastructure.ts";
import { messages, models, payment, work } from "./secret-kinds-services.ts";

/** Tokens by their documented prefix: prefix, alphabet of the rest, how many characters of it at least. */
export type SecretKind = readonly [prefix: string, alphabet: Alphabet, charsMin: number];

/**
 * w: letters, digits, `_`; d: also `-`; p: also `.`; b: base64 with `+/=_-`; x: hexadecimal; a: letters and digits; u: capitals and
 * digits; c: base64, `:` and `.`; m: letters, digits and `$`
 */
export type Alphabet = "w" | "d" | "p" | "b" | "x" | "a" | "u" | "c" | "m";

/** One row a kind. */
export const secretKinds: readonly SecretKind[] = [
  codeHosts,
  clouds,
  data,
  identity,
  models,
  payment,
  messages,
  watching,
  work,
].flatMap((table) => table.trim().split("\n").flatMap(kindsOfLine));

function kindsOfLine(line: string): SecretKind[] {
  const [alphabet = "", charsMin = "", ...prefixes] = line.trim().split(/ +/);
  return prefixes.map((prefix) => [prefix, alphabet as Alphabet, Number(charsMin)]);
}
