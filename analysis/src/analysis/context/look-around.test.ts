import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { alertFrom } from "#alert/facts.fixture.ts";
import type { LookAroundParts } from "./look-around.ts";
import { createLookAround } from "./look-around.ts";

type Reader = LookAroundParts["reader"];

const alert = alertFrom({ _rule: "R", _hostname: "web-1", "proc.name": "cat", "proc.cmdline": "cat /srv/data" });
const empty: Reader = {
  query: async () => ({ events: [], nextCursor: null }),
  tally: async () => [],
  oldest: async () => null,
};
const all = [
  "how often this rule fired",
  "the same command on other hosts",
  "what else happened there",
  "whether other hosts have long done the same",
  "which other rules fired on the host",
];

function over(reader: Reader) {
  return createLookAround({
    reader,
    parse: () => alert,
    classOf: () => "class",
    now: () => new Date(0),
    elapsed: () => performance.now(),
  });
}

async function timed(reader: Reader) {
  const began = performance.now();
  const around = await over(reader)(alert, { mayBeHabit: true });
  return { missing: [...around.missing].sort(), milliseconds: performance.now() - began };
}

const never = () => new Promise<never>(() => undefined);
const fails = () => Promise.reject(new Error("down"));

describe("looking around", () => {
  it("takes no longer than its time over a store that never answers, and names what is missing", async () => {
    const { missing, milliseconds } = await timed({ query: never, tally: never, oldest: never });
    assert.deepEqual(missing, all);
    assert.ok(milliseconds <= 1600, `${milliseconds} ms`);
  });

  it("names what failed at once", async () => {
    const { missing, milliseconds } = await timed({ query: fails, tally: fails, oldest: fails });
    assert.deepEqual(missing, all);
    assert.ok(milliseconds < 500, `${milliseconds} ms`);
  });

  it("keeps what was there where one part is slow", async () => {
    const slow: Reader = { ...empty, query: () => sleep(5000, { events: [], nextCursor: null }, { ref: false }) };
    const { missing, milliseconds } = await timed(slow);
    assert.deepEqual(missing, ["the same command on other hosts", "what else happened there"]);
    assert.ok(milliseconds <= 1600, `${milliseconds} ms`);
  });

  it("stops when whoever asked has left", async () => {
    const left = AbortSignal.abort();
    const around = await over({ query: never, tally: never, oldest: never })(alert, { mayBeHabit: true, signal: left });
    assert.equal(around.missing.length, 5);
  });

  it("asks the store once for fifty alerts of a moment", async () => {
    const asked: string[] = [];
    const counting = <T>(name: string, work: () => Promise<T>) => {
      asked.push(name);
      return work();
    };
    const look = over({
      query: (query) => counting(`query ${Object.keys(query)}`, () => empty.query(query)),
      tally: (query) => counting(`tally ${query.by}`, () => empty.tally(query)),
      oldest: (filter) => counting(`oldest ${Object.keys(filter)}`, () => empty.oldest(filter)),
    });
    await look(alert, { mayBeHabit: true });
    const once = asked.length;
    for (let turn = 0; turn < 49; turn += 1) await look(alert, { mayBeHabit: true });
    assert.equal(asked.length, once);
  });
});
