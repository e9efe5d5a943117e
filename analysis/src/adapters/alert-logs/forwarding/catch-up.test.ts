import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Loop } from "#lib/loop.ts";
import type { IncomingEvent } from "#ports/alert-log.ts";
import { aRealEvent } from "#ports/event-reader.contract.ts";
import { createCatchUp, markOfRead } from "./catch-up.ts";
import type { TwoLogs } from "./two-logs.fixture.ts";
import { openTwoLogs } from "./two-logs.fixture.ts";

const startMs = Date.parse("2026-03-14T02:00:00Z");
const minuteMs = 60_000;
const dayMs = 86_400_000;

describe("catching up", () => {
  let logs: TwoLogs;
  let loop: Loop | null = null;
  let found = 0;
  const at = (ms: number, change = {}) => aRealEvent(BigInt(ms) * 1_000_000n, 0, change);
  const here = async () => (await logs.journal.after(null, 5000)).map(({ identity }) => identity).sort();
  const ids = (events: readonly IncomingEvent[]) => events.map(({ identity }) => identity).sort();

  /** One look, with as much as there is to it. */
  const look = async () => {
    loop = createCatchUp({
      ...logs,
      owner: "one",
      onFound: (count) => {
        found += count;
      },
      onFault: (error) => assert.fail(String(error)),
    });
    const reached = String(logs.now().getTime() - 15_000);
    loop.start();
    for (let tries = 0; (await logs.store.cursor("catch-up")) !== reached; tries += 1) {
      assert.ok(tries < 500, "it is done in time");
      await wait(10);
    }
    await loop.stop();
    loop = null;
  };
  const openAt = async (ms: number) => {
    logs.setNow(ms);
    await look();
  };
  beforeEach(() => {
    found = 0;
    logs = openTwoLogs(startMs);
  });
  afterEach(async () => {
    await loop?.stop();
    await logs.close();
  });

  it("takes nothing from before its first start", async () => {
    await logs.putThere([at(startMs - minuteMs), at(startMs - dayMs)]);
    await look();
    assert.deepEqual(await here(), []);
    assert.equal(logs.queries(), 0);
  });

  it("takes in exactly what is missing after a time away, marked as read there", async () => {
    await look();
    const known = [at(startMs + minuteMs), at(startMs + 2 * minuteMs, { hostname: "shop-node-2" })];
    const missed = [at(startMs + 3 * minuteMs), at(startMs + 100 * minuteMs), at(startMs + 175 * minuteMs)];
    await logs.journal.append(known);
    await logs.putThere([...known, ...missed]);
    await openAt(startMs + 180 * minuteMs);
    assert.deepEqual(await here(), ids([...known, ...missed]));
    const arrived = await logs.journal.after(null, 10);
    for (const { identity, event } of arrived)
      assert.equal(event.uuid?.startsWith(markOfRead) ?? false, !ids(known).includes(identity));
  });

  it("keeps the uuid that falcosidekick gave", async () => {
    await look();
    await logs.putThere([at(startMs + minuteMs, { uuid: "6f1c" })]);
    await openAt(startMs + 5 * minuteMs);
    assert.equal((await logs.journal.after(null, 10))[0]?.event.uuid, "6f1c");
  });

  it("does not read when nothing is missing, and not again what it has read", async () => {
    await look();
    const known = Array.from({ length: 5 }, (_, index) => at(startMs + minuteMs + index));
    await logs.journal.append(known);
    await logs.putThere(known);
    await openAt(startMs + 5 * minuteMs);
    assert.equal(logs.queries(), 0);
    await logs.putThere([at(startMs + 4 * minuteMs)]);
    await openAt(startMs + 6 * minuteMs);
    assert.equal(logs.queries(), 1);
    await openAt(startMs + 7 * minuteMs);
    assert.equal(logs.queries(), 1);
    assert.equal((await here()).length, 6);
  });

  it("compares each host by itself, and reads only the one that lacks some", async () => {
    await look();
    const hereAlone = at(startMs + minuteMs, { hostname: "here" });
    const thereAlone = at(startMs + minuteMs, { hostname: "there" });
    await logs.journal.append([hereAlone]);
    await logs.putThere([thereAlone]);
    await openAt(startMs + 5 * minuteMs);
    assert.deepEqual(await here(), ids([hereAlone, thereAlone]));
    assert.equal(found, 1);
  });

  it("reads events that name no host", async () => {
    await look();
    const nameless = at(startMs + minuteMs, { hostname: undefined });
    await logs.putThere([nameless]);
    await openAt(startMs + 5 * minuteMs);
    assert.deepEqual(await here(), ids([nameless]));
  });

  it("takes in what reached the store ten minutes late, and leaves what is still on its way", async () => {
    await look();
    await openAt(startMs + 30 * minuteMs);
    const late = at(startMs + 22 * minuteMs);
    const young = at(startMs + 31 * minuteMs - 5000);
    await logs.putThere([late, young]);
    await openAt(startMs + 31 * minuteMs);
    assert.deepEqual(await here(), ids([late]));
  });

  it("looks back seven days after eight", async () => {
    await look();
    const old = at(startMs + dayMs / 2);
    const recent = [at(startMs + dayMs + minuteMs), at(startMs + 7.9 * dayMs)];
    await logs.putThere([old, ...recent]);
    await openAt(startMs + 8 * dayMs);
    assert.deepEqual(await here(), ids(recent));
  });

  it("reads more than a page of one host", async () => {
    await look();
    const many = Array.from({ length: 1203 }, (_, index) => at(startMs + minuteMs + index));
    await logs.putThere(many);
    await openAt(startMs + 5 * minuteMs);
    assert.deepEqual(await here(), ids(many));
  });

  it("stays where it is while the store fails, and takes all in afterwards", async () => {
    await look();
    const from = await logs.store.cursor("catch-up");
    const missed = at(startMs + minuteMs);
    await logs.putThere([missed]);
    logs.setNow(startMs + 5 * minuteMs);
    logs.fail("Loki: it answered 500.");
    const faults: unknown[] = [];
    loop = createCatchUp({ ...logs, owner: "one", onFound: () => undefined, onFault: (error) => faults.push(error) });
    loop.start();
    for (let tries = 0; faults.length === 0 && tries < 200; tries += 1) await wait(10);
    assert.equal(faults.length, 1);
    assert.equal(await logs.store.cursor("catch-up"), from);
    await loop.stop();
    logs.fail(null);
    await look();
    assert.deepEqual(await here(), ids([missed]));
  });
});
