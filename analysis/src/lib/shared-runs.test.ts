import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSharedRuns } from "./shared-runs.ts";

/** A run whose end and events the test decides. */
function controlled() {
  const result = Promise.withResolvers<string>();
  let emitted: (event: number) => void = () => undefined;
  let signal: AbortSignal | null = null;
  let starts = 0;
  return {
    result,
    emit: (event: number) => emitted(event),
    isAborted: () => signal?.aborted ?? false,
    starts: () => starts,
    start: (given: AbortSignal, emit: (event: number) => void) => {
      starts += 1;
      signal = given;
      emitted = emit;
      return result.promise;
    },
  };
}

function aCaller() {
  const controller = new AbortController();
  const events: number[] = [];
  return {
    events,
    leave: () => controller.abort(new Error("left")),
    caller: { signal: controller.signal, onEvent: (event: number) => void events.push(event) },
  };
}

const aStep = () => new Promise((resolve) => setImmediate(resolve));

describe("createSharedRuns", () => {
  it("runs once for all who want the same", async () => {
    const runs = createSharedRuns<string, number>();
    const run = controlled();
    const results = [1, 2, 3].map(() => runs.join("k", run.start, aCaller().caller));
    await aStep();
    run.result.resolve("done");
    assert.deepEqual(await Promise.all(results), ["done", "done", "done"]);
    assert.equal(run.starts(), 1);
  });

  it("runs apart what has another key", async () => {
    const runs = createSharedRuns<string, number>();
    const a = controlled();
    const b = controlled();
    const results = [runs.join("a", a.start, aCaller().caller), runs.join("b", b.start, aCaller().caller)];
    a.result.resolve("a");
    b.result.resolve("b");
    assert.deepEqual(await Promise.all(results), ["a", "b"]);
  });

  it("tells all of each event, and who joins late of the last one", async () => {
    const runs = createSharedRuns<string, number>();
    const run = controlled();
    const [first, late] = [aCaller(), aCaller()];
    void runs.join("k", run.start, first.caller);
    await aStep();
    run.emit(1);
    run.emit(2);
    void runs.join("k", run.start, late.caller);
    run.emit(3);
    assert.deepEqual(
      [first.events, late.events],
      [
        [1, 2, 3],
        [2, 3],
      ],
    );
  });

  it("lets the first caller hear an event that comes at once", async () => {
    const runs = createSharedRuns<string, number>();
    const { caller, events } = aCaller();
    const start = async (_: AbortSignal, emit: (event: number) => void) => {
      emit(1);
      return "done";
    };
    await runs.join("k", start, caller);
    assert.deepEqual(events, [1]);
  });

  it("goes on when one of several leaves, and tells that one no more", async () => {
    const runs = createSharedRuns<string, number>();
    const run = controlled();
    const [stays, leaves] = [aCaller(), aCaller()];
    const staying = runs.join("k", run.start, stays.caller);
    const leaving = runs.join("k", run.start, leaves.caller);
    await aStep();
    leaves.leave();
    await assert.rejects(leaving, /left/);
    assert.equal(run.isAborted(), false);
    run.emit(1);
    run.result.resolve("done");
    assert.equal(await staying, "done");
    assert.deepEqual([stays.events, leaves.events], [[1], []]);
  });

  it("ends the run when the last one leaves; who comes then gets a new one", async () => {
    const runs = createSharedRuns<string, number>();
    const [old, fresh] = [controlled(), controlled()];
    const last = aCaller();
    const leaving = runs.join("k", old.start, last.caller);
    await aStep();
    last.leave();
    assert.equal(old.isAborted(), true);
    const next = runs.join("k", fresh.start, aCaller().caller);
    await aStep();
    old.result.reject(new Error("stopped")); // must not take the new one with it
    await assert.rejects(leaving, /stopped/);
    const third = runs.join("k", fresh.start, aCaller().caller);
    fresh.result.resolve("new");
    assert.deepEqual(await Promise.all([next, third]), ["new", "new"]);
    assert.equal(fresh.starts(), 1);
  });

  it("gives who leaves last what the aborted run still gives", async () => {
    const runs = createSharedRuns<string, number>();
    const [first, last] = [aCaller(), aCaller()];
    const start = (signal: AbortSignal) =>
      new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve("what was done so far")));
    const results = [runs.join("k", start, first.caller), runs.join("k", start, last.caller)];
    await aStep();
    first.leave();
    await assert.rejects(results[0] ?? Promise.resolve(), /left/);
    last.leave();
    assert.equal(await results[1], "what was done so far");
  });

  it("lets a failure reach all, and starts anew afterwards", async () => {
    const runs = createSharedRuns<string, number>();
    const run = controlled();
    const results = [runs.join("k", run.start, aCaller().caller), runs.join("k", run.start, aCaller().caller)];
    run.result.reject(new Error("broken"));
    for (const result of results) await assert.rejects(result, /broken/);
    assert.equal(await runs.join("k", async () => "again", aCaller().caller), "again");
  });

  it("takes a start that throws at once for a failure", async () => {
    const runs = createSharedRuns<string, number>();
    const start = () => {
      throw new Error("at once");
    };
    await assert.rejects(runs.join("k", start, aCaller().caller), /at once/);
  });

  it("starts nothing for a caller that has left already", async () => {
    const runs = createSharedRuns<string, number>();
    const run = controlled();
    const gone = aCaller();
    gone.leave();
    await assert.rejects(runs.join("k", run.start, gone.caller), /left/);
    await aStep();
    assert.equal(run.starts(), 0);
  });

  it("goes on when a caller fails to hear", async () => {
    const runs = createSharedRuns<string, number>();
    const run = controlled();
    const deaf = { signal: new AbortController().signal, onEvent: () => assert.fail("closed") };
    const hears = aCaller();
    const results = [runs.join("k", run.start, deaf), runs.join("k", run.start, hears.caller)];
    await aStep();
    run.emit(1);
    results.push(runs.join("k", run.start, deaf));
    run.result.resolve("done");
    assert.deepEqual(await Promise.all(results), ["done", "done", "done"]);
    assert.deepEqual(hears.events, [1]);
  });
});
