import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, it } from "node:test";
import { testJobQueue } from "#ports/job-queue.contract.ts";
import type { NewStore } from "#ports/job-queue.fixture.ts";
import { aJob, until } from "#ports/job-queue.fixture.ts";
import { createSqliteDatabase } from "../database/sqlite-database.ts";
import { createJobQueue } from "./create-job-queue.ts";
import { doThoughKilled } from "./kill.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "sib-jobs-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** `make soak` kills 25 times, `make test` twice. */
const kills = process.env["SIB_SOAK"] === "1" ? 25 : 2;
const quick = { now: () => new Date(), delaysMs: [5, 5, 5], pollMs: 50 };
let files = 0;
const newFile = () => {
  files += 1;
  return join(folder, `${files}.db`);
};

const inMemory: NewStore = () => {
  const database = createSqliteDatabase(":memory:");
  return (settings) => ({ queue: createJobQueue({ database, ...quick, ...settings }), cut: null });
};
const onDisk: NewStore = () => {
  const path = newFile();
  return (settings) => {
    const database = createSqliteDatabase(path);
    return { queue: createJobQueue({ database, ...quick, ...settings }), cut: database.close };
  };
};

testJobQueue("SQLite in memory", inMemory);
testJobQueue("SQLite on disk", onDisk);

describe("the job queue over SQLite", () => {
  const open = (path: string, busyTimeoutMs?: number) =>
    createJobQueue({ database: createSqliteDatabase(path, busyTimeoutMs), ...quick });

  it("keeps its jobs over a new start, those that wait and those that failed", async () => {
    const path = newFile();
    const first = open(path);
    await first.add([aJob(1)]);
    await first.start(() => Promise.reject(new Error("no")), 1);
    await until("it has failed", async () => (await first.counts()).failed === 1);
    await first.stop();
    await first.add([aJob(2), aJob(3)]);
    await first.close();
    const second = open(path);
    assert.deepEqual(await second.counts(), { waiting: 2, running: 0, failed: 1 });
    await second.close();
  });

  it("goes on by itself when the file was locked for a while, and loses nothing", async () => {
    const path = newFile();
    const queue = open(path, 20);
    await queue.add([aJob(1), aJob(2)]);
    const gate = Promise.withResolvers<void>();
    const seen: string[] = [];
    await queue.start(async ({ key }) => {
      await gate.promise;
      seen.push(key);
    }, 1);
    await until("one runs", async () => (await queue.counts()).running === 1);
    const other = new DatabaseSync(path);
    other.exec("begin immediate");
    gate.resolve();
    await assert.rejects(queue.add([aJob(3)]), { code: "STORE_UNAVAILABLE" });
    await until("the first is done", () => seen.length === 1);
    other.exec("rollback");
    other.close();
    await until("both are done", async () => {
      const { waiting, running } = await queue.counts();
      return waiting + running === 0;
    });
    assert.deepEqual(seen, [aJob(1).key, aJob(2).key]);
    await queue.close();
  });

  it("does every job though the process is killed", { timeout: 600_000 }, async () => {
    const path = newFile();
    const queue = open(path);
    await doThoughKilled(queue, path, kills);
    await queue.close();
  });
});
