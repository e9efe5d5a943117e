import type { Run } from "./char-runs.ts";

/** Generated text that is meant for everybody: public keys, certificates, checksums, pictures. It says who and what, and opens nothing. */

const begin = "-----BEGIN ";
const publicBlock =
  /^-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}(?:PUBLIC KEY(?: BLOCK)?|CERTIFICATE(?: REQUEST)?|X509 CRL|PKCS7|CMS|DH PARAMETERS|EC PARAMETERS|SIGNATURE|SIGNED MESSAGE)-----/;
const headCharsMax = 80;

/** Where public blocks of PEM stand in the text, first to last line. */
export function publicBlocks(text: string): Run[] {
  const blocks: Run[] = [];
  let at = text.indexOf(begin);
  while (at >= 0) {
    const next = text.indexOf(begin, at + begin.length);
    if (publicBlock.test(text.slice(at, at + headCharsMax))) {
      const end = text.indexOf("-----END ", at);
      const isOpen = end < 0 || (next >= 0 && next < end);
      blocks.push({ start: at, end: isOpen ? (next < 0 ? text.length : next) : end });
    }
    at = next;
  }
  return blocks;
}

/** SSH's public keys begin with the length and name of their kind, pictures with their format. */
const publicBeginning =
  /^(?:AAAAB3NzaC1|AAAAC3NzaC1|AAAAE2VjZHNhLXNoYTIt|AAAAGnNrLXNzaC1|AAAAInNrLWVjZHNhLX|iVBORw0KGgo|R0lGODlh|R0lGODdh|PHN2Zy|sha(?:1|224|256|384|512)[-_])|^\/9j\/4/;
const publicPrefix =
  /(?:\b(?:sha(?:1|224|256|384|512)|SHA(?:1|256|384|512)|h1|md5|MD5)[:-]|data:(?:image|font|text\/css)\/?[\w+.-]{0,24};base64,)$/;
const prefixCharsMax = 48;

/** True for a word that is a public key, a checksum or a picture by how it begins or by what stands in front. */
export function isPublicWord(text: string, start: number): boolean {
  if (publicBeginning.test(text.slice(start, start + 24))) return true;
  const before = text.charAt(start - 1);
  return (
    (before === ":" || before === "," || before === "-") &&
    publicPrefix.test(text.slice(Math.max(0, start - prefixCharsMax), start))
  );
}
