import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FalcoEvent } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import { followStoredEvents } from "./follow-stored-events.ts";
import { aLog, anEvent, aParser } from "./toolbox.fixture.ts";

interface Course {
  /** What happens in each pause; then it is stopped. */
  readonly steps?: readonly (() => void)[];
  readonly sinceSecond?: number;
  readonly change?: Partial<AlertLog>;
}

/** The seconds of the events that are given, what is said, and how long the pauses are. Now is a minute after the last event. */
async function follow(events: FalcoEvent[], { steps = [], sinceSecond = 0, change = {} }: Course = {}) {
  const { log, queries } = aLog(events, change);
  const stop = new AbortController();
  const left = [...steps];
  const given: number[] = [];
  const said: string[] = [];
  const pausesMs: number[] = [];
  let isClosed = false;
  const close = async () => {
    isClosed = true;
  };
  const following = followStoredEvents({ ...log, close }, aParser, {
    filter: {},
    since: new Date(Date.parse(anEvent(sinceSecond).time)),
    now: () => new Date(Date.parse(anEvent(3600).time)),
    signal: stop.signal,
    onAway: ({ code }) => said.push(code),
    onBack: () => said.push("back"),
    async wait(ms) {
      pausesMs.push(ms);
      const step = left.shift();
      if (step) step();
      else stop.abort();
    },
  });
  for await (const event of following)
    given.push("fault" in event ? -1 : (Date.parse(event.alert.time) - Date.parse(anEvent(0).time)) / 1000);
  assert.ok(isClosed);
  return { given, said, pausesMs, queries };
}

describe("the backend when it is followed", () => {
  it("gives what comes in, oldest first, each once", async () => {
    const events = [anEvent(2), anEvent(1)];
    const { given, pausesMs } = await follow(events, {
      steps: [() => events.push(anEvent(4), anEvent(3)), () => undefined, () => events.push(anEvent(5))],
    });
    assert.deepEqual(given, [1, 2, 3, 4, 5]);
    assert.ok(pausesMs.every((ms) => ms === 2000));
  });

  it("gives nothing of before, but what comes late into the last minute", async () => {
    const events = [anEvent(10), anEvent(90)];
    const { given } = await follow(events, {
      sinceSecond: 100,
      steps: [() => events.push(anEvent(70)), () => events.push(anEvent(101))],
    });
    assert.deepEqual(given, [70, 101]);
  });

  it("asks again for one minute only", async () => {
    const events = [anEvent(1000)];
    const { queries } = await follow(events, { steps: [() => undefined] });
    assert.equal(queries.at(-1)?.sinceNs, BigInt(Date.parse(anEvent(940).time)) * 1_000_000n);
  });

  it("is not led away by a sender whose clock is ahead", async () => {
    const events = [anEvent(90_000)];
    const { given } = await follow(events, { sinceSecond: 3600, steps: [() => events.push(anEvent(3601))] });
    assert.deepEqual(given, [90_000, 3601]);
  });

  it("says once that the store is away, waits longer and longer, and misses nothing", async () => {
    const events = [anEvent(1)];
    const real = aLog(events).log;
    let isAway = false;
    const { given, said, pausesMs } = await follow(events, {
      change: {
        async query(query) {
          if (isAway) throw new AppError("LOG_STORE_UNAVAILABLE");
          return await real.query(query);
        },
      },
      steps: [
        () => {
          isAway = true;
        },
        () => events.push(anEvent(2)),
        () => undefined,
        () => {
          isAway = false;
        },
      ],
    });
    assert.deepEqual(given, [1, 2]);
    assert.deepEqual(said, ["LOG_STORE_UNAVAILABLE", "back"]);
    assert.deepEqual(pausesMs, [2000, 4000, 8000, 16_000, 2000]);
  });

  it("stops with a fault that does not pass", async () => {
    const query = async () => {
      throw new AppError("CONFIG_INVALID");
    };
    await assert.rejects(follow([], { change: { query } }), { code: "CONFIG_INVALID" });
  });

  it("keeps the order of more than can be held at once", async () => {
    const events = Array.from({ length: 12_000 }, (_, index) => anEvent(index / 4));
    const { given } = await follow(events);
    assert.equal(given.length, events.length);
    assert.deepEqual(
      given,
      given.toSorted((a, b) => a - b),
    );
  });
});
