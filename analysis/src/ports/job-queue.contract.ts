import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "#domain/errors.ts";
import { ModelFault } from "#domain/model-fault.ts";
import type { NewStore, QueueSettings } from "./job-queue.fixture.ts";
import { aJob, isEmpty, jobs, until } from "./job-queue.fixture.ts";
import type { JobQueue, NewJob } from "./job-queue.ts";
import { testLeases, testStopping } from "./job-queue-ends.contract.ts";

const fail = (error: unknown) => async () => {
  throw error;
};

/** What every job queue does, whatever is behind it. */
export function testJobQueue(name: string, newStore: NewStore): void {
  describe(`${name} as a job queue`, { timeout: 120_000 }, () => {
    const opened: JobQueue[] = [];
    after(() => Promise.all(opened.map((queue) => queue.close())));
    const newPlace: NewStore = () => {
      const place = newStore();
      return (settings) => {
        const made = place(settings);
        opened.push(made.queue);
        return made;
      };
    };
    const open = (settings?: QueueSettings) => newPlace()(settings).queue;

    testAdding(newPlace, open);
    testWorking(open);
    testFailing(open);
    testStopping(open);
    testLeases(newPlace);
  });
}

type Open = (settings?: QueueSettings) => JobQueue;

function testAdding(newPlace: NewStore, open: Open): void {
  it("takes a job of a key once while it waits", async () => {
    const queue = open();
    assert.equal(await queue.add([aJob(1), aJob(1), aJob(2)]), 2);
    assert.equal(await queue.add([aJob(2), aJob(3)]), 1);
    assert.equal(await queue.add([]), 0);
    assert.deepEqual(await queue.counts(), { waiting: 3, running: 0, failed: 0 });
  });

  it("takes no job of a key while one runs, and again when it is done", async () => {
    const queue = open();
    await queue.add([aJob(1)]);
    const gate = Promise.withResolvers<void>();
    await queue.start(() => gate.promise, 2);
    await until("it runs", async () => (await queue.counts()).running === 1);
    assert.equal(await queue.add([aJob(1)]), 0);
    gate.resolve();
    await until("it is done", async () => (await queue.counts()).running === 0);
    assert.equal(await queue.add([aJob(1)]), 1);
  });

  it("takes thousands at once", async () => {
    const queue = open();
    const many = jobs(12_000);
    assert.equal(await queue.add(many), 12_000);
    assert.equal(await queue.add(many), 0);
    assert.equal((await queue.counts()).waiting, 12_000);
  });

  it("takes a key once, whoever adds it at the same time", async () => {
    const place = newPlace();
    const queues = [place().queue, place().queue];
    const batches = Array.from({ length: 10 }, (_, index) => {
      const batch = [...jobs(50)];
      return queues[index % 2]?.add(index % 3 === 0 ? batch.reverse() : batch);
    });
    const added = await Promise.all(batches);
    assert.equal(
      added.reduce<number>((sum, count) => sum + (count ?? 0), 0),
      50,
    );
    assert.equal((await queues[0]?.counts())?.waiting, 50);
  });
}

function testWorking(open: Open): void {
  it("hands out what was added, the oldest first", async () => {
    const queue = open();
    for (const index of [3, 1, 2, 5, 4]) await queue.add([aJob(index)]);
    const seen: NewJob[] = [];
    await queue.start(async (job) => void seen.push(job), 1);
    await until("all are done", () => isEmpty(queue));
    assert.deepEqual(seen, [3, 1, 2, 5, 4].map(aJob));
  });

  it("does so many at once and no more", async () => {
    const queue = open();
    await queue.add(jobs(10));
    let running = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    await queue.start(async () => {
      running += 1;
      most = Math.max(most, running);
      await gate.promise;
      running -= 1;
    }, 3);
    await until("three run", () => running === 3);
    assert.deepEqual(await queue.counts(), { waiting: 7, running: 3, failed: 0 });
    gate.resolve();
    await until("all are done", () => isEmpty(queue));
    assert.equal(most, 3);
  });

  it("picks up a new job without waiting for its next regular look", { timeout: 60_000 }, async () => {
    const queue = open({ pollMs: 600_000 });
    const seen: string[] = [];
    await queue.start(async ({ key }) => void seen.push(key), 1);
    await until("it looks", () => isEmpty(queue));
    for (const index of [1, 2, 3]) {
      await queue.add([aJob(index)]);
      await until("it is picked up", () => seen.length === index);
    }
  });
}

function testFailing(open: Open): void {
  it("tries again after a failure, and is done when it succeeds", async () => {
    const queue = open();
    await queue.add([aJob(1)]);
    let tries = 0;
    await queue.start(async () => {
      tries += 1;
      if (tries < 4) throw new Error("not yet");
    }, 1);
    await until("it is done", () => isEmpty(queue));
    assert.equal(tries, 4);
    assert.deepEqual(await queue.counts(), { waiting: 0, running: 0, failed: 0 });
  });

  it("waits before it tries again", async () => {
    const queue = open({ delaysMs: [600_000] });
    await queue.add([aJob(1)]);
    let tries = 0;
    await queue.start(async () => {
      tries += 1;
      throw new Error("no");
    }, 1);
    await until("it waits again", async () => tries === 1 && (await queue.counts()).waiting === 1);
    await wait(200);
    assert.equal(tries, 1);
  });

  it("gives up after so many tries, and says why in a code, newest first", async () => {
    const queue = open();
    const reasons: readonly (readonly [error: unknown, reason: string])[] = [
      [new AppError("STORE_UNAVAILABLE", { detail: "secret-word" }), "STORE_UNAVAILABLE"],
      [new ModelFault("TIMED_OUT", { cause: new Error("secret-word") }), "TIMED_OUT"],
      [Object.assign(new Error("secret-word"), { code: "secret-word" }), "INTERNAL"],
      ["secret-word", "INTERNAL"],
    ];
    for (const [index, [error]] of reasons.entries()) {
      await queue.add([aJob(index)]);
      await queue.start(fail(error), 1);
      await until("it has failed", async () => (await queue.counts()).failed === index + 1);
      await queue.stop();
    }
    const failed = await queue.failed(10);
    assert.deepEqual(
      failed.map(({ key, eventId, tries, reason }) => ({ key, eventId, tries, reason })),
      reasons.map(([, reason], index) => ({ ...aJob(index), tries: 4, reason })).reverse(),
    );
    assert.ok(failed.every(({ failedMs }) => Math.abs(failedMs - Date.now()) < 120_000));
    assert.doesNotMatch(JSON.stringify(failed), /secret-word/);
    assert.equal((await queue.failed(1))[0]?.key, aJob(3).key);
    assert.deepEqual(await queue.counts(), { waiting: 0, running: 0, failed: 4 });
  });

  it("takes no key again that has failed for good, until enough time has passed", async () => {
    let shiftMs = 0;
    const queue = open({ now: () => new Date(Date.now() + shiftMs), failedHeldMs: 3_600_000 });
    await queue.add([aJob(1)]);
    await queue.start(fail(new Error("no")), 1);
    await until("it has failed", async () => (await queue.counts()).failed === 1);
    await queue.stop();
    assert.equal(await queue.add([aJob(1), aJob(2)]), 1);
    assert.deepEqual(await queue.counts(), { waiting: 1, running: 0, failed: 1 });
    shiftMs = 3_700_000;
    assert.equal(await queue.add([{ key: aJob(1).key, eventId: "later" }]), 1);
    assert.deepEqual(await queue.counts(), { waiting: 2, running: 0, failed: 0 });
    const seen: string[] = [];
    await queue.start(async ({ eventId }) => void seen.push(eventId), 1);
    await until("both are done", () => isEmpty(queue));
    assert.deepEqual(seen, [aJob(2).eventId, "later"]);
  });

  it("puts a failed one in again with all its tries", async () => {
    const queue = open();
    await queue.add([aJob(1)]);
    let tries = 0;
    await queue.start(async () => {
      tries += 1;
      throw new Error("no");
    }, 1);
    for (const round of [1, 2, 3]) {
      await until("it has failed", async () => (await queue.counts()).failed === 1);
      assert.equal(tries, round * 4);
      const [found] = await queue.failed(1);
      assert.ok(found);
      assert.equal(found.tries, 4);
      if (round < 3) assert.equal(await queue.retry(found.id), true);
    }
    await queue.stop();
    const [last] = await queue.failed(1);
    assert.ok(last);
    assert.equal(await queue.retry(last.id), true);
    assert.equal(await queue.retry(last.id), false);
    assert.deepEqual(await queue.counts(), { waiting: 1, running: 0, failed: 0 });
    for (const id of ["", "nonsense", "999999", "1e3", "' or 1=1 --", "2f1c0f5e-7a52-4c7f-9f5e-0a3a9d3f2b11"])
      assert.equal(await queue.retry(id), false);
  });
}
