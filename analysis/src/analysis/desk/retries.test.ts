import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import type { FaultKind } from "#domain/model-fault.ts";
import { ModelFault, modelFaults } from "#domain/model-fault.ts";
import type { RetryOptions } from "./retries.ts";
import { withRetries } from "./retries.ts";

const aStep = () => new Promise((resolve) => setImmediate(resolve));

/** Runs what fails each time as told, the last way for ever, with a clock of the test's own. */
function failing(faults: readonly unknown[], options: Partial<RetryOptions> = {}) {
  const controller = new AbortController();
  let ms = 0;
  const attempts: number[] = [];
  const run = async () => {
    const fault = faults[Math.min(attempts.length, faults.length - 1)];
    attempts.push(ms);
    if (fault === "good") return "good";
    throw fault;
  };
  const result = withRetries(run, { signal: controller.signal, ...options });
  result.catch(() => undefined);
  return {
    result,
    /** When each attempt was made. */
    attempts,
    abort: (reason: unknown) => controller.abort(reason),
    async pass(given: number) {
      await aStep();
      for (let left = given; left > 0; left -= 100) {
        ms += 100;
        mock.timers.tick(100);
        await aStep();
      }
    },
  };
}

const passing = ["UNREACHABLE", "CONNECTION_LOST", "OVERLOADED", "RATE_LIMITED"];
const late = new ModelFault("TIMED_OUT");

describe("withRetries", () => {
  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout"] });
  });

  it("gives a result at once", async () => {
    const run = failing(["good"]);
    assert.equal(await run.result, "good");
    assert.equal(run.attempts.length, 1);
  });

  for (const kind of ["CONNECTION_LOST", "OVERLOADED", "RATE_LIMITED"] as const)
    it(`tries ${kind} three times, a little later each time`, async () => {
      const fault = new ModelFault(kind);
      const run = failing([fault]);
      await run.pass(60_000);
      await assert.rejects(run.result, fault);
      assert.deepEqual(run.attempts, [0, 500, 2500]);
    });

  it("looks once more for a provider that is not there", async () => {
    const run = failing([new ModelFault("UNREACHABLE")]);
    await run.pass(60_000);
    await assert.rejects(run.result);
    assert.deepEqual(run.attempts, [0, 300]);
  });

  for (const kind of (Object.keys(modelFaults) as FaultKind[]).filter((kind) => !passing.includes(kind)))
    it(`does not try ${kind} again`, async () => {
      const run = failing([new ModelFault(kind, { retryAfterMs: 10 }), "good"]);
      await run.pass(60_000);
      await assert.rejects(run.result);
      assert.equal(run.attempts.length, 1);
    });

  it("does not try again what is no fault of a model", async () => {
    for (const thrown of [new Error("x"), "text", null, undefined]) {
      const run = failing([thrown, "good"]);
      await run.pass(10_000);
      await assert.rejects(run.result);
      assert.equal(run.attempts.length, 1);
    }
  });

  it("waits as long as the provider says", async () => {
    const run = failing([
      new ModelFault("RATE_LIMITED", { retryAfterMs: 7000 }),
      new ModelFault("OVERLOADED", { retryAfterMs: 0 }),
      "good",
    ]);
    await run.pass(10_000);
    assert.equal(await run.result, "good");
    // Node takes a wait of 0 for one of 1 ms.
    assert.deepEqual(run.attempts, [0, 7000, 7100]);
  });

  it("does not wait for longer than a minute", async () => {
    for (const retryAfterMs of [60_001, 1e300, Number.POSITIVE_INFINITY]) {
      const run = failing([new ModelFault("RATE_LIMITED", { retryAfterMs }), "good"]);
      await run.pass(100);
      await assert.rejects(run.result, { kind: "RATE_LIMITED" });
      assert.equal(run.attempts.length, 1);
    }
  });

  it("gives the trouble, not the lateness, when the deadline comes while it waits", async () => {
    const trouble = new ModelFault("RATE_LIMITED", { retryAfterMs: 30_000 });
    const run = failing([trouble]);
    await run.pass(1000);
    run.abort(late);
    await assert.rejects(run.result, trouble);
    assert.equal(run.attempts.length, 1);
  });

  it("gives the reason when the caller leaves while it waits", async () => {
    const run = failing([new ModelFault("OVERLOADED")]);
    await run.pass(100);
    run.abort(new Error("left"));
    await assert.rejects(run.result, /left/);
  });

  it("does not try again after the deadline", async () => {
    const run = failing([new ModelFault("OVERLOADED")]);
    run.abort(late);
    await run.pass(10_000);
    await assert.rejects(run.result, { kind: "OVERLOADED" });
    assert.equal(run.attempts.length, 1);
  });

  it("does not repeat what is final, and gives the trouble before it", async () => {
    const own = new ModelFault("UNREACHABLE");
    const isFinal = (error: unknown) => error === own;
    const first = failing([own, "good"], { isFinal });
    await first.pass(10_000);
    await assert.rejects(first.result, own);
    const trouble = new ModelFault("CONNECTION_LOST");
    const second = failing([trouble, own, "good"], { isFinal });
    await second.pass(10_000);
    await assert.rejects(second.result, trouble);
    assert.deepEqual([first.attempts.length, second.attempts.length], [1, 2]);
  });
});
