import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import type { FaultKind } from "#domain/model-fault.ts";
import { ModelFault, modelFaults } from "#domain/model-fault.ts";
import { createBreaker } from "./breaker.ts";

/** A breaker and a clock of the test's own. */
function aBreaker() {
  let ms = Date.parse("2026-03-14T02:00:00Z");
  const breaker = createBreaker(() => new Date(ms));
  return {
    ...breaker,
    pass: (seconds: number) => {
      ms += seconds * 1000;
    },
    fail: (kind: FaultKind, times = 1, retryAfterMs?: number) => {
      for (let time = 0; time < times; time += 1)
        breaker.failed(new ModelFault(kind, retryAfterMs === undefined ? {} : { retryAfterMs }));
    },
  };
}

const ofProvider = new Set<string>(["UNREACHABLE", "CERTIFICATE", "CONNECTION_LOST", "OVERLOADED", "RATE_LIMITED"]);

describe("createBreaker", () => {
  for (const kind of Object.keys(modelFaults) as FaultKind[])
    it(`${ofProvider.has(kind) ? "opens after three" : "stays closed, however many"} ${kind}`, () => {
      const breaker = aBreaker();
      breaker.fail(kind, 2);
      assert.equal(breaker.isOpen(), false);
      breaker.fail(kind, 20);
      assert.equal(breaker.isOpen(), ofProvider.has(kind));
      assert.equal(breaker.begin()?.fault.kind, ofProvider.has(kind) ? kind : undefined);
    });

  it("counts failures in a row: a success between begins anew", () => {
    const breaker = aBreaker();
    breaker.fail("OVERLOADED", 2);
    breaker.succeeded();
    breaker.fail("OVERLOADED", 2);
    assert.equal(breaker.begin(), null);
  });

  it("says until when, half a minute unless the provider asks for another time", () => {
    const usual = aBreaker();
    usual.fail("OVERLOADED", 3);
    assert.equal(usual.begin()?.until.toISOString(), "2026-03-14T02:00:30.000Z");
    const asked = aBreaker();
    asked.fail("RATE_LIMITED", 3, 90_000);
    assert.equal(asked.begin()?.until.toISOString(), "2026-03-14T02:01:30.000Z");
    asked.pass(89);
    assert.ok(asked.begin());
    asked.pass(1);
    assert.equal(asked.begin(), null);
  });

  it("waits an hour at most, whatever the provider asks for", () => {
    for (const wild of [1e12, 1e300, Number.POSITIVE_INFINITY]) {
      const breaker = aBreaker();
      breaker.fail("RATE_LIMITED", 3, wild);
      assert.equal(breaker.begin()?.until.toISOString(), "2026-03-14T03:00:00.000Z");
    }
  });

  it("lets one call through after the wait, and the others when that one has ended well", () => {
    const breaker = aBreaker();
    breaker.fail("UNREACHABLE", 3);
    assert.ok(breaker.begin());
    breaker.pass(30);
    assert.equal(breaker.begin(), null);
    assert.ok(breaker.begin(), "a second one went through");
    breaker.succeeded();
    assert.equal(breaker.begin(), null);
    assert.equal(breaker.begin(), null);
    assert.equal(breaker.isOpen(), false);
  });

  it("takes nothing by being looked at", () => {
    const breaker = aBreaker();
    breaker.fail("UNREACHABLE", 3);
    assert.equal(breaker.refusal()?.fault.kind, "UNREACHABLE");
    breaker.pass(30);
    assert.equal(breaker.refusal(), null);
    assert.equal(breaker.refusal(), null);
    assert.equal(breaker.begin(), null);
    assert.ok(breaker.refusal());
  });

  it("waits again when the one call fails", () => {
    const breaker = aBreaker();
    breaker.fail("UNREACHABLE", 3);
    breaker.pass(30);
    breaker.begin();
    breaker.fail("OVERLOADED");
    assert.equal(breaker.begin()?.fault.kind, "OVERLOADED");
    breaker.pass(30);
    assert.equal(breaker.begin(), null);
  });

  it("lets the next call try when the one says nothing about the provider", () => {
    const breaker = aBreaker();
    breaker.fail("UNREACHABLE", 3);
    breaker.pass(30);
    for (const end of [() => breaker.ended(), () => breaker.fail("TIMED_OUT"), () => breaker.fail("KEY_WRONG")]) {
      assert.equal(breaker.begin(), null);
      assert.ok(breaker.begin());
      end();
    }
    assert.equal(breaker.isOpen(), true);
    assert.equal(breaker.begin(), null);
  });

  it("keeps nothing of the request that failed", () => {
    const breaker = aBreaker();
    const fault = new ModelFault("OVERLOADED", { status: 503, cause: new Error("the whole prompt") });
    for (let time = 0; time < 3; time += 1) breaker.failed(fault);
    assert.equal(breaker.begin()?.fault.status, 503);
    assert.doesNotMatch(inspect(breaker.begin(), { depth: null }), /prompt/);
  });
});
