import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { makeVisible } from "./visible.ts";

describe("makeVisible", () => {
  const table: readonly (readonly [string, string])[] = [
    ["plain text, größer, 日本語, 😀, ⚠️", "plain text, größer, 日本語, 😀, ⚠️"],
    ["\x1b[31mred", "\\x1b[31mred"],
    ["a\x00b\x7f\x9b", "a\\x00b\\x7f\\x9b"],
    ["user\u202etoor", "user\\u202etoor"],
    ["a\u200bb\ufeffc\u00add", "a\\u200bb\\ufeffc\\xadd"],
    ["a\nb\tc\rd", "a\\nb\\tc\\rd"],
    ["\ud800x", "\\ud800x"],
    ["x\udc00", "x\\udc00"],
    ["\u{e0041}\u{e0042}", "\\u{e0041}\\u{e0042}"],
    ["a\u2028b\u2066c", "a\\u2028b\\u2066c"],
    ["\u3164\u115f", "\\u3164\\u115f"],
    ["C:\\x1b", "C:\\x1b"],
  ];
  for (const [text, visible] of table) {
    it(`shows ${JSON.stringify(visible)}`, () => assert.equal(makeVisible(text), visible));
  }

  it("keeps line ends and tabs when asked, but no carriage return", () => {
    assert.equal(makeVisible("a\n\tb\r\n\x1b", { keepLines: true }), "a\n\tb\\r\n\\x1b");
  });

  it("leaves nothing that a terminal obeys, and is done after one pass", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const visible = makeVisible(text);
        assert.doesNotMatch(visible, /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
        assert.ok(visible.isWellFormed());
        assert.equal(makeVisible(visible), visible);
      }),
    );
  });
});
