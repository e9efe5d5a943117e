import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import type { FaultKind } from "#domain/model-fault.ts";
import { ModelFault } from "#domain/model-fault.ts";
import type { Act } from "#ports/language-model.fixture.ts";
import { aModelAnswer, goodText, scriptedModel } from "#ports/language-model.fixture.ts";
import type { ModelRequest } from "#ports/language-model.ts";
import { compose } from "#pseudonymise/compose.ts";
import { deskWith } from "./model-desk.fixture.ts";
import type { Consulted } from "./model-desk.ts";

const aModelDesk = deskWith((ms) => mock.timers.tick(ms));

const sends = (request: ModelRequest) => request.onSent?.(new TextEncoder().encode(request.user));
const fails =
  (kind: FaultKind, options: ConstructorParameters<typeof ModelFault>[1] = {}): Act =>
  async (request) => {
    sends(request);
    throw new ModelFault(kind, options);
  };

function assertAnswered(consulted: Consulted) {
  assert.equal(consulted.fault, null);
  assert.equal(consulted.answer?.verdict, "true_positive");
}

function assertFault(consulted: Consulted, kind: FaultKind, sentence = /./) {
  assert.equal(consulted.answer, null);
  assert.equal(consulted.fault?.kind, kind);
  assert.match(consulted.fault?.sentence ?? "", sentence);
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

describe("consult", () => {
  it("gives the answer, what it cost, and what was sent", async () => {
    const model = scriptedModel({});
    const desk = aModelDesk(model, { tokensPerDay: 100_000 });
    const consulted = await desk.consult();
    assertAnswered(consulted);
    assert.deepEqual(consulted.usage, { input_tokens: 700, output_tokens: 300 });
    assert.deepEqual(
      consulted.sent.map(({ body }) => new TextDecoder().decode(body)),
      ["ALERT [USER-1] reads file=/etc/shadow"],
    );
    assert.deepEqual(desk.outcomes(), ["answered"]);
    assert.equal(desk.budget.state().used, 1000);
    assert.equal(desk.turns.running(), 0);
  });

  it("asks with the schema, within the limit of tokens, and lets the gate look", async () => {
    const model = scriptedModel({});
    const looked: string[] = [];
    await aModelDesk(model).consult({ check: (text) => looked.push(text) });
    const [request] = model.asked;
    assert.equal(request?.schema["type"], "object");
    assert.equal(request?.maxOutputTokens, 3000);
    assert.deepEqual(looked, [request?.user]);
  });

  it("tells the sections as they become complete", async () => {
    const told: string[] = [];
    const text = goodText();
    const model = scriptedModel(async (request) => {
      for (const char of text) request.onText?.(char);
      return aModelAnswer();
    });
    await aModelDesk(model).consult({ onSections: (sections) => told.push(Object.keys(sections).at(-1) ?? "") });
    assert.deepEqual(told, Object.keys(JSON.parse(text)));
  });

  it("asks once more, with the reason in our words, when an answer cannot be used", async () => {
    const model = scriptedModel(goodText({ risk_assessment: { severity: "SECRET" } }), {});
    const desk = aModelDesk(model);
    assertAnswered(await desk.consult());
    const again = model.asked[1]?.user ?? "";
    assert.ok(again.startsWith(model.asked[0]?.user ?? "?"));
    assert.match(
      again,
      /could not be used: risk_assessment.severity must be one of low, medium, high, critical\. Answer with/,
    );
    assert.doesNotMatch(again, /SECRET/);
  });

  it("asks no third time", async () => {
    const model = scriptedModel("It is a shell, that is all.");
    const desk = aModelDesk(model);
    const consulted = await desk.consult();
    assertFault(consulted, "ANSWER_UNUSABLE", /answered twice in a form that cannot be used\. Use a larger model/);
    assert.equal(model.asked.length, 2);
    assert.equal(consulted.sent.length, 2);
    assert.deepEqual(consulted.usage, { input_tokens: 1400, output_tokens: 600 });
    assert.equal(desk.breaker.isOpen(), false);
  });

  it("counts by its own estimate where the provider gives no counts, or impossible ones", async () => {
    for (const usage of [
      null,
      { input_tokens: -5, output_tokens: 1e9 },
      { input_tokens: Number.NaN, output_tokens: 1 },
      { input_tokens: "9", output_tokens: 1 } as never,
    ]) {
      const desk = aModelDesk(scriptedModel({ usage }), { tokensPerDay: 100_000 });
      const { usage: counted } = await desk.consult();
      assert.ok(counted.input_tokens > 0 && counted.input_tokens < 100, `${counted.input_tokens}`);
      assert.ok(counted.output_tokens > 100 && counted.output_tokens < 1000);
      assert.equal(desk.budget.state().used, counted.input_tokens + 1000);
      assert.equal(desk.calls[0]?.usage, null);
    }
  });

  const ends: readonly (readonly [what: string, act: Act, becomes: "answered" | FaultKind, asked: number])[] = [
    [
      "cut behind the last required key",
      { finish: "cut", text: goodText().slice(0, goodText().indexOf('"summary"')) },
      "answered",
      1,
    ],
    ["cut before it", { finish: "cut", text: goodText().slice(0, 300) }, "ANSWER_CUT", 1],
    ["whole, though its end was never said", { finish: "lost" }, "answered", 1],
    ["lost", { finish: "lost", text: goodText().slice(0, 300) }, "CONNECTION_LOST", 3],
    ["declined", { finish: "declined", text: "" }, "MODEL_DECLINED", 1],
    ["filtered", { finish: "filtered", text: "" }, "CONTENT_FILTERED", 1],
    ["empty", { text: "" }, "ANSWER_UNUSABLE", 2],
  ];
  for (const [what, act, becomes, asked] of ends)
    it(`takes an answer that is ${what} for ${becomes}`, async () => {
      const model = scriptedModel(act);
      const desk = aModelDesk(model);
      const waiting = desk.consult();
      await desk.pass(10);
      const consulted = await waiting;
      if (becomes === "answered") assertAnswered(consulted);
      else assertFault(consulted, becomes);
      assert.equal(model.asked.length, asked);
      assert.equal(desk.turns.running(), 0);
    });
});

describe("consult of a model that fails", () => {
  it("tries again what passes, and tells of each call", async () => {
    const model = scriptedModel(
      fails("OVERLOADED", { status: 503 }),
      fails("RATE_LIMITED", { status: 429, retryAfterMs: 5000 }),
      {},
    );
    const desk = aModelDesk(model);
    const waiting = desk.consult();
    await desk.pass(6);
    assertAnswered(await waiting);
    assert.deepEqual(desk.outcomes(), ["OVERLOADED", "RATE_LIMITED", "answered"]);
  });

  it("gives until when, as the provider says", async () => {
    const desk = aModelDesk(scriptedModel(fails("RATE_LIMITED", { status: 429, retryAfterMs: 600_000 })));
    assertFault(
      await desk.consult(),
      "RATE_LIMITED",
      /takes no more requests until 2026-03-14 02:10:00 UTC\. Wait, or/,
    );
  });

  it("survives a time to wait that no date can hold", async () => {
    for (const retryAfterMs of [1e18, 1e300, Number.POSITIVE_INFINITY, Number.NaN]) {
      const desk = aModelDesk(scriptedModel(fails("KEY_WRONG", { retryAfterMs })));
      assertFault(await desk.consult(), "KEY_WRONG");
      const busy = aModelDesk(scriptedModel(fails("RATE_LIMITED", { retryAfterMs })));
      const waiting = busy.consult();
      await busy.pass(5);
      assertFault(await waiting, "RATE_LIMITED");
    }
  });

  it("never throws, whatever the model throws, and shows nothing of it", async () => {
    const secret = "mira-10.0.0.5";
    const thrown = [
      new Error(secret),
      secret,
      null,
      undefined,
      0,
      { message: secret },
      Symbol(secret),
      new DOMException(secret, "AbortError"),
    ];
    for (const error of thrown)
      for (const act of [
        () => Promise.reject(error),
        () => {
          throw error;
        },
      ] as const) {
        const desk = aModelDesk(scriptedModel(act));
        const consulted = await desk.consult();
        assertFault(consulted, "FAILED", /failed in a way that is not known/);
        assert.doesNotMatch(JSON.stringify([consulted, desk.calls]), /mira/);
        assert.equal(desk.turns.running(), 0);
      }
  });

  it("never throws, whatever the model gives for an answer", async () => {
    for (const answer of [
      undefined,
      null,
      1,
      {},
      { text: 3, finish: "done", usage: null },
      { text: null, finish: "lost", usage: {} },
    ]) {
      const desk = aModelDesk(scriptedModel(async () => answer as never));
      const waiting = desk.consult();
      await desk.pass(10);
      assert.equal((await waiting).answer, null);
      assert.equal(desk.turns.running(), 0);
    }
  });

  it("loses no answer to a listener that fails", async () => {
    const fail = () => assert.fail("closed");
    const desk = aModelDesk(scriptedModel({}), { observe: fail, tokensPerDay: 100_000 });
    assertAnswered(await desk.consult());
    assert.equal(desk.budget.state().used, 1000);
  });

  it("stops at the gate: nothing is sent, and it costs nothing", async () => {
    const desk = aModelDesk(scriptedModel({}), { tokensPerDay: 100_000 });
    const check = () => {
      throw new ModelFault("LEAK_BLOCKED");
    };
    const consulted = await desk.consult({ check });
    assertFault(consulted, "LEAK_BLOCKED", /nothing was sent\. Please report/);
    assert.equal(consulted.sent.length, 0);
    assert.equal(desk.budget.state().used, 0);
  });

  it("stops asking a provider that is down for three alerts, tries one call after half a minute, and goes on", async () => {
    let isDown = true;
    const model = scriptedModel(async (request) => {
      sends(request);
      if (isDown) throw new ModelFault("OVERLOADED", { status: 500 });
      return aModelAnswer();
    });
    const desk = aModelDesk(model);
    const fails = async () => {
      const waiting = desk.consult();
      await desk.pass(3);
      assertFault(await waiting, "OVERLOADED", /overloaded or failing \(500\)/);
    };
    for (let alert = 0; alert < 3; alert += 1) await fails();
    assert.equal(model.asked.length, 9);
    await fails();
    assert.equal(model.asked.length, 9, "it was asked while it was down");
    await desk.pass(30);
    await fails();
    assert.equal(model.asked.length, 10, "the trial was not made once");
    await fails();
    assert.equal(model.asked.length, 10, "it was asked though the trial had failed");
    isDown = false;
    await desk.pass(30);
    assertAnswered(await desk.consult());
    assertAnswered(await desk.consult());
    assert.equal(desk.breaker.isOpen(), false);
  });

  it("frees the one trial, whatever comes between", async () => {
    let kind: FaultKind | null = "OVERLOADED";
    const model = scriptedModel(async () => {
      if (kind !== null) throw new ModelFault(kind);
      return aModelAnswer();
    });
    const desk = aModelDesk(model, { tokensPerDay: 10_000 });
    for (let alert = 0; alert < 3; alert += 1) {
      const waiting = desk.consult();
      await desk.pass(20);
      await waiting;
    }
    assert.equal(desk.breaker.isOpen(), true);
    await desk.pass(30);
    // Too long for one analysis, too much for the day, and one whose caller leaves: none may keep the trial.
    const words = (count: number) => compose`${"x ".repeat(count) as never}`;
    assertFault(await desk.consult({ user: words(60_000) }), "BUDGET_ANALYSIS");
    assertFault(await desk.consult({ user: words(20_000) }), "BUDGET_DAY");
    kind = "STOPPED";
    assertFault(await desk.consult(), "STOPPED");
    kind = null;
    assertAnswered(await desk.consult());
  });
});
