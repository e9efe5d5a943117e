import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { tellsNothing } from "./catalogue-text.ts";
import { isPlain } from "./read-text.ts";
import type { Recognizer } from "./recognizer.ts";
import { recognizers } from "./recognizers/index.ts";
import { scanText } from "./text-scan.ts";

function foundIn(text: string): string[] {
  const scan = scanText(text);
  return recognizers.filter(({ find }) => find(scan).length > 0).map(({ name }) => name);
}

describe("isPlain", () => {
  it("holds for forms in which no recogniser finds anything", () => {
    const digits = Array.from(
      { length: 400 },
      (_, at) => `${at * 7919}${"1738002753865085952".slice(0, 13 + (at % 3))}`,
    );
    const words = [
      "",
      "rule",
      "cat",
      "T1552.001",
      "T1059.004",
      "2025-01-27T18:32:33.865086000Z",
      "web 1, db 2",
      "65534",
    ];
    for (const text of [...digits.map((number) => number.slice(0, 13 + (number.length % 8))), ...words]) {
      assert.ok(isPlain(text), text);
      assert.deepEqual(foundIn(text), [], text);
    }
  });

  it("does not hold for account numbers, addresses and names with signs", () => {
    for (const text of ["123456789012", "10.0.0.5", "a@b.example", "web-1", "/home/mira"])
      assert.ok(!isPlain(text), text);
  });
});

describe("tellsNothing", () => {
  it("asks the recognisers once about a text of ours", () => {
    let asked = 0;
    const find = () => {
      asked += 1;
      return [];
    };
    const own: readonly Recognizer[] = [{ name: "own", find, examples: { found: [], ignored: [] } }];
    assert.deepEqual([tellsNothing("reads a user's key", own), tellsNothing("reads a user's key", own)], [true, true]);
    assert.equal(asked, 1);
  });

  it("leaves a text to the alert's own reading where its signs may mean something there", () => {
    for (const text of ["db.shop", "/home/x", "a@b", "$1", "user=1", "k:v"])
      assert.ok(!tellsNothing(text, recognizers), text);
  });
});
