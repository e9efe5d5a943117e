import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { wrapText } from "./wrap-text.ts";

const wrap = (text: string, width = 20) => wrapText(text, { width, first: "  - ", rest: "    " });

describe("wrapText", () => {
  it("breaks at blanks and indents what follows", () => {
    assert.deepEqual(wrap("one two three four five"), ["  - one two three", "    four five"]);
  });

  it("never makes a line longer than the width, even from one endless word", () => {
    const lines = wrap(`short ${"x".repeat(100)} end`);
    assert.ok(
      lines.every((line) => line.length <= 20),
      lines.join("\n"),
    );
    assert.equal(lines.join("").replaceAll(/[\s-]/g, ""), `short${"x".repeat(100)}end`);
  });

  it("does not cut a character in two", () => {
    for (const line of wrap("😀".repeat(30), 17)) assert.ok(line.isWellFormed());
  });

  it("gives one line for an empty text", () => assert.deepEqual(wrap(""), ["  -"]));
});
