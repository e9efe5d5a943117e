import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listsVersionOf } from "./lists-version.ts";

describe("listsVersionOf", () => {
  it("is none without lists, and otherwise follows every entry", () => {
    const versions = [
      listsVersionOf([], []),
      listsVersionOf([{ value: "kestrel" }], []),
      listsVersionOf([], [{ value: "kestrel" }]),
      listsVersionOf([{ value: "kestrel", type: "HOST" }], []),
      listsVersionOf([{ pattern: "kestrel" }], []),
    ];
    assert.equal(versions[0], "none");
    assert.equal(new Set(versions).size, versions.length);
    assert.equal(listsVersionOf([{ value: "kestrel" }], []), versions[1]);
    assert.ok(versions.every((version) => !version.includes("kestrel")));
  });
});
