import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { orAborted } from "./or-aborted.ts";

const never = () => new Promise<never>(() => undefined);

describe("orAborted", () => {
  it("gives the result, or the failure, of work that ends", async () => {
    const { signal } = new AbortController();
    assert.equal(await orAborted(Promise.resolve(1), signal), 1);
    await assert.rejects(orAborted(Promise.reject(new Error("broken")), signal), /broken/);
  });

  it("gives the signal's reason though the work does not end", async () => {
    const controller = new AbortController();
    const waiting = orAborted(never(), controller.signal);
    controller.abort(new Error("left"));
    await assert.rejects(waiting, /left/);
    await assert.rejects(orAborted(never(), controller.signal), /left/);
  });

  it("does not mind what the work does afterwards", async () => {
    const controller = new AbortController();
    const work = Promise.withResolvers<number>();
    const waiting = orAborted(work.promise, controller.signal);
    controller.abort(new Error("left"));
    work.reject(new Error("late"));
    await assert.rejects(waiting, /left/);
  });
});
