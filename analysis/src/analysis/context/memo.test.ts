import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMemo } from "./memo.ts";

function aMemo(entriesMax = 10) {
  let atMs = 0;
  let works = 0;
  const remember = createMemo({ elapsed: () => atMs, lastsMs: 100, entriesMax });
  return {
    ask: (key: string) => remember(key, async () => ++works),
    remember,
    pass: (milliseconds: number) => {
      atMs += milliseconds;
    },
  };
}

describe("what was looked up", () => {
  it("is given again while it is new, and looked up anew later", async () => {
    const { ask, pass } = aMemo();
    assert.deepEqual(await Promise.all([ask("a"), ask("a"), ask("b")]), [1, 1, 2]);
    pass(99);
    assert.equal(await ask("a"), 1);
    pass(1);
    assert.equal(await ask("a"), 3);
  });

  it("is forgotten at once when it fails", async () => {
    const { ask, remember } = aMemo();
    await assert.rejects(remember("a", () => Promise.reject(new Error("down"))));
    assert.equal(await ask("a"), 1);
  });

  it("is no more than there is room for; the oldest goes", async () => {
    const { ask } = aMemo(2);
    assert.deepEqual([await ask("a"), await ask("b"), await ask("c")], [1, 2, 3]);
    assert.deepEqual([await ask("c"), await ask("b"), await ask("a")], [3, 2, 4]);
  });
});
