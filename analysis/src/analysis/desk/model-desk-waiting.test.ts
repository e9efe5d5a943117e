import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import { ModelFault } from "#domain/model-fault.ts";
import type { Act } from "#ports/language-model.fixture.ts";
import { aModelAnswer, scriptedModel } from "#ports/language-model.fixture.ts";
import type { ModelAnswer, ModelRequest } from "#ports/language-model.ts";
import { aStep, deskWith } from "./model-desk.fixture.ts";

const aModelDesk = deskWith((ms) => mock.timers.tick(ms));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

/** Never answers; ends as an adapter does when its signal is aborted. */
const silent: Act = (request) =>
  new Promise((_, reject) => {
    request.onSent?.(new Uint8Array(1));
    const { signal } = request;
    signal.addEventListener("abort", () =>
      reject(signal.reason instanceof ModelFault ? signal.reason : new ModelFault("STOPPED")),
    );
  });
/** Never answers, and does not listen. */
const deaf: Act = () => new Promise(() => undefined);

describe("the deadline", () => {
  for (const [what, act] of [
    ["silent", silent],
    ["deaf", deaf],
  ] as const)
    it(`ends the call of a model that is ${what}`, async () => {
      const desk = aModelDesk(scriptedModel(act), { timeoutMs: 30_000 });
      const waiting = desk.consult();
      await desk.pass(30);
      const { fault } = await waiting;
      assert.equal(fault?.kind, "TIMED_OUT");
      assert.match(fault.sentence, /had not answered after 30 s\. Try a smaller model, or a longer llm\.timeout/);
      assert.deepEqual(desk.outcomes(), ["TIMED_OUT"]);
      assert.equal(desk.turns.running(), 0);
    });

  it("counts from the start of the call, not from joining the queue", async () => {
    const desk = aModelDesk(scriptedModel(silent, {}), { timeoutMs: 30_000 });
    const first = desk.consult();
    await desk.pass(1);
    const second = desk.consult();
    await desk.pass(29);
    assert.equal((await first).fault?.kind, "TIMED_OUT");
    assert.equal((await second).fault, null);
  });

  it("counts for all attempts together, and what failed before says more", async () => {
    const overloaded: Act = () => Promise.reject(new ModelFault("OVERLOADED", { retryAfterMs: 40_000 }));
    const desk = aModelDesk(scriptedModel(overloaded), { timeoutMs: 30_000 });
    const waiting = desk.consult();
    await desk.pass(30);
    assert.equal((await waiting).fault?.kind, "OVERLOADED");
  });

  it("is forgotten with the call", async () => {
    const model = scriptedModel({});
    const desk = aModelDesk(model, { timeoutMs: 1000 });
    await desk.consult();
    await desk.pass(2);
    assert.equal(model.asked[0]?.signal.aborted, false);
  });

  it("tells no sections afterwards", async () => {
    let late: ModelRequest["onText"];
    const model = scriptedModel(async (request) => {
      late = request.onText;
      return await new Promise<ModelAnswer>(() => undefined);
    });
    const told: unknown[] = [];
    const desk = aModelDesk(model, { timeoutMs: 1000 });
    const waiting = desk.consult({ onSections: (sections) => told.push(sections) });
    await desk.pass(1);
    await waiting;
    late?.('{"summary": "x", "verdict": "y"}');
    assert.deepEqual(told, []);
  });
});

describe("a caller who leaves", () => {
  for (const [what, act] of [
    ["silent", silent],
    ["deaf", deaf],
  ] as const)
    it(`ends the call of a model that is ${what}, and nobody is to blame`, async () => {
      const desk = aModelDesk(scriptedModel(act, {}));
      const controller = new AbortController();
      const waiting = desk.consult({ signal: controller.signal });
      await aStep();
      controller.abort();
      const { fault } = await waiting;
      assert.equal(fault?.kind, "STOPPED");
      assert.deepEqual(desk.outcomes(), ["STOPPED"]);
      assert.equal(desk.turns.running(), 0);
      assert.equal((await desk.consult()).fault, null);
    });

  it("leaves the queue without a trace, and is asked nothing", async () => {
    const model = scriptedModel(silent, {});
    const desk = aModelDesk(model);
    void desk.consult();
    const controller = new AbortController();
    const waiting = desk.consult({ signal: controller.signal });
    await aStep();
    assert.equal(desk.turns.waiting(), 1);
    controller.abort();
    assert.equal((await waiting).fault?.kind, "STOPPED");
    assert.equal(desk.turns.waiting(), 0);
    assert.equal(model.asked.length, 1);
  });

  it("before the call is not asked about at all", async () => {
    const model = scriptedModel({});
    const { fault, sent } = await aModelDesk(model).consult({ signal: AbortSignal.abort() });
    assert.equal(fault?.kind, "STOPPED");
    assert.deepEqual([sent.length, model.asked.length], [0, 0]);
  });

  it("while a retry waits ends that", async () => {
    const desk = aModelDesk(scriptedModel(() => Promise.reject(new ModelFault("OVERLOADED"))));
    const controller = new AbortController();
    const waiting = desk.consult({ signal: controller.signal });
    await aStep();
    controller.abort();
    assert.equal((await waiting).fault?.kind, "STOPPED");
  });
});

describe("the queue", () => {
  it("puts a triage call back for a person, and asks it again afterwards", async () => {
    for (const act of [silent, deaf]) {
      const model = scriptedModel(act, {}, {});
      const desk = aModelDesk(model);
      const places: number[] = [];
      const triage = desk.consult({ asker: "triage", onPlace: (place) => places.push(place) });
      await aStep();
      const person = await desk.consult({ asker: "person" });
      assert.equal(person.fault, null);
      const { fault, sent, usage } = await triage;
      assert.equal(fault, null);
      assert.equal(model.asked.length, 3);
      assert.deepEqual(places, [1]);
      assert.equal(sent.length, act === silent ? 2 : 1);
      assert.deepEqual(usage, { input_tokens: 700, output_tokens: 300 });
      assert.deepEqual(desk.outcomes().sort(), ["STOPPED", "answered", "answered"]);
      assert.equal(desk.turns.running(), 0);
    }
  });

  it("gives a call that was put back its whole time again", async () => {
    const slow: Act = (request) =>
      new Promise((resolve, reject) => {
        setTimeout(() => resolve(aModelAnswer()), 25_000);
        request.signal.addEventListener("abort", () => reject(new ModelFault("STOPPED")));
      });
    const desk = aModelDesk(scriptedModel(slow), { timeoutMs: 30_000 });
    const triage = desk.consult({ asker: "triage" });
    await desk.pass(20);
    const person = desk.consult({ asker: "person" });
    await desk.pass(55);
    assert.equal((await person).fault, null);
    assert.equal((await triage).fault, null);
  });

  it("that is full is said with its length", async () => {
    const desk = aModelDesk(scriptedModel(silent), { turns: { queueMax: 2 } });
    for (let call = 0; call < 3; call += 1) void desk.consult();
    await aStep();
    const { fault } = await desk.consult();
    assert.equal(fault?.kind, "QUEUE_FULL");
    assert.match(fault.sentence, /^2 other alerts are waiting for the model\. Ask again later/);
    assert.equal(desk.calls.length, 0);
  });

  it("that does not move is left after the wait's limit", async () => {
    const desk = aModelDesk(scriptedModel(silent), { timeoutMs: 90_000, turns: { waitMs: 10_000 } });
    void desk.consult();
    await aStep();
    const waiting = desk.consult();
    await desk.pass(10);
    assert.equal((await waiting).fault?.kind, "WAITED_TOO_LONG");
  });

  it("goes on though a caller cannot be told its place", async () => {
    const release = Promise.withResolvers<ModelAnswer>();
    const desk = aModelDesk(scriptedModel(() => release.promise, {}));
    const first = desk.consult();
    await aStep();
    const second = desk.consult({ onPlace: () => assert.fail("closed") });
    release.resolve(aModelAnswer());
    assert.deepEqual([(await first).fault, (await second).fault], [null, null]);
    assert.deepEqual([desk.turns.running(), desk.turns.waiting()], [0, 0]);
  });
});

describe("the budget", () => {
  it("of one analysis counts the first question when it is asked again", async () => {
    const useless: Act = { text: "no", usage: { input_tokens: 1000, output_tokens: 500 } };
    const model = scriptedModel(useless);
    const { fault, usage } = await aModelDesk(model, { tokensPerAnalysis: 2000 }).consult();
    assert.equal(fault?.kind, "BUDGET_ANALYSIS");
    assert.match(fault.sentence, /would need about 2\d\d\d tokens, more than one analysis may use\. Raise llm\.budget/);
    assert.equal(model.asked.length, 1);
    assert.deepEqual(usage, { input_tokens: 1000, output_tokens: 500 });
  });

  it("of one analysis counts calls that broke off; what broke them off is what is said", async () => {
    const breaks: Act = async (request) => {
      request.onSent?.(new Uint8Array(1));
      throw new ModelFault("CONNECTION_LOST");
    };
    const model = scriptedModel(breaks);
    const desk = aModelDesk(model, { tokensPerAnalysis: 2000 });
    const waiting = desk.consult();
    await desk.pass(5);
    assert.equal((await waiting).fault?.kind, "CONNECTION_LOST");
    assert.equal(model.asked.length, 2);
  });

  it("of one analysis counts no call that cost nothing, and none from before it was put back", async () => {
    const refused: Act = async (request) => {
      request.onSent?.(new Uint8Array(1));
      throw new ModelFault("RATE_LIMITED", { status: 429 });
    };
    const free = aModelDesk(scriptedModel(refused, refused, {}), { tokensPerAnalysis: 2000 });
    const waiting = free.consult();
    await free.pass(5);
    assert.equal((await waiting).fault, null);
    const desk = aModelDesk(scriptedModel(silent, {}, silent, {}, {}), { tokensPerAnalysis: 2000 });
    const triage = desk.consult({ asker: "triage" });
    for (let person = 0; person < 2; person += 1) {
      await aStep();
      await desk.consult({ asker: "person" });
    }
    assert.equal((await triage).fault, null);
  });

  it("of one analysis bounds what may be answered", async () => {
    const model = scriptedModel({});
    await aModelDesk(model, { tokensPerAnalysis: 1000 }).consult();
    assert.ok((model.asked[0]?.maxOutputTokens ?? 0) > 900 && (model.asked[0]?.maxOutputTokens ?? 0) < 1000);
  });

  it("of a day refuses machines and people each with their own sentence, and sends nothing", async () => {
    const model = scriptedModel({ usage: { input_tokens: 1500, output_tokens: 500 } });
    const desk = aModelDesk(model, { tokensPerDay: 10_000 });
    const asked = async (asker: "person" | "triage", source: string) =>
      (await desk.consult({ asker, source })).fault?.kind;
    assert.deepEqual(
      [await asked("triage", "a"), await asked("triage", "a"), await asked("triage", "b"), await asked("triage", "c")],
      [undefined, "BUDGET_SHARE", undefined, undefined],
    );
    assert.equal(await asked("triage", "d"), "BUDGET_PEOPLE");
    assert.deepEqual([await asked("person", "a"), await asked("person", "a")], [undefined, undefined]);
    const { fault, sent } = await desk.consult({ asker: "person" });
    assert.match(
      fault?.sentence ?? "",
      /day's budget of tokens has not enough left for this alert until 2026-03-15 00:00:00 UTC\. Raise/,
    );
    assert.equal(sent.length, 0);
    assert.equal(model.asked.length, 5);
  });

  it("of a day gives back what a refused call would have cost, not what a broken one may have", async () => {
    const fail =
      (fault: ModelFault): Act =>
      async (request) => {
        if (fault.kind !== "KEY_MISSING") request.onSent?.(new Uint8Array(1));
        throw fault;
      };
    const used = async (fault: ModelFault) => {
      const desk = aModelDesk(scriptedModel(fail(fault)), { tokensPerDay: 10_000 });
      await desk.consult();
      return desk.budget.state().used;
    };
    assert.equal(await used(new ModelFault("KEY_WRONG", { status: 401 })), 0);
    assert.equal(await used(new ModelFault("KEY_MISSING")), 0);
    assert.ok((await used(new ModelFault("ANSWER_TOO_LONG"))) > 1000);
  });
});
