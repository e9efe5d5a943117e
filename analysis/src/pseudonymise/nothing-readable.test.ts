import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createAlertParser } from "#alert/parse.ts";
import { obfuscationLevels } from "#domain/pseudonymised.ts";
import { createVeil } from "./create-veil.ts";
import { isCommonWord, isNobody } from "./well-known.ts";

/**
 * The promise as a property: values that fields or commands name are readable in nothing that comes out, however the alert
 * spells them. What "readable" means is written here a second time, on purpose, not taken from the code under test.
 */

const parser = createAlertParser({ now: () => new Date(0) });
const letters = "abcdefghijklmnopqrstuvwxyz";
const charsOf = (chars: string) => fc.constantFrom(...chars);
const word = (chars: string, min: number, max: number) =>
  fc.string({ unit: charsOf(chars), minLength: min, maxLength: max });

const user = fc
  .tuple(word(letters, 3, 8), fc.constantFrom("", ".", "-", "_"), word(letters, 2, 8), fc.constantFrom("", "7", "42"))
  .map((parts) => parts.join(""))
  .filter((name) => !isNobody(name) && !isCommonWord(name) && name.length > 4);
const host = fc
  .tuple(
    word(letters, 3, 9),
    fc.integer({ min: 1, max: 99 }),
    fc.constantFrom("shop.example.net", "corp.internal", "lan"),
  )
  .map(([name, number, domain]) => `${name}-${number}.${domain}`);
const address = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("10", "192.168", "172.20", "100.64"),
      fc.array(fc.integer({ min: 1, max: 254 }), { minLength: 3, maxLength: 3 }),
    )
    .map(([prefix, rest]) => [...prefix.split("."), ...rest].slice(0, 4).join(".")),
  fc
    .array(fc.integer({ min: 1, max: 65_535 }), { minLength: 6, maxLength: 6 })
    .map((groups) => `2a02:908:${groups.map((group) => group.toString(16)).join(":")}`),
);
const container = word("0123456789abcdef", 12, 12).filter((id) => /[a-f]/.test(id) && /\d/.test(id));
const secret = fc
  .tuple(word(`${letters}${letters.toUpperCase()}0123456789!#%*+~`, 8, 24), fc.integer({ min: 10, max: 99 }))
  .map(([body, tail]) => `Q${body}${tail}`)
  .filter((value) => !/^%[A-Za-z]{2,}%|[%]\d\d/.test(value));

/** Ways in which an alert may spell a value without changing it. */
const spellings: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => value.toUpperCase(),
  (value) => encodeURIComponent(value),
  (value) => encodeURIComponent(encodeURIComponent(value)),
  (value) => [...value].map((char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`).join(""),
  (value) => JSON.stringify(`"${value}"`).slice(1, -1),
  (value) => Buffer.from(`--${value}--`).toString("base64"),
  (value) => Buffer.from(`echo ${value} and more`).toString("hex"),
];

/** Commands that hand a secret over; what is behind them must not swallow it. */
const commands: readonly ((value: string) => string)[] = [
  (value) => `mysql -p${value} shop`,
  (value) => `curl -H 'Authorization: Bearer ${value}' https://api.example.org/v1`,
  (value) => `PGPASSWORD=${value} psql -l`,
  (value) => `sshpass -p ${value} ssh -p 22 jump`,
  (value) => `sh -c "redis-cli -a ${value} ping"`,
  (value) => `tool --password=${value} --verbose`,
  (value) => `tool --token ${value} --verbose`,
];

const scene = fc.record({
  user,
  host,
  address,
  container,
  secret,
  command: fc.constantFrom(...commands),
  spelling: fc.constantFrom(...spellings),
  place: fc.constantFrom("user", "host", "address", "container", "secret" as const),
  before: fc.constantFrom("", "path=/srv/", "x ", "note: ", "https://example.org/q?", '{"k":"'),
  after: fc.constantFrom("", "/x", " y", "&z=1", '"}', ", then"),
});

describe("nothing that was hidden", () => {
  it("is readable in line, fields or prompt, as it stands or decoded, at any level that hides it", () => {
    fc.assert(
      fc.property(scene, fc.constantFrom(...obfuscationLevels), fc.boolean(), (made, level, preserveStructure) => {
        const { before, after, spelling, place } = made;
        const line = made.command(made.secret);
        const again = `${before}${spelling(made[place])}${after}`;
        const fields = {
          "user.name": made.user,
          "fd.sip": made.address,
          "container.id": made.container,
          "proc.cmdline": line,
          "custom.note": again,
        };
        const output = `Something by ${made.user} in ${made.container} (to=${made.address} command=${line}) ${again}`;
        const alert = parser.parse({
          rule: "R",
          priority: "Notice",
          hostname: made.host,
          output,
          output_fields: fields,
        });
        const veil = createVeil(alert, { enabled: true, level, preserveStructure });
        const out = [veil.hide(alert.output), veil.hideJson(alert.output_fields), veil.hideJson({ host: made.host })];
        const values =
          level === "minimal" ? [made.secret] : [made.user, made.host, made.address, made.container, made.secret];
        for (const text of out) {
          veil.check(text);
          for (const value of values) assert.ok(!isReadable(value, text), `${value} is readable in ${text}`);
        }
      }),
      { numRuns: 400 },
    );
  });
});

function isReadable(value: string, text: string): boolean {
  return readings(text).some((reading) => standsIn(value.toLowerCase(), reading.toLowerCase()));
}

function standsIn(value: string, text: string): boolean {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (!/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + value.length))) return true;
  }
  return false;
}

/** The text as it stands, unescaped, percent-decoded once and twice, and what its runs of base64 and hexadecimal digits say. */
function readings(text: string): string[] {
  const unescaped = text.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code?: string, char?: string) =>
    code === undefined ? (char ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
  const once = percentDecoded(unescaped);
  const codes = text.match(/[A-Za-z0-9+/_-]{12,}/g) ?? [];
  return [
    text,
    unescaped,
    once,
    percentDecoded(once),
    ...codes.map((code) => Buffer.from(code, "base64").toString("latin1")),
    ...codes.filter((code) => /^[0-9a-f]+$/i.test(code)).map((code) => Buffer.from(code, "hex").toString("latin1")),
  ];
}

function percentDecoded(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
