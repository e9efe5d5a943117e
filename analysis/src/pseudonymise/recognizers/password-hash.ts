import type { Recognizer, Span } from "../recognizer.ts";
import { isWordAt, spansOf } from "../recognizer.ts";

/** https://man7.org/linux/man-pages/man5/crypt.5.html and the frameworks' own forms. Gate word, pattern. */
const forms: readonly (readonly [gate: string, pattern: RegExp])[] = [
  [
    "$",
    /\$(?:1|5|6|y|gy|7|8|9|14|md5|sha1|sm3|apr1|A|B|P|H|S|2[abxy]?|bcrypt(?:-sha256)?|ml|episerver|office|racf|argon2id?|argon2d|scrypt|pbkdf2(?:-sha\d{1,3})?|krb5tgs|krb5asrep|krb5pa|DCC2|NT|3)\$[\w./,=$*+:@-]{12,512}/g,
  ],
  ["pbkdf2", /pbkdf2(?:_sha\d{1,3})?(?::sha\d{1,3})?[$:]\d{1,9}[$:][\w./+=-]{1,128}[$:][\w./+=-]{16,256}/g],
  ["scrypt:", /scrypt:\d{1,9}:\d{1,4}:\d{1,4}\$[\w./+=-]{1,64}\$[0-9a-f]{32,256}/g],
  ["{", /\{(?:SSHA|SHA|SSHA256|SSHA512|SMD5|MD5|CRYPT|PBKDF2|ARGON2)\d{0,3}\}[\w./+=$-]{12,256}/gi],
  ["*", /\*[0-9A-F]{40}(?![0-9A-F])/g],
  ["SCRAM-", /SCRAM-SHA-\d{1,3}\$\d{1,9}:[\w+/=]{8,128}\$[\w+/=]{16,128}:[\w+/=]{16,128}/g],
  ["md5", /\bmd5[0-9a-f]{32}(?![0-9a-f])/g],
  // SQL Server: version, salt, SHA-1 or SHA-512
  ["0x0", /\b0x0[12]00[0-9A-Fa-f]{48,144}(?![0-9A-Fa-f])/g],
  // NetNTLM: user::domain:challenge:proof:blob
  ["::", /(?<=::[\w.-]{0,64}:)[0-9a-fA-F]{16}:[0-9a-fA-F]{32}:[0-9a-fA-F]{16,2048}/g],
  ["::", /(?<=::[\w.-]{0,64}:)[0-9a-fA-F]{48}:[0-9a-fA-F]{48}:[0-9a-fA-F]{16}/g],
  ["aad3b435b51404ee", /[0-9a-fA-F]{32}:[0-9a-fA-F]{32}/g],
];

/** Hashes of passwords: guessed at leisure once they are out, so they are secrets. */
export const passwordHash: Recognizer = {
  name: "password-hash",
  find({ text }) {
    const spans: Span[] = [];
    for (const [gate, pattern] of forms) {
      if (!text.includes(gate)) continue;
      spans.push(
        ...spansOf(text, pattern, (_, start) =>
          isWordAt(text, start) && isWordAt(text, start - 1) ? null : "REDACTED",
        ),
      );
    }
    return spans;
  },
  examples: {
    found: [
      [
        "root:$6$saltsalt$0123456789abcdefABCDEF0123456789:19000:0",
        "$6$saltsalt$0123456789abcdefABCDEF0123456789:19000:0",
      ],
      ["usermod -p $y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o mira", "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o"],
      ["pw {SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g= x", "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="],
      [
        "jonas::SHOP:1122334455667788:0123456789ABCDEF0123456789ABCDEF:0101000000000000AABBCCDD",
        "1122334455667788:0123456789ABCDEF0123456789ABCDEF:0101000000000000AABBCCDD",
      ],
      ["BY PASSWORD *2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19", "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19"],
    ],
    ignored: ["0x02001234", "fe80::1:2:3", "$6$", "echo $1$2", "awk {print $1}", "{sha}", "*.conf", "md5 of x"],
  },
};
