import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createFindAddress } from "./find-address.ts";

const usual = "http://falco:8765/healthz";
const target = (address: string | null) => ({ name: "falco", setting: "health.falco_url", address, usual });
const noName = () => Promise.reject(new Error("ENOTFOUND"));

describe("the address of a service", () => {
  it("is the one that is set, with the usual path where it has none", async () => {
    const find = createFindAddress({ lookup: noName });
    assert.equal((await find(target("http://sensor:9000")))?.href, "http://sensor:9000/healthz");
    assert.equal((await find(target("http://sensor:9000/x")))?.href, "http://sensor:9000/x");
    assert.equal((await find(target("https://a:b@sensor/?q=1")))?.href, "https://a:b@sensor/?q=1");
  });

  it("is the usual one while its name resolves, else there is none, and both are remembered for a minute", async () => {
    let nowMs = 0;
    let resolves = true;
    const asked: string[] = [];
    const find = createFindAddress({
      elapsed: () => nowMs,
      lookup: async (name) => {
        asked.push(name);
        if (!resolves) throw new Error("ENOTFOUND");
      },
    });
    assert.equal((await find(target(null)))?.href, usual);
    resolves = false;
    nowMs = 59_000;
    assert.equal((await find(target(null)))?.href, usual);
    nowMs = 61_000;
    assert.equal(await find(target(null)), null);
    nowMs = 120_000;
    assert.equal(await find(target(null)), null);
    assert.deepEqual(asked, ["falco", "falco"]);
  });

  it("waits 300 ms for a name server that hangs, asks it once at a time, and takes its late answer", async () => {
    let nowMs = 0;
    let lookups = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const find = createFindAddress({
      elapsed: () => nowMs,
      lookup: () => {
        lookups += 1;
        return promise;
      },
    });
    const began = performance.now();
    assert.deepEqual(await Promise.all([find(target(null)), find(target(null))]), [null, null]);
    assert.ok(performance.now() - began < 1000);
    nowMs = 61_000;
    assert.equal(await find(target(null)), null);
    assert.equal(lookups, 1);
    resolve();
    await promise;
    await new Promise(setImmediate);
    assert.equal((await find(target(null)))?.href, usual);
  });
});
