import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { aComparison, aPreview } from "#analysis/compare.fixture.ts";
import type { Comparison } from "#analysis/compare.ts";
import { anAlert } from "#domain/alert.fixture.ts";
import { aReceipt } from "#domain/receipt.fixture.ts";
import { previewText } from "./preview-text.ts";

const user = { token: "[USER-1]", type: "USER" } as const;
const long = "long ".repeat(60);
const shown = (change: Partial<Comparison> = {}, preview = {}): Comparison =>
  aComparison(
    anAlert({ output_fields: { "evt.type": "execve" } }),
    aPreview({ receipt: aReceipt({ bytes: 1234, sha256: "ab".repeat(32) }), ...preview }),
    {
      output: {
        name: "output",
        pieces: [
          { text: `${long}user=`, hidden: null },
          { text: "mira", hidden: user },
        ],
        rest: "",
      },
      goes: [
        { text: `${long}\nuser=`, hidden: null },
        { text: "[USER-1]", hidden: user },
      ],
      ...change,
    },
  );
const plain = { width: null, colour: false };

describe("a preview in the terminal", () => {
  it("shows both sides beside each other where there is room, no line wider than the terminal", () => {
    const lines = previewText(shown(), { width: 120, colour: false }).split("\n");
    assert.match(lines[0] ?? "", /^What came +│ What would go \(nothing was sent\)$/);
    const sides = lines.slice(0, lines.indexOf("Replaced:"));
    assert.ok(sides.every((line) => line.length <= 120));
    const all = sides.join("\n");
    assert.match(all, /user=mira +│/);
    assert.match(all, /│ user=\[USER-1\]/);
    assert.match(all, /evt\.type: execve/);
  });

  it("shows one under the other in a narrow terminal, and whole lines where nobody looks at columns", () => {
    for (const width of [null, 80]) {
      const text = previewText(shown(), { width, colour: false });
      assert.match(text, /^What came:\n(?:long ){60}user=mira\n/);
      assert.match(text, /\n\nWhat would go \(nothing was sent\):\n/);
      assert.doesNotMatch(text, /│/);
    }
  });

  it("colours a value and its token alike, and only where colour is wanted", () => {
    for (const width of [null, 120]) {
      const text = previewText(shown(), { width, colour: true });
      assert.ok(text.includes("\u001b[32mmira\u001b[39m"), JSON.stringify(text));
      assert.ok(text.includes("\u001b[32m[USER-1]\u001b[39m"));
      assert.equal(stripVTControlCharacters(text), previewText(shown(), { width, colour: false }));
    }
    assert.doesNotMatch(previewText(shown(), plain), /\u001b/);
  });

  it("says what was replaced, that nothing was sent, how much would go, and its hash", () => {
    const text = previewText(shown(), plain);
    assert.match(text, /Replaced:\n {2}USER {2}1 value, once: people and accounts/);
    assert.match(text, /Nothing was sent\..* 1234 bytes would go \(level standard\)/);
    assert.ok(text.includes(`SHA-256 ${"ab".repeat(32)}`));
    assert.doesNotMatch(text, /stands for/);
  });

  it("says what each token stands for on request, and of a secret that it is kept nowhere", () => {
    const entities = [
      { ...user, count: 1 },
      { token: "[REDACTED]", type: "REDACTED" as const, count: 1 },
    ];
    const text = previewText(shown({}, { entities, mapping: { "[USER-1]": "mi\u001b[2Jra" } }), plain);
    assert.match(text, /stands for:\n {2}\[USER-1\] = mi\\x1b\[2Jra\n {2}\[REDACTED\] = kept nowhere/);
  });

  it("obeys nothing that stands in an alert", () => {
    const hostile = "a\u001b]0;owned\u0007\u009b2J\u202e\r\n│ What would go";
    const text = { name: hostile, pieces: [{ text: hostile, hidden: user }], rest: "" };
    for (const width of [null, 120]) {
      const shownText = previewText(shown({ output: text, facts: [text], fields: [text], goes: text.pieces }), {
        width,
        colour: false,
      });
      assert.doesNotMatch(shownText, /[\u001b\u0007\u009b\u202e\r]/);
    }
  });
});
