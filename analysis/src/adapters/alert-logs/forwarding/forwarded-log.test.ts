import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { AlertLog } from "#ports/alert-log.ts";
import { aRealEvent } from "#ports/event-reader.contract.ts";
import { createForwardedLog } from "./forwarded-log.ts";
import type { ForwarderState } from "./forwarder.ts";
import type { TwoLogs } from "./two-logs.fixture.ts";
import { openTwoLogs } from "./two-logs.fixture.ts";

const startMs = Date.parse("2026-03-14T02:00:00Z");
const startNs = BigInt(startMs) * 1_000_000n;
const idle: ForwarderState = { waitingSinceMs: null, fault: null, refused: 0 };

describe("a forwarded log", () => {
  let logs: TwoLogs;
  let log: AlertLog;
  let state: ForwarderState;
  let woken: number;
  /** So many seconds before the start. */
  const ago = (seconds: number, change = {}) => aRealEvent(startNs - BigInt(seconds) * 1_000_000_000n, 0, change);
  beforeEach(() => {
    logs = openTwoLogs(startMs);
    state = idle;
    woken = 0;
    const wake = () => {
      woken += 1;
    };
    log = createForwardedLog({ ...logs, forwarder: { wake, state: () => state } });
  });
  afterEach(() => logs.close());

  it("takes events on our own disk, wakes the forwarder, and reads from the log store alone", async () => {
    await log.append([ago(5)]);
    assert.equal(woken, 1);
    assert.equal((await log.query({ limit: 5 })).events.length, 0);
    await logs.putThere([ago(6)]);
    assert.equal((await log.query({ limit: 5 })).events.length, 1);
    assert.equal((await log.after(null, 5)).length, 1);
  });

  it("finds what is here and what is there, and needs the log store for neither when all is here", async () => {
    const [here, there, nowhere] = [ago(5), ago(500), ago(900)];
    await log.append([here]);
    await logs.putThere([there]);
    assert.deepEqual(
      [...(await log.find([here, there, nowhere])).keys()].sort(),
      [here, there].map((e) => e.identity).sort(),
    );
    logs.fail("Loki: it answered 500.");
    assert.equal((await log.find([here])).size, 1);
    await assert.rejects(log.find([here, there]), { code: "LOG_STORE_UNAVAILABLE" });
  });

  it("takes events while the log store is away", async () => {
    logs.fail("Loki: nothing listens at its address.");
    await log.append([ago(5)]);
    assert.equal((await log.health()).status, "unhealthy");
    assert.match((await log.health()).detail ?? "", /nothing listens/);
  });

  it("says since when events wait, when they do for a minute, and that none is lost", async () => {
    state = { ...idle, waitingSinceMs: startMs - 30_000, fault: "Loki: it answered 500." };
    assert.deepEqual(await log.health(), { status: "healthy" });
    state = { ...state, waitingSinceMs: startMs - 90_000 };
    const health = await log.health();
    assert.equal(health.status, "degraded");
    assert.match(health.detail ?? "", /since 2026-03-14T01:58:30.000Z; none is lost\. Loki: it answered 500\./);
  });

  it("says that some were refused for good, and where they are", async () => {
    state = { ...idle, refused: 2 };
    assert.match((await log.health()).detail ?? "", /in 2 batches.*They are in the state database/);
  });

  it("says when falcosidekick hands events in here alone", async () => {
    await log.append([ago(60, { uuid: "6f1c" })]);
    assert.match((await log.health()).detail ?? "", /switch on falcosidekick's own output/);
    await logs.putThere([ago(60)]);
    assert.deepEqual(await log.health(), { status: "healthy" });
  });

  it("says nothing of that for events that are young, old, our own to hand on, or were read there", async () => {
    await log.append([ago(10, { uuid: "young" }), ago(3600, { uuid: "old" }), ago(60), ago(61, { uuid: "read-0123" })]);
    assert.deepEqual(await log.health(), { status: "healthy" });
  });
});
