import type { Run } from "../char-runs.ts";
import { alphabetOf } from "../char-runs.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isWordCode } from "../recognizer.ts";
import { endOfPrefixedToken } from "../secret-prefixes.ts";

/** Tokens that show by themselves what they are: by a documented prefix (`secret-kinds.ts`) or a documented form. */
export const secretToken: Recognizer = {
  name: "secret-token",
  find: ({ text, longWords }) => {
    const spans: Span[] = [];
    for (const word of longWords()) {
      // Bodies of tokens are generated: digits, or both kinds of letters.
      if (word.digits === 0 && (word.upper === 0 || word.lower === 0) && word.upper < capitalsMin) continue;
      prefixed(text, word, spans);
      if (word.end - word.start >= shapedCharsMin) shaped(text.slice(word.start, word.end), word.start, spans);
    }
    return spans;
  },
  examples: {
    found: [
      ["AWS_ACCESS_KEY_ID=AKIAQYLPMN5HHHFPZAM2", "AKIAQYLPMN5HHHFPZAM2"],
      ["id AKIAQYLPMNVHHHFPZAMZ x", "AKIAQYLPMNVHHHFPZAMZ"],
      ["git clone https://ghp_0123abcd0123ABCD0123abcd0123ABCD0123@x", "ghp_0123abcd0123ABCD0123abcd0123ABCD0123"],
      ["vault login hvs.CAESIJ8aPq2XyZ0123456789abc", "hvs.CAESIJ8aPq2XyZ0123456789abc"],
      [
        "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaXJhIn0.c2lnbmF0dXJl x",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaXJhIn0.c2lnbmF0dXJl",
      ],
      [
        "https://api.telegram.org/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe",
        "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
      ],
      ["x 0123456789abcdef0123456789abcdef-us12 y", "0123456789abcdef0123456789abcdef-us12"],
      ["x=s.Ab3dEf6hIj9kLm2nOp5qRs8t", "s.Ab3dEf6hIj9kLm2nOp5qRs8t"],
      ["/0123456789abcdef0123456789abcdef-01234567-89abcdef/x", "0123456789abcdef0123456789abcdef-01234567-89abcdef"],
      ["x 1/1234567890123456:0123456789abcdef0123456789abcdef", "1/1234567890123456:0123456789abcdef0123456789abcdef"],
    ],
    ignored: [
      "eyJ",
      "sk-learn and task-force-one-two-three-four-five",
      "AKIA is a prefix",
      "AKIAVERYLONGNAMEOFSOMETHINGELSE",
      "npm_config_registry=x",
      "test_the_thing_that_is_very_long_indeed",
      "s.txt",
      "key-value-store-of-the-team",
    ],
  },
};

const letterOrDigit = alphabetOf("");
const shapedCharsMin = 24;
/** Some tokens are capitals and digits, and have no digit now and then. */
const capitalsMin = 20;

/** A token begins where no letter or digit stands in front. */
function prefixed(text: string, word: Run, spans: Span[]): void {
  let isInWord = false;
  for (let at = word.start; at < word.end; at += 1) {
    const wasInWord = isInWord;
    isInWord = letterOrDigit[text.charCodeAt(at)] === 1;
    if (wasInWord && isInWord) continue;
    const end = endOfPrefixedToken(text, at);
    if (end === -1) continue;
    if (end > 0) spans.push({ start: at, end, type: "REDACTED" });
    at = Math.abs(end) - 1;
    isInWord = true;
  }
}

const jwt = /eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*){0,3}/dy;
/** The pattern's gate word and how many characters it takes at least. */
const shapes: readonly (readonly [gate: string, charsMin: number, pattern: RegExp])[] = [
  // Telegram: https://core.telegram.org/bots/api#authorizing-your-bot
  [":A", 40, /(?:^|bot|[^A-Za-z0-9])(\d{8,10}:A[\w-]{30,})/d],
  // Discord: three parts, the first is an id in base64
  [".", 58, /(?:^|[^\w.-])([MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,})(?![\w-])/d],
  // Azure AD client secret
  ["8Q~", 37, /([\w~.-]{3}8Q~[\w~.-]{31,34})/d],
  ["7Q~", 37, /([\w~.-]{3}7Q~[\w~.-]{31})/d],
  // Mailchimp
  ["-us", 36, /(?:^|[^0-9a-f])([0-9a-f]{32}-us\d{1,2})(?![\w-])/d],
  // Vault's tokens of old
  ["s.", 26, /(?:^|[^\w.])(s\.(?=[A-Za-z]{0,22}\d)[A-Za-z0-9]{24})(?![\w.]\w)/d],
  // Airtable
  ["pat", 82, /(?:^|\W)(pat[A-Za-z0-9]{14}\.[0-9a-f]{64})/d],
  // Mailgun
  ["-", 50, /(?:^|[^0-9A-Za-z])([0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})(?![\w-])/d],
  // Azure's keys that say what they are
  ["JQQJ99", 66, /([A-Za-z0-9]{40,52}JQQJ99[A-Za-z0-9]{20,28})/d],
  ["AZDO", 84, /([A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4})/d],
  // Bitwarden
  ["0.", 80, /(?:^|[^\w.])(0\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[A-Za-z0-9]{20,40}:[\w+/]{20,24}={0,2})/d],
  // RapidAPI
  ["msh", 51, /([0-9a-f]{10}msh[0-9a-f]{15}p1[0-9a-f]{6}jsn[0-9a-f]{12})/d],
  // Firebase
  [":APA91b", 98, /([\w-]{11,24}:APA91b[\w-]{80,400})/d],
  // Asana, Ghost
  [":", 45, /(?:^|\W)([012]\/\d{10,20}(?:\/\d{10,20})?:[0-9a-f]{32})(?![0-9a-f])/d],
  [":", 89, /(?:^|[^0-9A-Za-z])([0-9a-f]{24}:[0-9a-f]{64})(?![0-9a-f])/d],
  [".atlasv1.", 63, /([A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,})/d],
];
const shapeCharsMax = 1024;

/** Forms without a prefix. */
function shaped(word: string, offset: number, spans: Span[]): void {
  if (word.includes("eyJ")) for (const span of jwts(word, offset)) spans.push(span);
  const near = word.length > shapeCharsMax ? word.slice(0, shapeCharsMax) : word;
  for (const [gate, charsMin, pattern] of shapes) {
    const range = near.length >= charsMin && near.includes(gate) ? pattern.exec(near)?.indices?.[1] : undefined;
    if (range) spans.push({ start: offset + range[0], end: offset + range[1], type: "REDACTED" });
  }
}

/** JWTs whole, signature included; after a try the search goes on behind what was read. */
function jwts(word: string, offset: number): Span[] {
  const spans: Span[] = [];
  let at = word.indexOf("eyJ");
  while (at >= 0) {
    let next = at + 3;
    if (at === 0 || !isWordCode(word.charCodeAt(at - 1))) {
      jwt.lastIndex = at;
      const match = jwt.exec(word);
      if (match) spans.push({ start: offset + at, end: offset + at + match[0].length, type: "REDACTED" });
      next = match ? at + match[0].length : word.indexOf(".", at);
      if (next < 0) break;
    }
    at = word.indexOf("eyJ", next);
  }
  return spans;
}
