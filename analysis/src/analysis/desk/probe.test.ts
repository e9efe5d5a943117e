import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import type { FaultKind } from "#domain/model-fault.ts";
import { ModelFault } from "#domain/model-fault.ts";
import type { Act } from "#ports/language-model.fixture.ts";
import { aModelAnswer, scriptedModel } from "#ports/language-model.fixture.ts";
import type { ModelAnswer } from "#ports/language-model.ts";
import type { DeskChange } from "./model-desk.fixture.ts";
import { aStep, deskWith } from "./model-desk.fixture.ts";
import { createProbe } from "./probe.ts";

const aModelDesk = deskWith((ms) => mock.timers.tick(ms));

function aProbe(model: ReturnType<typeof scriptedModel>, change: DeskChange = {}) {
  const desk = aModelDesk(model, change);
  const { turns, breaker, budget, now, calls } = desk;
  const observe = change.observe ?? ((call: (typeof calls)[number]) => void calls.push(call));
  return {
    ...desk,
    probe: createProbe({ model, turns, breaker, budget, now, isInUse: () => false, timeoutMs: 30_000, observe }),
  };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

describe("createProbe", () => {
  it("asks one tiny question without an alert, and tells how it went", async () => {
    const model = scriptedModel({ text: '{"ok": true}', usage: { input_tokens: 20, output_tokens: 5 } });
    const { probe, calls, turns } = aProbe(model);
    await probe();
    const [request] = model.asked;
    assert.equal(request?.probe, true);
    assert.ok((request?.maxOutputTokens ?? 99) <= 32);
    assert.partialDeepStrictEqual(calls, [{ outcome: "answered", usage: { input_tokens: 20, output_tokens: 5 } }]);
    assert.equal(turns.running(), 0);
  });

  it("is one for all who ask at once, and another afterwards", async () => {
    const model = scriptedModel({});
    const { probe } = aProbe(model);
    await Promise.all([probe(), probe(), probe()]);
    assert.equal(model.asked.length, 1);
    await probe();
    assert.equal(model.asked.length, 2);
  });

  const failures: readonly (readonly [what: string, thrown: unknown, outcome: FaultKind])[] = [
    ["a fault", new ModelFault("MODEL_MISSING"), "MODEL_MISSING"],
    ["an error", new Error("x"), "FAILED"],
    ["nothing", undefined, "FAILED"],
  ];
  for (const [what, thrown, outcome] of failures)
    it(`does not throw when the model throws ${what}`, async () => {
      const { probe, outcomes, turns } = aProbe(scriptedModel(() => Promise.reject(thrown)));
      await probe();
      assert.deepEqual(outcomes(), [outcome]);
      assert.equal(turns.running(), 0);
    });

  it("does not throw when nobody can be told", async () => {
    const { probe } = aProbe(scriptedModel({}), { observe: () => assert.fail("closed") });
    await probe();
    await probe();
  });

  it("does not wait for longer than one call may take, though the model does not listen", async () => {
    const { probe, outcomes, pass, turns } = aProbe(scriptedModel(() => new Promise(() => undefined), {}));
    const asked = probe();
    await pass(30);
    await asked;
    assert.deepEqual(outcomes(), ["TIMED_OUT"]);
    assert.equal(turns.running(), 0);
    await probe();
    assert.deepEqual(outcomes(), ["TIMED_OUT", "answered"]);
  });

  it("does not take waiting behind others for a silent model", async () => {
    const busy = Promise.withResolvers<ModelAnswer>();
    const { probe, outcomes, pass, consult } = aProbe(scriptedModel(() => busy.promise, {}));
    const alert = consult();
    await aStep();
    const asked = probe();
    await pass(40);
    busy.resolve(aModelAnswer());
    await Promise.all([alert, asked]);
    assert.deepEqual(outcomes(), ["answered", "answered"]);
  });

  it("says that it waited, not that the model failed, when its turn never comes", async () => {
    const model = scriptedModel(() => new Promise<ModelAnswer>(() => undefined));
    const { probe, outcomes, pass, consult } = aProbe(model, { timeoutMs: 100_000, turns: { waitMs: 20_000 } });
    void consult();
    await aStep();
    const asked = probe();
    await pass(20);
    await asked;
    assert.deepEqual(outcomes(), ["WAITED_TOO_LONG"]);
  });

  it("makes room for a person, and blames nobody", async () => {
    const silent: Act = () => new Promise(() => undefined);
    const { probe, outcomes, consult } = aProbe(scriptedModel(silent, {}));
    const asked = probe();
    await aStep();
    assert.equal((await consult({ asker: "person" })).fault, null);
    await asked;
    assert.deepEqual(outcomes().sort(), ["STOPPED", "answered"]);
  });

  it("closes a breaker that was open, and does not open one for what is not the provider's state", async () => {
    const { probe, breaker } = aProbe(scriptedModel(() => Promise.reject(new ModelFault("KEY_WRONG")), {}));
    await probe();
    for (let time = 0; time < 3; time += 1) breaker.failed(new ModelFault("UNREACHABLE"));
    assert.equal(breaker.isOpen(), true);
    await probe();
    assert.equal(breaker.isOpen(), false);
  });
});
