import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseExactJson, stringifyExact, stringifyVisible } from "./json.ts";

const detailOf = (text: string): string => {
  try {
    parseExactJson(text);
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return "";
};

describe("parseExactJson", () => {
  it("keeps integers beyond 2^53 exact and others numbers", () => {
    assert.deepEqual(
      Object.entries(parseExactJson('{"a":1773446534318840127,"b":9007199254740991,"c":-9007199254740993}') as object),
      [
        ["a", 1773446534318840127n],
        ["b", 9007199254740991],
        ["c", -9007199254740993n],
      ],
    );
    assert.deepEqual(parseExactJson("[12345678901234567890, 1.12345678901234567890, 1e21, 0.1]"), [
      12345678901234567890n,
      1.1234567890123457,
      1e21,
      0.1,
    ]);
    assert.equal(parseExactJson("1234567890123456789"), 1234567890123456789n);
  });

  it("does not take text for a number, whatever stands in it", () => {
    for (const text of [
      '"1234567890123456789"',
      '"\\ue0001234567890123456789"',
      '"\ue0001"',
      '"a:1234567890123456789,"',
    ]) {
      assert.deepEqual(parseExactJson(`[${text},1234567890123456789]`), [JSON.parse(text), 1234567890123456789n]);
    }
  });

  it("gives objects no prototype, at any depth", () => {
    const value = parseExactJson('{"a":[{"constructor":1}]}') as { a: object[] };
    assert.equal(Object.getPrototypeOf(value), null);
    assert.equal(Object.getPrototypeOf(value.a[0]), null);
  });

  it("refuses a key that only an attack has", () => {
    assert.equal(
      detailOf('{"a":{"__proto__":1}}'),
      "BODY_NOT_JSON: The body is not valid JSON. A key is named `__proto__`.",
    );
    assert.match(detailOf('{"\\u005f_proto__":1}'), /__proto__/);
  });

  it("says where it breaks, without the text", () => {
    assert.equal(
      detailOf('{"a": 1,\n "secret" 2}'),
      "BODY_NOT_JSON: The body is not valid JSON. It breaks at line 2, column 11.",
    );
    assert.equal(detailOf('{"t":1773446534318840127,\n "secret" 2}'), detailOf('{"t":1,\n "secret" 2}'));
    assert.match(detailOf('{"a": 1'), /^BODY_NOT_JSON/);
    assert.doesNotMatch(detailOf("secret"), /secret/);
  });

  it("refuses what only quoting would make valid", () => {
    for (const text of [
      "{1234567890123456789:1}",
      "[01234567890123456789]",
      "[+1234567890123456789]",
      "1234567890123456789 1",
      "[-]",
    ]) {
      assert.match(detailOf(text), /^BODY_NOT_JSON/, text);
    }
  });

  it("refuses deep nesting before it parses", () => {
    assert.match(detailOf("[".repeat(65)), /^BODY_TOO_DEEP/);
    assert.match(detailOf("[".repeat(1_000_000)), /^BODY_TOO_DEEP/);
    assert.equal(detailOf(`${"[".repeat(64)}${"]".repeat(64)}`), "");
    assert.equal(detailOf(`["${"[".repeat(100)}","\\"${"{".repeat(100)}"]`), "");
  });

  it("takes the last of two equal keys", () => {
    assert.deepEqual(Object.entries(parseExactJson('{"rule":"a","rule":"b"}') as object), [["rule", "b"]]);
  });

  it("agrees with JSON.parse on everything else", () => {
    fc.assert(
      // A key `__proto__` is refused.
      fc.property(
        fc.json().filter((text) => !text.includes("__proto__")),
        (text) => {
          assert.equal(
            JSON.stringify(parseExactJson(text), (_, value) => (typeof value === "bigint" ? Number(value) : value)),
            JSON.stringify(JSON.parse(text)),
          );
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ 0123456789-e.tr') }), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        assert.equal(detailOf(text) === "", valid, text);
      }),
      { numRuns: 500 },
    );
  });
});

describe("stringifyExact", () => {
  it("gives back what was parsed", () => {
    const text = '{"evt.time":1773446534318840127,"a":["x",1.5,null,true]}';
    assert.equal(stringifyExact(parseExactJson(text)), text);
  });

  it("makes lone surrogates safe", () => {
    const text = stringifyExact(["\ud800", "\udc00x", "😀"]);
    assert.ok(text.isWellFormed());
    assert.deepEqual(parseExactJson(text), ["\ud800", "\udc00x", "😀"]);
  });

  it("indents when asked", () => {
    assert.equal(stringifyExact({ a: 1n }, 2), '{\n  "a": 1\n}');
  });
});

describe("stringifyVisible", () => {
  it("escapes what a terminal obeys and what ends a line, in keys too, and means the same", () => {
    const c1 = String.fromCharCode(...Array.from({ length: 33 }, (_, index) => 0x7f + index));
    const value = { [`k${c1}`]: `${c1}\u2028\u2029\u00a0é😀`, n: 1773446534318840127n };
    const text = stringifyVisible(value);
    assert.doesNotMatch(text, /[\u007f-\u009f\u2028\u2029]/);
    assert.ok(text.includes("\\u009b") && text.includes("\\u2028") && text.includes("\u00a0é😀"));
    assert.deepEqual({ ...(parseExactJson(text) as object) }, value);
    assert.equal(stringifyVisible(["\\\u009b"]), '["\\\\\\u009b"]', "a backslash before it stays one");
  });
});
