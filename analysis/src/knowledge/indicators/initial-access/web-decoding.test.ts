import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeWebText } from "./web-decoding.ts";

/** The piece of the raw text that the characters from `at` on came from. */
function rawOf(raw: string, wanted: string): string {
  const web = decodeWebText(raw);
  const at = web.text.indexOf(wanted);
  assert.ok(at >= 0, `${JSON.stringify(wanted)} is not in ${JSON.stringify(web.text)}`);
  return raw.slice(web.starts[at], web.ends[at + wanted.length - 1]);
}

describe("decodeWebText", () => {
  const cases: readonly (readonly [raw: string, text: string])[] = [
    ["/a?b=c", "/a?b=c"],
    ["%2E%2e%2Fetc", "../etc"],
    ["%252e%252e%252f", "../"],
    ["%u003cscript%u003e", "<script>"],
    ["\\u003csvg\\x20", "<svg "],
    ["&lt;b&gt;&#x27;&#39;", "<b>''"],
    ["..%c0%af..%c0%ae/", "../.../"],
    ["UNION/**/SELECT", "union select"],
    ["/*!50000UNION*/ SELECT", " union select"],
    ["a+b%20%09c", "a b c"],
    ["a%0d%0ab", "a\n\nb"],
    ["100%", "100%"],
    ["%zz%4", "%zz%4"],
    ["/*x", "/*x"],
    ["", ""],
  ];
  for (const [raw, text] of cases) {
    it(`reads ${JSON.stringify(raw)} as ${JSON.stringify(text)}`, () => assert.equal(decodeWebText(raw).text, text));
  }

  it("knows where every character came from", () => {
    assert.equal(rawOf("/?q=%253Cscript%253E", "<script>"), "%253Cscript%253E");
    assert.equal(rawOf("id=1/**/or/**/1=1", "or 1=1"), "or/**/1=1");
  });

  it("reads no more than 8192 characters of any text", () => {
    for (const piece of ["%", "%25", "/*", "&#x", "\ud800", "%c0", "/*!5", "*/"]) {
      const web = decodeWebText(piece.repeat(100_000));
      assert.ok(web.text.length <= 8192);
    }
  });
});
