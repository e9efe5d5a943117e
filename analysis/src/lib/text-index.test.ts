import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compileNeedle, indexText } from "./text-index.ts";

describe("indexText", () => {
  it("says the same as a search for every word", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", "/", "ß", "😀", "\u0000") }),
        fc.array(fc.string({ unit: fc.constantFrom("a", "b", "/", "ß", "😀"), maxLength: 4 })),
        (text, words) => {
          assert.equal(
            indexText(text).hasAny(words.map(compileNeedle)),
            words.some((word) => text.includes(word)),
          );
        },
      ),
    );
  });

  it("finds nothing for no words", () => assert.equal(indexText("abc").hasAny([]), false));
});
