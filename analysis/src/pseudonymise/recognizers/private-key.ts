import type { Recognizer, Span } from "../recognizer.ts";

const begin = "-----BEGIN ";
const opening = /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const lineCharsMax = 80;

/** The body of a private key, between its first and last line, in whatever way its line ends are written. */
export const privateKey: Recognizer = {
  name: "private-key",
  find({ text }) {
    const spans: Span[] = [];
    let at = text.indexOf(begin);
    while (at >= 0) {
      const head = opening.exec(text.slice(at, at + lineCharsMax));
      if (head === null) {
        at = text.indexOf(begin, at + begin.length);
        continue;
      }
      const start = at + head[0].length;
      // Without its last line the key goes on to the end of what is there: it was cut.
      const end = text.indexOf("-----", start);
      const body = trimmed(text, start, end < 0 ? text.length : end);
      if (body !== null) spans.push(body);
      at = end < 0 ? -1 : text.indexOf(begin, end);
    }
    return [...spans, ...puttyKeys(text), ...sshcomKeys(text), ...jsonKeys(text), ...xmlKeys(text)];
  },
  examples: {
    found: [
      ["-----BEGIN RSA PRIVATE KEY-----\\nMIIEabc0123\\n-----END RSA PRIVATE KEY-----", "MIIEabc0123"],
      ["x -----BEGIN PRIVATE KEY----- MIIE abc -----END PRIVATE KEY----- y", "MIIE abc"],
      ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk", "b3BlbnNzaC1rZXk"],
      [
        '{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","d":"plumKettlePlumKettle"}',
        "plumKettlePlumKettle",
      ],
      ["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56wAAAgIAAAAmZGw\n---- END", "P2/56wAAAgIAAAAmZGw"],
      ["<RSAKeyValue><Modulus>plumKettlePlumKettle</Modulus><D>kettlePlumKettlePlum</D>", "kettlePlumKettlePlum"],
    ],
    ignored: [
      "-----BEGIN PUBLIC KEY----- MIIB -----END PUBLIC KEY-----",
      "-----BEGIN CERTIFICATE-----",
      "grep -r BEGIN RSA PRIVATE KEY /root",
    ],
  },
};

/** Without spaces and line ends, real or written as `\n`, at both ends. */
function trimmed(text: string, from: number, until: number): Span | null {
  let start = from;
  let end = until;
  for (let before = -1; before !== start; ) {
    before = start;
    while (start < end && /\s/.test(text.charAt(start))) start += 1;
    if (start < end && /^\\+[nr]/.test(text.slice(start, start + 4)))
      start = text.slice(start, start + 6).search(/[nr]/) + start + 1;
  }
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  const tail = /(?:\\+[nr]|\s)+$/.exec(text.slice(Math.max(start, end - 16), end));
  if (tail) end -= tail[0].length;
  return end > start ? { start, end, type: "REDACTED" } : null;
}

const putty = /Private-Lines: \d{1,4}((?:\s|\\n)[A-Za-z0-9+/=\s\\]{16,})/dg;

function puttyKeys(text: string): Span[] {
  if (!text.includes("Private-Lines: ")) return [];
  return bodiesOf(text, putty);
}

/** RFC 7517 and 7518: the private parts of a key in JSON, and a symmetric key whole. Quotes may be escaped. */
const jsonKeyPart = /\\{0,3}"(?:d|p|q|dp|dq|qi|k|oth)\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"([\w-]{16,4096})\\{0,3}"/dg;

function jsonKeys(text: string): Span[] {
  if (!/"kty\\{0,3}"/.test(text)) return [];
  return [...text.matchAll(jsonKeyPart)].flatMap((match) => {
    const range = match.indices?.[1];
    return range ? [{ start: range[0], end: range[1], type: "REDACTED" as const }] : [];
  });
}

/** RFC 4716's relatives of ssh.com, with four dashes and spaces. */
const sshcom = /---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----([^-]{16,8192})/dg;

function sshcomKeys(text: string): Span[] {
  return text.includes("---- BEGIN SSH2") ? bodiesOf(text, sshcom) : [];
}

/** .NET's `RSAKeyValue`: all but modulus and exponent. */
const xmlKeyPart = /<(?:D|P|Q|DP|DQ|InverseQ)>([\w+/=\s]{16,4096})<\//dg;

function xmlKeys(text: string): Span[] {
  return text.includes("KeyValue>") ? bodiesOf(text, xmlKeyPart) : [];
}

function bodiesOf(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const range = match.indices?.[1];
    const span = range ? trimmed(text, range[0], range[1]) : null;
    return span ? [span] : [];
  });
}
