import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { NewStore, QueueSettings } from "./job-queue.fixture.ts";
import { aJob, isEmpty, jobs, until } from "./job-queue.fixture.ts";
import type { JobQueue, Work } from "./job-queue.ts";

/** Ends only when it is told to. */
const untilTold: Work = (_job, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("told to stop"))));
const never: Work = () => new Promise(() => undefined);

/** What a job queue does when it is stopped. */
export function testStopping(open: (settings?: QueueSettings) => JobQueue): void {
  it("hands back at a stop what does not end, without counting the try, and goes on after a new start", async () => {
    const queue = open({ triesMax: 1, graceMs: 50 });
    // One by one: of jobs that were added at once none is older.
    for (const job of jobs(3)) await queue.add([job]);
    let told = 0;
    for (const work of [never, untilTold, untilTold]) {
      await queue.start((job, signal) => {
        signal.addEventListener("abort", () => {
          told += 1;
        });
        return work(job, signal);
      }, 2);
      await until("two run", async () => (await queue.counts()).running === 2);
      await queue.stop();
      assert.deepEqual(await queue.counts(), { waiting: 3, running: 0, failed: 0 });
    }
    assert.equal(told, 6);
    const seen: string[] = [];
    await queue.start(async ({ key }) => void seen.push(key), 1);
    await until("all are done", () => isEmpty(queue));
    assert.deepEqual(
      seen,
      jobs(3).map(({ key }) => key),
    );
  });

  for (const triesMax of [1, 3]) {
    it(`leaves ${triesMax} of ${triesMax} tries to a job that was handed back`, async () => {
      const queue = open({ triesMax, graceMs: 50 });
      await queue.add([aJob(1)]);
      for (const work of [never, untilTold]) {
        await queue.start(work, 1);
        await until("it runs", async () => (await queue.counts()).running === 1);
        await queue.stop();
      }
      let tries = 0;
      await queue.start(async () => {
        tries += 1;
        throw new Error("no");
      }, 1);
      await until("it has failed", async () => (await queue.counts()).failed === 1);
      assert.equal(tries, triesMax);
      assert.equal((await queue.failed(1))[0]?.tries, triesMax);
    });
  }

  it("lets what runs come to its end at a stop, and begins nothing", async () => {
    const queue = open({ graceMs: 60_000 });
    await queue.add(jobs(2));
    const begun: string[] = [];
    await queue.start(async ({ key }, signal) => {
      begun.push(key);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await wait(30);
    }, 1);
    await until("one runs", () => begun.length === 1);
    await queue.stop();
    await queue.add([aJob(7)]);
    await queue.stop();
    assert.deepEqual(await queue.counts(), { waiting: 2, running: 0, failed: 0 });
    assert.equal(begun.length, 1);
  });

  it("is not disturbed by work that ends after it was handed back", async () => {
    const queue = open({ graceMs: 20 });
    await queue.add([aJob(1)]);
    const gate = Promise.withResolvers<void>();
    let tries = 0;
    await queue.start(() => {
      tries += 1;
      return gate.promise;
    }, 1);
    await until("it runs", () => tries === 1);
    await queue.stop();
    gate.resolve();
    await wait(50);
    assert.deepEqual(await queue.counts(), { waiting: 1, running: 0, failed: 0 });
  });
}

/** What a job queue does when a worker dies, or takes its time. */
export function testLeases(newPlace: NewStore): void {
  it("hands out the job of a dead worker again when its lease has run out", async (test) => {
    const place = newPlace();
    const { queue: dying, cut } = place({ leaseMs: 300 });
    if (cut === null) return test.skip("all queues share one database here");
    await dying.add([aJob(1)]);
    await dying.start(untilTold, 1);
    await until("it runs", async () => (await dying.counts()).running === 1);
    await cut();
    const { queue } = place({ leaseMs: 300 });
    const seen: string[] = [];
    await queue.start(async ({ key }) => void seen.push(key), 1);
    await until("it is done", () => isEmpty(queue));
    assert.deepEqual(seen, [aJob(1).key]);
  });

  it("gives up on a job that takes its worker with it each time", async (test) => {
    const place = newPlace();
    for (const _ of [1, 2]) {
      const { queue: dying, cut } = place({ leaseMs: 200, triesMax: 2 });
      if (cut === null) return test.skip("all queues share one database here");
      await dying.add([aJob(1)]);
      const gate = Promise.withResolvers<void>();
      await dying.start((job, signal) => {
        gate.resolve();
        return untilTold(job, signal);
      }, 1);
      await gate.promise;
      await cut();
    }
    const { queue } = place({ leaseMs: 200, triesMax: 2 });
    await queue.start(async () => assert.fail("it was handed out a third time"), 1);
    await until("it has failed", async () => (await queue.counts()).failed === 1);
    const [found] = await queue.failed(1);
    assert.equal(found?.reason, "INTERNAL");
    assert.equal(found?.tries, 2);
  });

  it("does not heed a worker that comes to its end when another has the job already", async () => {
    const place = newPlace();
    const { queue: slow } = place({ leaseMs: 600_000 });
    const { queue } = place({ leaseMs: 300, now: () => new Date(Date.now() + 3_600_000) });
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const begun: string[] = [];
    await slow.add([aJob(1)]);
    await slow.start(() => {
      begun.push("slow");
      return gates[0]?.promise ?? Promise.resolve();
    }, 1);
    await until("it runs", () => begun.length === 1);
    await queue.start(() => {
      begun.push("other");
      return gates[1]?.promise ?? Promise.resolve();
    }, 1);
    await until("it runs elsewhere", () => begun.length === 2);
    gates[0]?.resolve();
    await slow.stop();
    assert.deepEqual(await queue.counts(), { waiting: 0, running: 1, failed: 0 });
    gates[1]?.resolve();
    await until("it is done", () => isEmpty(queue));
    assert.deepEqual(begun, ["slow", "other"]);
  });

  it("keeps the lease of work that takes longer", async () => {
    const place = newPlace();
    const queues = [place({ leaseMs: 900 }).queue, place({ leaseMs: 900 }).queue];
    let begun = 0;
    for (const queue of queues)
      await queue.start(async () => {
        begun += 1;
        await wait(2500);
      }, 1);
    const [queue] = queues;
    assert.ok(queue);
    await queue.add([aJob(1)]);
    await until("it is done", () => isEmpty(queue));
    assert.equal(begun, 1);
  });
}
