import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { goodText } from "#ports/language-model.fixture.ts";
import { createSectionReader } from "./section-reader.ts";

function sectionsOf(pieces: readonly string[]): Record<string, unknown> {
  const reader = createSectionReader();
  for (const piece of pieces) reader.add(piece);
  return { ...reader.sections() };
}

/** The text in pieces that end at the given places. */
function cutAt(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

describe("createSectionReader", () => {
  it("tells of each key when it is complete, not before", () => {
    const reader = createSectionReader();
    const steps: readonly (readonly [piece: string, found: boolean, keys: string])[] = [
      ["{", false, ""],
      ['"summary": "It is', false, ""],
      [' done"', false, ""],
      [",", true, "summary"],
      [' "mitigations": {"immediate": ["a", "b"]', false, "summary"],
      ["}", false, "summary"],
      [', "verdict": "true_positive"}', true, "summary mitigations verdict"],
      [', "evidence": []}', false, "summary mitigations verdict"],
    ];
    for (const [piece, found, keys] of steps) {
      assert.equal(reader.add(piece), found, piece);
      assert.equal(Object.keys(reader.sections()).join(" "), keys);
    }
  });

  const texts: readonly (readonly [what: string, text: string, sections: Record<string, unknown>])[] = [
    ["braces and commas in texts", '{"a": "x}, {", "b": "]"}', { a: "x}, {", b: "]" }],
    [
      "escapes",
      String.raw`{"a": "say \"hi\", \\", "b": "\\\"", "c": "\u007b"}`,
      { a: 'say "hi", \\', b: '\\"', c: "{" },
    ],
    ["things in things", '{"a": {"b": [{"c": [1, 2]}, {}]}, "d": []}', { a: { b: [{ c: [1, 2] }, {}] }, d: [] }],
    ["a fence", '```json\n{"a": 1}\n```', { a: 1 }],
    ["prose before and after", 'Here: {"a": 1} - and {"b": 2}.', { a: 1 }],
    ["thoughts", '<think>{"x": 1}, or {</think>{"a": 1}', { a: 1 }],
    ["thoughts behind prose", 'Well, <think>{"x": 1}</think>\n{"a": 1}', { a: 1 }],
    ["several thoughts", '<think>{</think> <think>{</think>{"a": 1}', { a: 1 }],
    ["thoughts without an end", '<think>{"x": 1}', {}],
    ["a thought in a text", '{"a": "<think>{", "b": "</think>"}', { a: "<think>{", b: "</think>" }],
    ["a broken member", '{"a": 1, "b": tru, "c": 3}', { a: 1, c: 3 }],
    ["commas too many", '{"a": 1,, "b": 2,}', { a: 1, b: 2 }],
    ["a key twice", '{"a": 1, "a": 2}', { a: 2 }],
    ["no object", "I cannot help.", {}],
    ["other scripts", '{"a": "日本 🦜, {"}', { a: "日本 🦜, {" }],
  ];
  for (const [what, text, sections] of texts)
    it(`reads ${what}, in one piece or many`, () => {
      assert.deepEqual(sectionsOf([text]), sections);
      assert.deepEqual(sectionsOf(text.split("")), sections);
    });

  it("finds the same sections however an answer is cut", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const before = fc.constantFrom("", " ", "```json\n", "Sure:\n", "<think>a {b</think>", "x<think>{</think>\n");
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), before, fc.array(fc.nat(5000)), (object, start, places) => {
        const text = `${start}${JSON.stringify(object)}`;
        const found = JSON.stringify(sectionsOf([text]));
        assert.equal(JSON.stringify(sectionsOf(cutAt(text, places))), found);
        assert.deepEqual(JSON.parse(found), JSON.parse(JSON.stringify({ ...object })));
      }),
    );
  });

  it("finds the same sections however nonsense is cut", () => {
    const scrap = fc.constantFrom(...'{}[]",:\\ a1', "<think>", "</think>", '{"a":', '"b": 2,');
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 60 }), fc.array(fc.nat(300)), (scraps, places) => {
        const text = scraps.join("");
        assert.deepEqual(sectionsOf(cutAt(text, places)), sectionsOf([text]));
      }),
      { numRuns: 500 },
    );
  });

  it("takes keys of the prototype for ordinary ones", () => {
    const reader = createSectionReader();
    reader.add('{"__proto__": {"x": 1}, "constructor": 2}');
    assert.equal((reader.sections() as { x?: number }).x, undefined);
    assert.deepEqual(Object.keys(reader.sections()), ["__proto__", "constructor"]);
  });

  it("reads no endless text, whatever its pieces", () => {
    const text = `{"a": "${"x".repeat(59_000)}", "b": "${"y".repeat(2000)}", "c": 1}`;
    const pieces = cutAt(text, [100, 58_000, 59_500, 60_500]);
    assert.deepEqual(Object.keys(sectionsOf([text])), ["a"]);
    assert.deepEqual(sectionsOf(pieces), sectionsOf([text]));
    const reader = createSectionReader();
    for (let pieces = 0; pieces < 20_000; pieces += 1) reader.add(" ".repeat(1000));
  });

  it("reads the answer that is asked for", () => {
    assert.deepEqual(sectionsOf(goodText().split("")), JSON.parse(goodText()));
  });
});
