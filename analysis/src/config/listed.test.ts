import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { entityTypes } from "#domain/pseudonymised.ts";
import { inBothLists, listedSchema } from "./listed.ts";

const faultsOf = (list: "always" | "never", item: unknown) =>
  listedSchema(list)
    .safeParse([item])
    .error?.issues.map(({ message }) => message);

describe("an entry of the operator's lists", () => {
  for (const [item, expected] of [
    ["Project Kestrel", { value: "Project Kestrel", type: "NAME" }],
    ["  Project Kestrel as HOST ", { value: "Project Kestrel", type: "HOST" }],
    ["x as redacted", { value: "x", type: "REDACTED" }],
    ["x as INTERNAL-IP", { value: "x", type: "INTERNAL-IP" }],
    [String.raw`/KES-\d{4,}/`, { pattern: String.raw`/KES-\d{4,}/`, type: "NAME" }],
    [String.raw`/build\d+/i as HOST`, { pattern: String.raw`/build\d+/i`, type: "HOST" }],
    ["/a as b/", { pattern: "/a as b/", type: "NAME" }],
    ["/srv/kestrel", { value: "/srv/kestrel", type: "NAME" }],
    ["/srv/kestrel as PATH", { value: "/srv/kestrel", type: "PATH" }],
    [{ value: "known as HOST" }, { value: "known as HOST", type: "NAME" }],
    [
      { value: "/opt/sim/", type: "path" },
      { value: "/opt/sim/", type: "PATH" },
    ],
    [
      { pattern: "KES-[0-9]+", type: "HOST" },
      { pattern: "/KES-[0-9]+/", type: "HOST" },
    ],
    [{ pattern: "/kes-[0-9]+/i" }, { pattern: "/kes-[0-9]+/i", type: "NAME" }],
  ] as const)
    it(`is understood: ${JSON.stringify(item)}`, () =>
      assert.deepEqual(listedSchema("always").parse([item]), [expected]));

  for (const type of entityTypes)
    it(`may be of type ${type}`, () =>
      assert.deepEqual(listedSchema("always").parse([`x as ${type}`]), [{ value: "x", type }]));

  it("of never has no type", () =>
    assert.deepEqual(listedSchema("never").parse(["ci-bot", "/ci-[0-9]+/"]), [
      { value: "ci-bot" },
      { pattern: "/ci-[0-9]+/" },
    ]));

  for (const [item, fault] of [
    ["/KES-(/", /is no pattern of RE2 \(missing closing \): /],
    ["/(?=x)y/", /is no pattern of RE2/],
    ["/(a{100}){100}/", /is no pattern of RE2 \(invalid repeat count/],
    ["/x*/", /matches where nothing stands/],
    ["/.*/", /matches where nothing stands/],
    [String.raw`/\b/`, /matches where nothing stands/],
    ["/$/", /matches where nothing stands/],
    ["/.+/", /matches any word/],
    ["/./", /matches any word/],
    [String.raw`/\S+/`, /matches any word/],
    ["/[A-Z]{3,}/i", /matches any word/],
    ["/KES-[0-9]+/g", /is neither a pattern .* nor a plain path/],
    ["/KES-[0-9]{4", /is neither a pattern .* nor a plain path/],
    ["x as NAMES", /has no type of ours: "NAMES" is not one of INTERNAL-IP, .*REDACTED; a value that ends so/],
    ["seen as trouble", /has no type of ours: "trouble"/],
    [{ value: "x", type: 5 }, /has no type of ours: "5"/],
    ["--", /holds no letter and no digit/],
    ["", /holds no letter and no digit/],
    ["x".repeat(1001), /is longer than 1000 characters/],
    [`/${"x".repeat(1000)}/`, /is longer than 1000 characters/],
    [1234, /is no text: put it in quotes/],
    [["x"], /is no text/],
    [null, /is no text/],
    [{}, /is neither \{value: TEXT\} nor \{pattern: TEXT\}/],
    [{ value: "x", pattern: "y" }, /is neither/],
    [{ value: "x", typ: "HOST" }, /is neither/],
  ] as const)
    it(`is refused: ${JSON.stringify(item).slice(0, 60)}`, () => {
      const [message = ""] = faultsOf("always", item) ?? [];
      assert.match(message, fault);
      assert.ok(!message.includes("\n"));
    });

  for (const item of ["x as HOST", "/x[0-9]/ as HOST", { value: "x", type: "HOST" }])
    it(`of never is refused: ${JSON.stringify(item)}`, () =>
      assert.match(faultsOf("never", item)?.[0] ?? "", /has a type, and entries of this list take none/));

  it("of both lists is named, whatever its case and type", () => {
    const always = listedSchema("always").parse(["Kestrel as HOST", "/x[0-9]/", "/y[0-9]/", "z"]);
    const never = listedSchema("never").parse(["kestrel", "KESTREL", "/x[0-9]/", "/Y[0-9]/", "zz"]);
    assert.deepEqual(inBothLists(always, never), ["kestrel", "KESTREL", "/x[0-9]/"]);
  });
});
