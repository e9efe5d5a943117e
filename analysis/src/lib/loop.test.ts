import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLoop } from "./loop.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a loop", () => {
  it("works until nothing is left, sleeps until it is woken, and stops", async () => {
    let left = 3;
    let runs = 0;
    const loop = createLoop({
      work: async () => {
        runs += 1;
        left -= 1;
        return left > 0;
      },
      everyMs: 60_000,
      faultMsMax: 10,
      onFault: (error) => assert.fail(String(error)),
    });
    loop.start();
    await pause(30);
    assert.equal(runs, 3);
    loop.wake();
    await pause(30);
    assert.equal(runs, 4);
    await loop.stop();
    loop.wake();
    await pause(10);
    assert.equal(runs, 4);
  });

  it("does not miss what comes while it works", async () => {
    let runs = 0;
    const loop = createLoop({
      work: async () => {
        runs += 1;
        if (runs === 1) loop.wake();
        return false;
      },
      everyMs: 60_000,
      faultMsMax: 10,
      onFault: (error) => assert.fail(String(error)),
    });
    loop.start();
    await pause(30);
    assert.equal(runs, 2);
    await loop.stop();
  });

  it("goes on after faults, and tells each", async () => {
    const faults: unknown[] = [];
    const loop = createLoop({
      work: async () => {
        if (faults.length < 2) throw new Error("away");
        return false;
      },
      everyMs: 60_000,
      faultMsMax: 5,
      onFault: (error) => faults.push(error),
    });
    loop.start();
    await pause(60);
    assert.equal(faults.length, 2);
    await loop.stop();
  });

  it("ends the work that runs when it is stopped", async () => {
    const loop = createLoop({
      work: (signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
      everyMs: 1,
      faultMsMax: 1,
      onFault: (error) => assert.fail(String(error)),
    });
    loop.start();
    await pause(5);
    await loop.stop();
  });
});
