import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { createVeil } from "./create-veil.ts";
import { createEncodedValues } from "./encoded-values.ts";

const inBase64 = (text: string) => Buffer.from(text).toString("base64");
const inHex = (text: string) => Buffer.from(text).toString("hex");

function found(value: string, text: string): string[] {
  const encoded = createEncodedValues();
  encoded.add(value);
  return encoded.find(text, text.toLowerCase()).map(({ start, end }) => text.slice(start, end));
}

describe("encoded values", () => {
  for (const value of ["olaf", "oskar", "ottokar", "kettle7", "jürgen", "q>>>?~x"]) {
    for (const code of [
      inBase64(value),
      inBase64(value).replace(/=+$/, ""),
      inBase64(`${value}\n`),
      inBase64(`${value}\r\n`),
      Buffer.from(value).toString("base64url"),
      inHex(value),
      inHex(value).toUpperCase(),
      inHex(`${value}\n`),
    ])
      it(`are found: ${value} as ${code}`, () => {
        assert.deepEqual(found(value, `echo ${code} | x`), [code]);
        assert.deepEqual(found(value, `GET /a/?d=${code}&x`), [code]);
      });
  }

  it("are whole words, of no common word, from four characters on", () => {
    assert.deepEqual(found("olaf", `x${inBase64("olaf")} ${inBase64("olafur")} ${inHex("olaf")}7`), []);
    assert.deepEqual(found("oli", inBase64("oli")), []);
    assert.deepEqual(found("server", inBase64("server")), []);
  });
});

/** What an alert says of itself, with codes in it. */
const alerts: readonly (readonly [what: string, fields: Record<string, string>, codes: readonly string[]])[] = [
  ["a user", { "user.name": "ottokar" }, [inBase64("ottokar"), inBase64("ottokar\n"), inHex("ottokar")]],
  ["a short user", { "user.name": "olaf" }, ["b2xhZg==", "b2xhZg", "b2xhZgo="]],
  ["a password under its name", { password: "kettle7x" }, [inBase64("kettle7x")]],
  ["a password of a command", { "proc.cmdline": "mysql -u olaf -pPl9x7 db" }, [inBase64("Pl9x7"), inBase64("olaf")]],
  ["an address that its form tells", { "a.note": "to 10.0.0.5 now" }, [inBase64("10.0.0.5")]],
];

describe("the veil", () => {
  for (const [what, given, codes] of alerts) {
    it(`hides ${what} encoded, and its gate looks for it`, () => {
      for (const code of codes) {
        const fields = { ...given, "x.y": `echo ${code} | base64 -d`, "x.z": code, "x.u": `http://x/?d=${code}` };
        const veil = createVeil(anAlert({ output: `x (code=${code})`, output_fields: fields }), {
          enabled: true,
          level: "standard",
          preserveStructure: true,
        });
        const text = veil.hideJson({ output: `x (code=${code})`, ...fields });
        assert.ok(!text.includes(code.replace(/=+$/, "")), text);
        veil.check(text);
        assert.throws(() => veil.check(`so ${code} it`), { code: "LEAK_BLOCKED" });
      }
    });
  }
});
