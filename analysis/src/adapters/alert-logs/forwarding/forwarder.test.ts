import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { IncomingEvent } from "#ports/alert-log.ts";
import { aRealEvent } from "#ports/event-reader.contract.ts";
import type { Forwarder, ForwarderParts } from "./forwarder.ts";
import { createForwarder } from "./forwarder.ts";
import type { TwoLogs } from "./two-logs.fixture.ts";
import { openTwoLogs } from "./two-logs.fixture.ts";

const startMs = Date.parse("2026-03-14T02:00:00Z");
const startNs = BigInt(startMs) * 1_000_000n;
const at = (index: number, change = {}) => aRealEvent(startNs, index, change);
const identities = (events: readonly IncomingEvent[]) => events.map(({ identity }) => identity);

describe("a forwarder", () => {
  let logs: TwoLogs;
  const running: Forwarder[] = [];
  const start = (change: Partial<ForwarderParts> = {}): Forwarder => {
    const forwarder = createForwarder({ ...logs, owner: "one", onFault: () => undefined, ...change });
    running.push(forwarder);
    forwarder.start();
    return forwarder;
  };
  const until = async (holds: () => boolean | Promise<boolean>, limitMs = 5000) => {
    const endMs = performance.now() + limitMs;
    while (!(await holds())) {
      assert.ok(performance.now() < endMs, "in time");
      await wait(10);
    }
  };
  const isDone = async () => {
    const [last] = (await logs.journal.after(null, 5000)).slice(-1);
    return (await logs.store.cursor("forward")) === (last?.place ?? null);
  };
  beforeEach(() => {
    logs = openTwoLogs(startMs);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((forwarder) => forwarder.stop()));
    await logs.close();
  });

  it("hands on in the order in which events came in, all of them, each once", async () => {
    const events = Array.from({ length: 1234 }, (_, index) => at((index * 7919) % 5000));
    for (let from = 0; from < events.length; from += 100) await logs.journal.append(events.slice(from, from + 100));
    start();
    await until(isDone);
    assert.deepEqual(identities(logs.pushes.flat()), identities(events));
    assert.ok(logs.pushes.every((batch) => batch.length <= 500));
    assert.equal(logs.pushes[0]?.[0]?.timeNs, events[0]?.timeNs);
  });

  it("does not hand on what has a uuid, and goes on behind it", async () => {
    await logs.journal.append([at(1, { uuid: "u-1" }), at(2), at(3, { uuid: "read-3" }), at(4, { uuid: "u-4" })]);
    start();
    await until(isDone);
    assert.deepEqual(identities(logs.pushes.flat()), identities([at(2)]));
  });

  it("sends again what was on its way when the process died between push and cursor", async () => {
    await logs.journal.append([at(1), at(2)]);
    let isDead = false;
    const dies = {
      ...logs.store,
      sight: async () => {
        isDead = true;
        throw new Error("the process is gone");
      },
    };
    const first = start({ store: dies });
    await until(() => isDead);
    assert.equal(await logs.store.cursor("forward"), null, "the cursor moves after the push alone");
    await first.stop();
    start({ owner: "two" });
    await until(isDone);
    assert.deepEqual(identities(logs.pushes.at(-1) ?? []), identities([at(1), at(2)]));
  });

  it("leaves the cursor where it is while the store is away, says since when, and catches up by itself", async () => {
    logs.fail("Loki: nothing listens at its address.");
    await logs.journal.append([at(1)]);
    const faults: unknown[] = [];
    const forwarder = start({ onFault: (error) => faults.push(error) });
    await until(() => faults.length === 2);
    assert.equal(await logs.store.cursor("forward"), null);
    assert.equal(forwarder.state().waitingSinceMs, startMs);
    assert.match(forwarder.state().fault ?? "", /nothing listens/);
    logs.fail(null);
    await until(isDone);
    await until(() => forwarder.state().waitingSinceMs === null);
    assert.equal(forwarder.state().fault, null);
  });

  it("waits longer and longer between its tries, and being woken makes it no faster", async () => {
    logs.fail("Loki: it answered 500.");
    await logs.journal.append([at(1)]);
    const times: number[] = [];
    const forwarder = start({ onFault: () => times.push(performance.now()) });
    const waking = setInterval(forwarder.wake, 20);
    await until(() => times.length === 3);
    clearInterval(waking);
    const [first = 0, second = 0, third = 0] = times;
    assert.ok(second - first > 450, `${second - first}`);
    assert.ok(third - second > 950, `${third - second}`);
  });

  it("works in one of two replicas, and in the other when the first has stopped", async () => {
    const pushed = new Set<string>();
    const ofOwner = (owner: string) => ({
      owner,
      remote: {
        push: async (events: readonly IncomingEvent[]) => {
          pushed.add(owner);
          return await logs.remote.push(events);
        },
      },
    });
    const one = start(ofOwner("one"));
    const two = start(ofOwner("two"));
    for (let index = 0; index < 40; index += 1) {
      await logs.journal.append([at(index)]);
      one.wake();
      two.wake();
    }
    await until(isDone);
    assert.equal(pushed.size, 1);
    assert.equal(logs.pushes.flat().length, 40);
    const [working = ""] = pushed;
    await (working === "one" ? one : two).stop();
    await logs.journal.append([at(50)]);
    (working === "one" ? two : one).wake();
    await until(isDone);
    assert.equal(pushed.size, 2);
    assert.equal(logs.pushes.flat().length, 41);
  });

  it("counts what the store will never take, and goes on", async () => {
    await logs.journal.append([at(1)]);
    const forwarder = start({ remote: { push: async () => ({ refused: 1 }) } });
    await until(isDone);
    assert.equal(forwarder.state().refused, 1);
    assert.equal(forwarder.state().fault, null);
  });
});
