import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cutLines } from "./cut-lines.ts";

const cut = (text: string, width: number) => {
  let from = 0;
  return cutLines(text, width).map(({ length, skip }) => {
    const line = text.slice(from, from + length);
    from += length + skip;
    return line;
  });
};

describe("cutLines", () => {
  for (const [text, lines] of [
    ["", [""]],
    ["a\n\nb", ["a", "", "b"]],
    ["one two three", ["one two ", "three"]],
    ["abcdefghijk", ["abcdefgh", "ijk"]],
    ["a bcdefghijk", ["a bcdefg", "hijk"]],
    ["abcdefg🦜h", ["abcdefg", "🦜h"]],
  ] as const)
    it(`cuts ${JSON.stringify(text)} at 8`, () => assert.deepEqual(cut(text, 8), lines));

  it("loses nothing, exceeds no width and ends", () => {
    const text = fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 30 }), fc.constantFrom(" ", "\n", "🦜")));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), (pieces, width) => {
        const whole = pieces.join("");
        const lines = cutLines(whole, width);
        let from = 0;
        for (const { length, skip } of lines) {
          assert.ok(length <= width);
          if (skip > 0 && from + length < whole.length) assert.equal(whole[from + length], "\n");
          from += length + skip;
        }
        assert.equal(from, whole.length + 1);
      }),
    );
  });
});
