import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { createDelay } from "./delay.ts";

describe("the delay of wrong tokens", () => {
  it("grows with each from one address, up to 2 s, and leaves other addresses alone", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const delay = createDelay();
      const passes = async (address: string, ms: number) => {
        let done = false;
        const waiting = delay(address).then(() => {
          done = true;
        });
        mock.timers.tick(ms - 1);
        await Promise.resolve();
        await Promise.resolve();
        assert.equal(done, false, `${address} came through before ${ms} ms`);
        mock.timers.tick(1);
        await waiting;
      };
      for (const ms of [100, 200, 400, 800, 1600, 2000, 2000]) await passes("192.0.2.1", ms);
      await passes("192.0.2.2", 100);
    } finally {
      mock.timers.reset();
    }
  });
});
