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
    return [...spans, ...puttyKeys(text)];
  },
  examples: {
    found: [
      ["-----BEGIN RSA PRIVATE KEY-----\\nMIIEabc0123\\n-----END RSA PRIVATE KEY-----", "MIIEabc0123"],
      ["x -----BEGIN PRIVATE KEY----- MIIE abc -----END PRIVATE KEY----- y", "MIIE abc"],
      ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk", "b3BlbnNzaC1rZXk"],
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
  return [...text.matchAll(putty)].flatMap((match) => {
    const range = match.indices?.[1];
    const span = range ? trimmed(text, range[0], range[1]) : null;
    return span ? [span] : [];
  });
}
