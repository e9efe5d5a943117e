import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { anAlert } from "#domain/alert.fixture.ts";
import type { FieldValue } from "#domain/alert.ts";
import { createVeil } from "./create-veil.ts";
import type { HiddenPlace, Veil, VeilOptions } from "./veil.ts";

const standard: VeilOptions = { enabled: true, level: "standard", preserveStructure: true };
const line = "A shell (user=mira command=mysql -h 10.0.0.5 -u mira -pPlum-Kettle7 shop path=/home/mira/x [USER-1])";
const veilOf = (output: string, fields: Record<string, FieldValue> = {}, change: Partial<VeilOptions> = {}) =>
  createVeil(anAlert({ output, output_fields: fields }), { ...standard, ...change });

/** The text with a token at every place: what `hide` must give. */
function replacedAt(text: string, places: readonly HiddenPlace[]): string {
  let from = 0;
  let result = "";
  for (const { start, end, token } of places) {
    assert.ok(start >= from && end >= start && end <= text.length, `${start}-${end} after ${from}`);
    result += text.slice(from, start) + token;
    from = end;
  }
  return result + text.slice(from);
}

/** Without what marks the alert's own `[USER-1]`, of which a hidden word may take a part with it. */
const bare = (text: string) => text.replace(/LITERAL|[ ]/g, "");

function agree(veil: Veil, text: string): void {
  const places = veil.places(text);
  assert.equal(bare(replacedAt(text, places)), bare(veil.hide(text)));
}

describe("the places of hidden values", () => {
  it("are where the values stand, with the tokens that go", () => {
    const veil = veilOf(line, { "user.name": "mira", "proc.cmdline": "mysql -h 10.0.0.5 -u mira -pPlum-Kettle7 shop" });
    const found = veil.places(line).map(({ start, end, token }) => [line.slice(start, end), token]);
    assert.deepEqual(found, [
      ["mira", "[USER-1]"],
      ["10.0.0.5", "[INTERNAL-IP-1]"],
      ["mira", "[USER-1]"],
      ["Plum-Kettle7", "[REDACTED]"],
      ["mira", "[USER-1]"],
    ]);
  });

  it("are those that hide replaces, whatever the options", () => {
    for (const change of [{}, { preserveStructure: false }, { level: "minimal" }, { level: "paranoid" }] as const)
      agree(veilOf(line, { "user.name": "mira", "proc.cmdline": "mysql -pPlum-Kettle7" }, change), line);
  });

  it("count from the text as it came, also behind what looks like a token of ours", () => {
    const text = "[USER-1][REDACTED] user=mira [HOST-2] user=mira";
    const veil = veilOf(text, { "user.name": "mira" });
    assert.deepEqual(
      veil.places(text).map(({ start, end }) => text.slice(start, end)),
      ["mira", "mira"],
    );
    agree(veil, text);
    agree(veilOf(text, { "user.name": "mira" }, { preserveStructure: false }), text);
  });

  it("are found by a value's name too", () => {
    const veil = veilOf("x", { "custom.password": "plum" });
    assert.deepEqual(veil.places("plum", "password"), [{ start: 0, end: 4, token: "[REDACTED]", type: "REDACTED" }]);
    assert.deepEqual(veil.places("plum", "file"), []);
  });

  it("change no count, and are none where nothing is hidden", () => {
    const veil = veilOf(line, { "user.name": "mira" });
    veil.hide(line);
    const before = veil.entities();
    veil.places(line);
    assert.deepEqual(veil.entities(), before);
    assert.deepEqual(veilOf(line, {}, { enabled: false }).places(line), []);
  });

  it("agree with hide on any text", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        "user=mira ",
        "[USER-1]",
        "[REDACTED]",
        "10.0.0.5",
        "-pPlum-Kettle7 ",
        "/home/mira",
        "%6dira",
        "[",
        "]",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, preserveStructure) => {
        const text = pieces.join("");
        agree(veilOf(text, { "user.name": "mira" }, { preserveStructure }), text);
      }),
      { numRuns: 300 },
    );
  });
});
