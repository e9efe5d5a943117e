import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FaultKind } from "#domain/model-fault.ts";
import { modelFaults } from "#domain/model-fault.ts";
import type { CallRecord } from "./call-record.ts";
import { createModelHealth } from "./model-health.ts";

function aHealth() {
  let ms = Date.parse("2026-03-14T02:00:00Z");
  const now = () => new Date(ms);
  const health = createModelHealth((kind) => `${kind}.`, now);
  return {
    ...health,
    pass: (seconds: number) => {
      ms += seconds * 1000;
    },
    called: (...outcomes: CallRecord["outcome"][]) => {
      for (const outcome of outcomes) health.record({ time: now(), outcome, seconds: 1.25, usage: null });
    },
  };
}

const silent = new Set<string>([
  "STOPPED",
  "LEAK_BLOCKED",
  "BUDGET_DAY",
  "BUDGET_SHARE",
  "BUDGET_PEOPLE",
  "BUDGET_ANALYSIS",
  "QUEUE_FULL",
  "WAITED_TOO_LONG",
]);

describe("createModelHealth", () => {
  it("knows nothing before it has looked", () => {
    assert.deepEqual(aHealth().state(), {
      status: "degraded",
      detail: "Not asked yet, and its list of models could not be read.",
    });
  });

  it("says what the list of models says until there is a call", () => {
    const health = aHealth();
    health.noteList({ ok: false, sentence: "Ollama has no model called x." });
    assert.deepEqual(health.state(), { status: "degraded", detail: "Ollama has no model called x." });
    health.noteList({ ok: true });
    assert.equal(health.state().status, "healthy");
    health.called("OVERLOADED");
    health.noteList({ ok: true });
    assert.equal(health.state().status, "degraded");
  });

  it("is healthy after an answer, and says how old that is and how long it took", () => {
    const health = aHealth();
    health.called("OVERLOADED", "OVERLOADED", "OVERLOADED", "answered");
    for (const [seconds, age] of [
      [0, "0 s ago"],
      [119, "119 s ago"],
      [1, "2 min ago"],
      [3480, "60 min ago"],
    ] as const) {
      health.pass(seconds);
      assert.deepEqual(health.state(), { status: "healthy", detail: `Last answer ${age}, in 1.3 s.` });
    }
  });

  it("is degraded after a failure, unhealthy after three in a row, with cause, remedy and age", () => {
    const health = aHealth();
    const statuses = (["OVERLOADED", "TIMED_OUT", "KEY_WRONG", "answered", "UNREACHABLE"] as const).map((outcome) => {
      health.called(outcome);
      return health.state().status;
    });
    assert.deepEqual(statuses, ["degraded", "degraded", "unhealthy", "healthy", "degraded"]);
    health.pass(30);
    assert.equal(health.state().detail, "UNREACHABLE. (30 s ago; the built-in analyst answers meanwhile)");
  });

  for (const kind of Object.keys(modelFaults).filter((kind) => silent.has(kind)) as FaultKind[])
    it(`learns nothing from ${kind}`, () => {
      const health = aHealth();
      health.called("answered");
      health.pass(60);
      const before = health.state();
      health.called(kind, kind, kind);
      assert.deepEqual(health.state(), before);
      assert.equal(health.idleMs(), 60_000);
    });

  it("says how long nothing was asked, from the start or the last call", () => {
    const health = aHealth();
    health.pass(10);
    assert.equal(health.idleMs(), 10_000);
    health.called("TIMED_OUT");
    health.pass(5);
    assert.equal(health.idleMs(), 5000);
  });

  it("is not confused by a clock that goes back", () => {
    const health = aHealth();
    health.called("answered");
    health.pass(-3600);
    assert.match(health.state().detail, /^Last answer 0 s ago/);
  });
});
