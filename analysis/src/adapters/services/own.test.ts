import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diskFault } from "./disk.ts";
import { createDriftWatch } from "./drift-watch.ts";
import type { OwnOptions } from "./own.ts";
import { createOwnCheck } from "./own.ts";
import { createQueueWatch } from "./queue-watch.ts";
import { aSignal } from "./service.fixture.ts";

const gibibyte = 2 ** 30;
const disk = (totalGib: number, freeGib: number) => async () => ({
  bsize: 4096,
  blocks: (totalGib * gibibyte) / 4096,
  bavail: Math.floor((freeGib * gibibyte) / 4096),
});

describe("the disk", () => {
  it("is nearly full below 10 % or 1 GiB, and about to be full below 200 MiB", async () => {
    assert.equal(await diskFault("/data", disk(100, 50)), null);
    assert.match(
      (await diskFault("/data", disk(100, 9.5))) ?? "",
      /nearly full: \/data has 9\.5 GiB left \(9 %\).*retention/,
    );
    assert.match((await diskFault("/data", disk(4, 0.9))) ?? "", /nearly full: \/data has 921 MiB left/);
    assert.match((await diskFault("/data", disk(4, 0.1))) ?? "", /about to be full: .*102 MiB left .*refused/);
  });

  it("is read for real, and says nothing of a folder that is not there", async () => {
    const there = await diskFault("/");
    assert.ok(there === null || there.includes("/ has"));
    assert.equal(await diskFault("/no/such/folder"), null);
  });
});

describe("the queue of automatic triage", () => {
  const judge = (...looks: readonly (readonly [minutes: number, waiting: number])[]) => {
    const watch = createQueueWatch();
    return looks.map(([minutes, waiting]) => watch.judge({ waiting, running: 1, failed: 0 }, minutes * 60_000).fault);
  };

  it("is a fault when it grows and is long, not when it is only long", () => {
    const [first, grown, shrunk] = judge([0, 150], [5, 400], [12, 390]);
    assert.equal(first, null);
    assert.match(grown ?? "", /grows: 400 wait, 250 more than 5 min ago/);
    assert.match(shrunk ?? "", /390 wait, 240 more than 12 min ago/);
    assert.deepEqual(judge([0, 5000], [5, 4000], [20, 3000]), [null, null, null]);
    assert.deepEqual(judge([0, 10], [5, 90]), [null, null]);
    assert.deepEqual(judge([0, 150], [0.1, 400]), [null, null], "a burst");
  });

  it("is compared with ten minutes ago, however often somebody looks", () => {
    const looks = Array.from({ length: 200 }, (_, index) => [index / 4, index < 100 ? 200 + index : 299] as const);
    const faults = judge(...looks);
    assert.match(faults[99] ?? "", /more than 10 min ago/);
    assert.equal(faults.at(-1), null, "it has stood still for more than ten minutes");
  });

  it("notes jobs that failed for good", () => {
    const { fault, note } = createQueueWatch().judge({ waiting: 0, running: 0, failed: 1 }, 0);
    assert.equal(fault, null);
    assert.match(note ?? "", /1 job of automatic triage failed for good/);
  });
});

describe("what is written back", () => {
  const check = (waiting: number, failed: number) =>
    createOwnCheck({
      store: async () => ({ status: "healthy" }),
      folder: null,
      jobs: async () => null,
      drift: { fault: () => null },
      writes: () => ({ waiting, failed }),
      elapsed: () => 0,
    })(new AbortController().signal);

  it("is a fault when it failed or piles up, not while it is on its way", async () => {
    assert.deepEqual(await check(3, 0), { status: "healthy" });
    assert.match((await check(0, 2)).detail ?? "", /^Analyses written back: 0 wait, 2 could not be written/);
    assert.equal((await check(51, 0)).status, "degraded");
  });
});

describe("the clocks of others", () => {
  const watchOf = (events: readonly (readonly [aheadS: number, hostname: string | undefined])[]) => {
    const watch = createDriftWatch();
    for (const [aheadS, hostname] of events) watch.note(1e12 + aheadS * 1000, 1e12, hostname);
    return watch.fault();
  };
  const many = (count: number, aheadS: number, hostname?: string) =>
    Array.from({ length: count }, () => [aheadS, hostname] as const);

  it("differ when events come from the future, with the host that is to be looked at", () => {
    assert.match(watchOf(many(5, 300, "n1")) ?? "", /Clocks differ by 5 min.*Check NTP on n1, and here/);
    assert.match(watchOf([...many(30, 0, "n1"), ...many(4, 7300, "n2")]) ?? "", /differ by 2 h.*n2/);
    assert.match(watchOf(many(5, 300)) ?? "", /the hosts that send events/);
  });

  it("do not differ by one odd event, by delays, or by a backlog", () => {
    assert.equal(watchOf(many(2, 999_999, "n1")), null);
    assert.equal(watchOf([...many(20, -2, "n1"), ...many(9, 5000, "n1")]), null);
    assert.equal(watchOf(many(50, 59, "n1")), null);
    assert.equal(watchOf(many(50, -86_400, "n1")), null);
  });

  it("are judged by the last 50 events, so that a clock which was set right is forgiven", () => {
    assert.equal(watchOf([...many(60, 300, "n1"), ...many(50, 0, "n1")]), null);
  });
});

describe("the check of ourselves", () => {
  const look = (change: Partial<OwnOptions>) =>
    createOwnCheck({
      store: async () => ({ status: "healthy" }),
      folder: null,
      jobs: async () => null,
      drift: { fault: () => null },
      elapsed: () => 0,
      ...change,
    })(aSignal());

  it("is healthy, and says what else is worth a word", async () => {
    assert.deepEqual(await look({}), { status: "healthy" });
    const { status, detail = "" } = await look({ jobs: async () => ({ waiting: 0, running: 0, failed: 2 }) });
    assert.equal(status, "healthy");
    assert.match(detail, /2 jobs/);
  });

  it("is degraded by store, disk and clocks, each with its sentence", async () => {
    const { status, detail = "" } = await look({
      store: async () => ({ status: "unhealthy", detail: "It is locked." }),
      folder: "/data",
      statfs: disk(100, 5),
      drift: { fault: () => "Clocks differ." },
    });
    assert.equal(status, "degraded");
    assert.match(
      detail,
      /^Analyses cannot be kept or shared: It is locked\. The disk is nearly full: .* Clocks differ\.$/,
    );
  });

  it("is degraded, not unhealthy, when the database hangs or fails", async () => {
    const { status, detail = "" } = await look({ store: () => new Promise(() => undefined) });
    assert.equal(status, "degraded");
    assert.match(detail, /no answer in time/);
    assert.equal((await look({ store: () => Promise.reject(new Error("x")) })).status, "degraded");
    assert.equal((await look({ jobs: () => Promise.reject(new Error("x")) })).status, "healthy");
  });
});
