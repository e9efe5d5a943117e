import type { EntityType } from "#domain/pseudonymised.ts";
import { isHostLike } from "../host-shape.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";
import type { TextScan } from "../text-scan.ts";
import { isNobody } from "../well-known.ts";

/**
 * Protocols in plain text as a read or write carries them; Falco prints line ends as dots (`USER mira..PASS x..`).
 * FTP: RFC 959; POP3: RFC 1939; SMTP: RFC 5321, 4954; IMAP: RFC 9051; HTTP: RFC 9110; IRC: RFC 2812; Redis: https://redis.io/docs/latest/commands/auth/
 */
const lines: readonly (readonly [gate: string, pattern: RegExp, ...kinds: EntityType[]])[] = [
  ["user ", /(?<=^|[\s"'=.\]:>])USER ([^\s"'<>|]{1,128}?)(?=\.\.|\\r|\\n|[\r\n]| \S{1,64} \S{1,64} :|\s?$)/dg, "USER"],
  [
    "pass ",
    /(?<=^|[\s"'=\]:>]|\.\.|\\n|\\r)PASS ([^\s"'<>|]{1,256}?)(?=\.\.(?:$|[\s"'<>\]A-Z])|\\r|\\n|[\r\n]|\s?$)/dg,
    "REDACTED",
  ],
  [
    "host: ",
    /(?<=^|[\s"']|\.\.|\\n|\\r)Host: ([A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,8})(?=:\d|\.\.|\\r|\\n|[\r\n]|\s?$)/dg,
    "HOST",
  ],
  [
    "lo ",
    /(?<=^|[\s"'=.\]:>])(?:EHLO|HELO|LHLO) ([A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,8})(?=\.\.|\\r|\\n|[\r\n]|\s|$)/dg,
    "HOST",
  ],
  [
    "login ",
    /(?<=^|[\s"'=.\]:>])[A-Za-z]{0,4}\d{1,6} LOGIN "?([^\s"'<>]{1,128})"? "?([^\s"'<>]{1,256}?)"?(?=\.\.|\\r|\\n|[\r\n]|\s|$)/dg,
    "USER",
    "REDACTED",
  ],
  ["auth ", /(?<=^|[\s"'=.\]:>])AUTH (?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5) ([A-Za-z0-9+/]{8,2048}={0,2})/dg, "REDACTED"],
  [
    "auth..",
    /AUTH\.\.\$\d{1,4}\.\.(?:([^\s"'<>$]{1,128}?)\.\.\$\d{1,4}\.\.)?([^\s"'<>$]{1,256}?)(?=\.\.)/dg,
    "USER",
    "REDACTED",
  ],
];

export const wireText: Recognizer = {
  name: "wire-text",
  find({ text, lower }: TextScan) {
    const spans: Span[] = [];
    for (const line of lines) {
      if (!lower.includes(line[0])) continue;
      const [, pattern, ...kinds] = line;
      for (const { indices } of text.matchAll(pattern))
        for (const [index, type] of kinds.entries()) {
          const range = indices?.[index + 1];
          if (range && isMeant(text.slice(range[0], range[1]), type))
            spans.push({ start: range[0], end: range[1], type, byPlace: true, first: true });
        }
    }
    return spans;
  },
  examples: {
    found: [
      ["data=USER mira..PASS plum-kettle.. x", "mira"],
      ["data=USER mira..PASS plum-kettle.. x", "plum-kettle"],
      ["data=USER m.kessler..PASS Plum.7!.. <<<", "m.kessler"],
      ["data=USER m.kessler..PASS Plum.7!.. <<<", "Plum.7!"],
      ["data=GET /x HTTP/1.1..Host: orders-db.shop.example..Accept: */*..", "orders-db.shop.example"],
      ["data=EHLO relay7..", "relay7"],
      ["data=a1 LOGIN jonas plum7..", "plum7"],
      ["data=AUTH PLAIN AG1pcmEAcGx1bQ==..", "AG1pcmEAcGx1bQ=="],
      ["data=*2..$4..AUTH..$5..plum7..", "plum7"],
      ["data=*3..$4..AUTH..$4..mira..$5..plum7..", "mira"],
    ],
    ignored: [
      "USER root..PASS ***..",
      "the USER said no",
      "PASS or FAIL",
      "test PASS 12 of 12",
      "Host: localhost..",
      "AUTH PLAIN is off",
      "EHLO localhost..",
      "USER=mira_x",
    ],
  },
};

function isMeant(value: string, type: EntityType): boolean {
  if (type === "REDACTED") return !isHarmless(value);
  return type === "USER" ? !isNobody(value) && /\p{L}/u.test(value) : isHostLike(value);
}
