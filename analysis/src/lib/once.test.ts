import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { once } from "./once.ts";

describe("once", () => {
  it("loads once for all who ask, and again after a failure", async () => {
    let loads = 0;
    const load = once(async () => {
      loads += 1;
      if (loads === 1) throw new Error("not yet");
      return loads;
    });
    const [first, second] = await Promise.allSettled([load(), load()]);
    assert.deepEqual([first.status, second.status, loads], ["rejected", "rejected", 1]);
    assert.deepEqual(await Promise.all([load(), load()]), [2, 2]);
  });
});
