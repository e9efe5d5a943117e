import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createWordFinder } from "./word-finder.ts";

function wordsIn(text: string, words: readonly string[], usual: readonly string[] = []): string[] {
  const found: string[] = [];
  createWordFinder(words, usual).find(text, (index) => found.push(words[index] ?? ""));
  return found.sort();
}

describe("createWordFinder", () => {
  it("finds each word once, also inside others, at the ends and over each other", () => {
    const words = ["secret", "cre", "ret", "retry", "abc"];
    assert.deepEqual(wordsIn("secret secretry", words), ["cre", "ret", "retry", "secret"]);
    assert.deepEqual(wordsIn("", words), []);
    assert.deepEqual(wordsIn("ab", words), []);
    assert.deepEqual(wordsIn("abc", words), ["abc"]);
  });

  it("finds the same words whatever is said to be usual", () => {
    const words = ["user", "user=root", "users"];
    const text = "user=rooted users";
    assert.deepEqual(wordsIn(text, words, ["user user=root users"]), wordsIn(text, words));
  });

  it("agrees with includes() on any text", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "é", "\u{1f600}"), minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 20 }), fc.array(word, { maxLength: 8 }), (words, pieces) => {
        const text = pieces.join("");
        const expected = words.filter((each) => text.includes(each)).sort();
        assert.deepEqual(wordsIn(text, words), expected);
      }),
    );
  });

  it("refuses words that are too short for it", () => {
    assert.throws(() => createWordFinder(["ab"]), /too short/);
  });

  it("can be asked again", () => {
    const finder = createWordFinder(["abc"]);
    for (let round = 0; round < 3; round += 1) {
      let count = 0;
      finder.find("abcabc", () => {
        count += 1;
      });
      assert.equal(count, 1);
    }
  });
});
