import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ModelFault } from "#domain/model-fault.ts";
import type { Asker, Turn, TurnsLimits } from "./turns.ts";
import { createTurns } from "./turns.ts";

const aStep = () => new Promise((resolve) => setImmediate(resolve));
const isKind = (kind: string) => (error: unknown) => error instanceof ModelFault && error.kind === kind;

/** Turns, and who has had one in which order. */
function aDesk(limits: Partial<TurnsLimits> = {}) {
  const turns = createTurns({ concurrency: 1, queueMax: 10, waitMs: 1000, ...limits });
  const order: string[] = [];
  const join = (name: string, asker: Asker, onPlace?: (place: number) => void) => {
    const controller = new AbortController();
    const turn = turns.take({ asker, signal: controller.signal, onPlace }).then((taken) => {
      order.push(name);
      return taken;
    });
    turn.catch(() => undefined);
    return { turn, leave: () => controller.abort(new Error("left")) };
  };
  return { turns, order, join };
}

describe("createTurns", () => {
  it("gives turns at once up to its limit, and tells nobody a place", async () => {
    const { turns, join } = aDesk({ concurrency: 2 });
    const places: number[] = [];
    const [a, b] = [join("a", "script", (place) => places.push(place)), join("b", "triage")];
    (await a.turn).release();
    (await b.turn).release();
    assert.deepEqual([turns.running(), turns.waiting(), places], [0, 0, []]);
  });

  it("serves people before scripts before triage, and each in the order of coming", async () => {
    const { order, join, turns } = aDesk();
    const first = await join("first", "person").turn;
    const all = (["triage", "script", "person", "triage", "script", "person"] as const).map((asker, index) =>
      join(`${asker} ${index}`, asker),
    );
    assert.equal(turns.waiting(), 6);
    first.release();
    for (const { turn } of [all[2], all[5], all[1], all[4], all[0], all[3]].flatMap((one) => one ?? []))
      (await turn).release();
    assert.deepEqual(order, ["first", "person 2", "person 5", "script 1", "script 4", "triage 0", "triage 3"]);
    assert.deepEqual([turns.running(), turns.waiting()], [0, 0]);
  });

  it("tells each its place when it changes, and only then", async () => {
    const { join } = aDesk();
    const first = await join("first", "person").turn;
    const places: Record<string, number[]> = { a: [], b: [], c: [] };
    const ask = (name: string, asker: Asker) => join(name, asker, (place) => places[name]?.push(place));
    ask("a", "script");
    const b = ask("b", "triage");
    assert.deepEqual(places, { a: [1], b: [2], c: [] });
    ask("c", "person");
    assert.deepEqual(places, { a: [1, 2], b: [2, 3], c: [1] });
    b.leave();
    first.release();
    await aStep();
    assert.deepEqual(places, { a: [1, 2, 1], b: [2, 3], c: [1] });
  });

  it("refuses when its queue is full", async () => {
    const { join, turns } = aDesk({ queueMax: 2 });
    await join("runs", "script").turn;
    join("a", "script");
    join("b", "triage");
    for (const asker of ["script", "triage"] as const)
      await assert.rejects(join("c", asker).turn, isKind("QUEUE_FULL"));
    assert.equal(turns.waiting(), 2);
  });

  it("lets a person push out the last machine of a full queue, but no other person", async () => {
    const { join, turns, order } = aDesk({ queueMax: 2 });
    const runs = await join("runs", "script").turn;
    const [script, triage] = [join("script", "script"), join("triage", "triage")];
    const person = join("p1", "person");
    await assert.rejects(triage.turn, isKind("QUEUE_FULL"));
    const second = join("p2", "person");
    await assert.rejects(script.turn, isKind("QUEUE_FULL"));
    await assert.rejects(join("p3", "person").turn, isKind("QUEUE_FULL"));
    assert.equal(turns.waiting(), 2);
    runs.release();
    (await person.turn).release();
    (await second.turn).release();
    assert.deepEqual(order, ["runs", "p1", "p2"]);
  });

  it("puts back one running triage call for each person that waits, nothing else", async () => {
    const { join } = aDesk({ concurrency: 3 });
    const script = await join("s", "script").turn;
    const [one, two] = [await join("t1", "triage").turn, await join("t2", "triage").turn];
    const isBack = () => [script, one, two].map(({ putBack }) => putBack.aborted);
    join("another", "script");
    assert.deepEqual(isBack(), [false, false, false]);
    join("p1", "person");
    assert.deepEqual(isBack(), [false, true, false]);
    join("p2", "person");
    assert.deepEqual(isBack(), [false, true, true]);
    join("p3", "person");
    assert.deepEqual(isBack(), [false, true, true]);
  });

  it("puts nothing back for a person who need not wait", async () => {
    const { join } = aDesk({ concurrency: 2 });
    const triage = await join("t", "triage").turn;
    await join("p", "person").turn;
    assert.equal(triage.putBack.aborted, false);
  });

  it("gives a turn that was put back to the person, and lets the triage call wait again", async () => {
    const { join, order } = aDesk();
    const triage = await join("t", "triage").turn;
    const person = join("p", "person");
    triage.release();
    const again = join("t again", "triage");
    (await person.turn).release();
    (await again.turn).release();
    assert.deepEqual(order, ["t", "p", "t again"]);
  });

  it("forgets who leaves while waiting", async () => {
    const { join, turns, order } = aDesk();
    const runs = await join("runs", "script").turn;
    const [gone, stays] = [join("gone", "person"), join("stays", "script")];
    gone.leave();
    await assert.rejects(gone.turn, /left/);
    assert.equal(turns.waiting(), 1);
    runs.release();
    (await stays.turn).release();
    await aStep();
    assert.deepEqual(order, ["runs", "stays"]);
    assert.deepEqual([turns.running(), turns.waiting()], [0, 0]);
  });

  it("lets nobody in who has left already", async () => {
    const { join, turns } = aDesk();
    const controller = new AbortController();
    controller.abort(new Error("left"));
    await assert.rejects(turns.take({ asker: "person", signal: controller.signal }), /left/);
    (await join("a", "triage").turn).release();
    assert.equal(turns.running(), 0);
  });

  it("takes no turn away from one who leaves after it was given; release is theirs", async () => {
    const { join, turns } = aDesk();
    const runs = await join("runs", "script").turn;
    const next = join("next", "script");
    runs.release();
    next.leave();
    const turn = await next.turn;
    assert.equal(turns.running(), 1);
    turn.release();
    assert.equal(turns.running(), 0);
  });

  it("counts a release once", async () => {
    const { join, turns } = aDesk();
    const runs = await join("runs", "script").turn;
    const [a, b] = [join("a", "script"), join("b", "script")];
    runs.release();
    runs.release();
    await aStep();
    assert.deepEqual([turns.running(), turns.waiting()], [1, 1]);
    (await a.turn).release();
    (await b.turn).release();
  });

  it("lets nobody wait for longer than its limit", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { join, turns } = aDesk({ waitMs: 1000 });
    const runs = await join("runs", "script").turn;
    const early = join("early", "script");
    mock.timers.tick(600);
    const late = join("late", "script");
    mock.timers.tick(400);
    await assert.rejects(early.turn, isKind("WAITED_TOO_LONG"));
    assert.equal(turns.waiting(), 1);
    runs.release();
    const turn = await late.turn;
    mock.timers.tick(10_000);
    assert.equal(turn.putBack.aborted, false);
  });

  it("goes on when somebody cannot be told a place", async () => {
    const { join, turns, order } = aDesk();
    const runs = await join("runs", "script").turn;
    const deaf = join("deaf", "script", () => assert.fail("closed"));
    const other = join("other", "person");
    runs.release();
    (await other.turn).release();
    (await deaf.turn).release();
    assert.deepEqual(order, ["runs", "other", "deaf"]);
    assert.deepEqual([turns.running(), turns.waiting()], [0, 0]);
  });

  it("loses nobody, whoever comes, leaves and ends in whatever order", async () => {
    const { join, turns } = aDesk({ concurrency: 3, queueMax: 8 });
    const askers = ["person", "script", "triage"] as const;
    const joined: ReturnType<typeof join>[] = [];
    const held: Turn[] = [];
    let ended = 0;
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let step = 0; step < 3000; step += 1) {
      const act = random(4);
      if (act < 2) {
        const one = join("x", askers[random(3)] ?? "script");
        joined.push(one);
        one.turn.then(
          (turn) => held.push(turn),
          () => {
            ended += 1;
          },
        );
      } else if (act === 2) joined[random(joined.length || 1)]?.leave();
      else held.splice(random(held.length || 1), 1)[0]?.release();
      await Promise.resolve();
      assert.ok(turns.running() <= 3 && turns.waiting() <= 8);
      assert.ok(turns.waiting() === 0 || turns.running() === 3);
    }
    await aStep();
    while (turns.running() > 0) {
      held.pop()?.release();
      await aStep();
    }
    assert.deepEqual([turns.running(), turns.waiting(), held.length], [0, 0, 0]);
    assert.ok(ended > 0);
  });
});
