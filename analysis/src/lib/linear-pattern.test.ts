import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileLinearPattern } from "./linear-pattern.ts";

const found = (pattern: string, text: string) =>
  compileLinearPattern(pattern)
    .find(text)
    .places.map(({ start, end }) => text.slice(start, end));

describe("a linear pattern", () => {
  for (const [pattern, text, expected] of [
    [String.raw`/KES-\d{4,}/`, "KES-1234, KES-12 and xKES-99999", ["KES-1234", "KES-99999"]],
    ["/kes/", "KES kes", ["kes"]],
    ["/kes/i", "KES kes", ["KES", "kes"]],
    ["/^a/", "aa\na", ["a"]],
    ["/(?m)^a/", "aa\na", ["a", "a"]],
    [String.raw`/\bx/`, "ax x", ["x"]],
    ["/a$/", "aba", ["a"]],
    ["/a/b/", "a/b", ["a/b"]],
    ["/x*/", "axxa", ["xx"]],
    ["/./", "a😀b", ["a", "😀", "b"]],
  ] as const) {
    it(`finds ${pattern} in ${JSON.stringify(text)}`, () => assert.deepEqual(found(pattern, text), expected));
  }

  for (const length of [1, 511, 512, 513, 1023, 1024, 1025, 5000, 10_000]) {
    it(`finds what stands at ${length}, however long it is`, () => {
      const before = "-".repeat(length);
      assert.deepEqual(found("/KES-[0-9]+/", `${before}KES-${"7".repeat(length)} ${before}KES-8`), [
        `KES-${"7".repeat(length)}`,
        "KES-8",
      ]);
      assert.deepEqual(found("/a+$/", `${"a".repeat(length)}b${"a".repeat(length)}`), ["a".repeat(length)]);
      assert.deepEqual(found("/^a/", "a".repeat(length)), ["a"]);
      assert.deepEqual(found("/😀+/", `${before}${"😀".repeat(length)}`), ["😀".repeat(length)]);
    });
  }

  for (const [pattern, text] of [
    ["/^(a+)+$/", `${"a".repeat(1_000_000)}!`],
    ["/(a|aa)+c/", "a".repeat(1_000_000)],
    ["/(.*)(.*)(.*)x/", "a".repeat(1_000_000)],
  ] as const) {
    it(`reads a megabyte for ${pattern}`, () =>
      assert.deepEqual(compileLinearPattern(pattern).find(text), { places: [], seenTo: text.length }));
  }

  it("stops, and says where, when each match would have to read on to the end", () => {
    const text = "a".repeat(300_000);
    const { places, seenTo } = compileLinearPattern("/a.*b|a/").find(text);
    assert.ok(seenTo > 10_000 && seenTo < text.length, String(seenTo));
    assert.deepEqual(places.at(-1), { start: seenTo - 1, end: seenTo });
  });

  it("tells whole matches and empty ones", () => {
    const pattern = compileLinearPattern("/ci-[a-z]+/");
    assert.deepEqual(
      [pattern.isWhole("ci-bot"), pattern.isWhole("ci-bot2"), pattern.isEmptyIn("a b")],
      [true, false, false],
    );
    assert.equal(compileLinearPattern(String.raw`/\b/`).isEmptyIn("a"), true);
  });

  for (const pattern of ["/(/", "KES", "/x/g", "/(?=x)/", String.raw`/(a)\1/`, "/((a{100}){100}){100}/"])
    it(`throws for ${pattern}`, () => assert.throws(() => compileLinearPattern(pattern)));
});
