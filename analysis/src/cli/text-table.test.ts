import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fitText } from "./fit-text.ts";
import { textTable } from "./text-table.ts";

const columns = [
  { title: "n", cell: ({ n }: { n: number; name: string }) => String(n), isNumber: true, style: () => "red" as const },
  { title: "name", cell: ({ name }: { n: number; name: string }) => name, isFlexible: true },
  { title: "end", cell: () => "end" },
];
const rows = [
  { n: 1, name: "short" },
  { n: 100, name: "a name that takes a lot of room" },
];

describe("a table in the terminal", () => {
  it("gives the flexible column what room there is", () => {
    assert.deepEqual(textTable(rows, columns, { width: 30, colour: false }), [
      "  n  name                  end",
      "  1  short                 end",
      "100  a name that takes a…  end",
    ]);
  });

  it("is cut at the right of a terminal that is too narrow", () => {
    for (const line of textTable(rows, columns, { width: 16, colour: false })) assert.ok(line.length <= 16, line);
  });

  it("counts no colour as room", () => {
    const [, , line = ""] = textTable(rows, columns, { width: 30, colour: true });
    assert.equal(line, "\u001b[31m100\u001b[39m  a name that takes a…  end");
  });
});

describe("text in so many columns", () => {
  for (const [text, width, expected] of [
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["a🔍b", 3, "a…"],
    ["abc", 1, "…"],
    ["abc", 0, ""],
    ["abc", -5, ""],
  ] as const) {
    it(`is ${JSON.stringify(expected)} for ${text} in ${width}`, () => assert.equal(fitText(text, width), expected));
  }
});
