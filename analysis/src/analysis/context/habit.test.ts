import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alertFrom } from "#alert/facts.fixture.ts";
import type { FalcoEvent } from "#domain/alert.ts";
import type { Tally } from "#ports/alert-log.ts";
import { habitOf } from "./habit.ts";
import type { LookUp } from "./look-ups.ts";
import { dayNs } from "./look-ups.ts";

const alert = alertFrom({ _rule: "R", _hostname: "web-1", "proc.name": "cat", "proc.cmdline": "cat x" });
const event: FalcoEvent = { ...alert, uuid: "u", hostname: "web-2", output: "cat" };

function tally(name: string, counts: readonly [number, number, number, number] = [0, 3, 21, 9]): Tally {
  return { name, counts };
}

async function hostsOf(hosts: readonly Tally[], change: { hostname?: string | null; other?: readonly string[] } = {}) {
  const look = {
    reader: {
      query: async ({ hostname = "" }: { hostname?: string }) => ({
        events: [{ id: hostname, event: { ...event, hostname } }],
        nextCursor: null,
      }),
    },
    remember: <T>(_key: string, work: () => Promise<T>) => work(),
    signal: new AbortController().signal,
    atNs: 40n * dayNs,
    untilNs: 40n * dayNs,
  } as unknown as LookUp;
  const counted = { hosts, counts: {} } as unknown as Parameters<typeof habitOf>[2];
  const found = await habitOf(
    look,
    { ...alert, hostname: change.hostname === undefined ? "web-1" : change.hostname },
    counted,
    {
      parse: (given) => ({ ...alert, hostname: given.hostname ?? null }),
      classOf: ({ hostname }) => (change.other?.includes(hostname ?? "") ? "another class" : "class"),
    },
  );
  return found?.hosts ?? null;
}

const three = [tally("web-1"), tally("web-2"), tally("web-3")];

describe("a habit of other hosts", () => {
  it("is what two others have long done", async () => assert.equal(await hostsOf(three), 2));

  it("is none of one other host, of hosts without a name or with the same in other letters", async () => {
    assert.equal(await hostsOf([tally("web-1"), tally("web-2")]), null);
    assert.equal(await hostsOf([tally("web-2"), tally("")]), null);
    assert.equal(await hostsOf([tally("WEB-1"), tally("web-2"), tally("Web-2")]), null);
  });

  it("is none of other spellings of one machine's name, and of names that no machine has", async () => {
    for (const name of ["web-1.", "web-1..", "web-1 ", "WEB-1", "ｗeb-1", "web-1.shop.example.net"])
      assert.equal(await hostsOf([tally(name), tally("web-2")]), null, JSON.stringify(name));
    for (const name of [
      "wеb-9",
      "web\u200b-9",
      "web-9\u0000",
      "web 9",
      "web:9",
      "web/9",
      '"web-9"',
      "%77eb-9",
      "web\u20109",
      "-",
      ".",
    ])
      assert.equal(await hostsOf([tally(name), tally("web-2")]), null, JSON.stringify(name));
    assert.equal(await hostsOf([tally("web-2"), tally("web-2.shop.example.net")]), null);
    assert.equal(await hostsOf([tally("10.0.0.5"), tally("10.0.0.6")]), 2);
  });

  it("is none where it is new on the host and came more than once", async () => {
    assert.equal(await hostsOf([tally("web-1", [1, 1, 1, 0]), tally("web-2"), tally("web-3")]), 2);
    assert.equal(await hostsOf([tally("web-1", [2, 2, 2, 0]), tally("web-2"), tally("web-3")]), null);
    assert.equal(await hostsOf([tally("web-1.", [3, 3, 3, 0]), tally("web-2"), tally("web-3")]), null);
  });

  it("is none of an alert that names no host", async () =>
    assert.equal(await hostsOf(three, { hostname: null }), null));

  it("is none where the others began within the week, or do something else", async () => {
    assert.equal(await hostsOf([tally("web-2"), tally("web-3", [0, 3, 21, 0])]), null);
    assert.equal(await hostsOf(three, { other: ["web-3"] }), null);
  });

  it("is none in a rise, in the day or in the hour, here or anywhere", async () => {
    assert.equal(await hostsOf([tally("web-1", [0, 10, 28, 9]), ...three.slice(1)]), null);
    assert.equal(await hostsOf([tally("web-1", [7, 7, 25, 9]), ...three.slice(1)]), null);
    assert.equal(await hostsOf([tally("web-1"), tally("web-2", [0, 60, 78, 9]), tally("web-3")]), null);
  });
});
