import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { testJobQueue } from "#ports/job-queue.contract.ts";
import type { NewStore } from "#ports/job-queue.fixture.ts";
import { aJob, until } from "#ports/job-queue.fixture.ts";
import type { JobQueue } from "#ports/job-queue.ts";
import { createPostgresDatabase } from "../database/postgres-database.ts";
import { postgresPrograms, startPostgres } from "../database/postgres-server.fixture.ts";
import { createJobQueue } from "./create-job-queue.ts";
import { doThoughKilled } from "./kill.fixture.ts";

/** `make soak` kills 25 times, `make test` twice. */
const kills = process.env["SIB_SOAK"] === "1" ? 25 : 2;
const quick = { now: () => new Date(), delaysMs: [5, 5, 5], pollMs: 50 };

if (postgresPrograms() === null) it("works over PostgreSQL", { skip: "skipped: PostgreSQL is not installed" });
else testOverPostgres();

function testOverPostgres() {
  const server = startPostgres();
  const opened: JobQueue[] = [];
  after(async () => {
    await Promise.all(opened.map((queue) => queue.close()));
    server.remove();
  });
  const newStore: NewStore = () => {
    const url = server.newDatabase();
    return (settings) => {
      const database = createPostgresDatabase(url);
      return { queue: createJobQueue({ database, ...quick, ...settings }), cut: database.close };
    };
  };
  const open = (url = server.newDatabase()) => {
    const queue = createJobQueue({ database: createPostgresDatabase(url), ...quick });
    opened.push(queue);
    return queue;
  };

  testJobQueue("PostgreSQL", newStore);

  describe("the job queue over PostgreSQL", { timeout: 600_000 }, () => {
    it("tells every replica of a new job", { timeout: 60_000 }, async () => {
      const place = newStore();
      const [one, other] = [place({ pollMs: 600_000 }).queue, place({ pollMs: 600_000 }).queue];
      opened.push(one, other);
      const seen: string[] = [];
      await other.start(async ({ key }) => void seen.push(key), 1);
      await other.counts();
      await one.add([aJob(0)]);
      await until("the first is done", () => seen.length === 1);
      for (const index of [1, 2, 3]) {
        await one.add([aJob(index)]);
        await until("it is picked up", () => seen.length === index + 1);
      }
    });

    it("goes on by itself when the server was away, and loses nothing", async () => {
      const url = server.newDatabase();
      // The server of the tests may forget its last commits when it crashes; this database may not.
      server.psql("postgres", `alter database ${nameOf(url)} set synchronous_commit = on`);
      const queue = open(url);
      const jobs = Array.from({ length: 40 }, (_, index) => aJob(index));
      await queue.add(jobs);
      const gate = Promise.withResolvers<void>();
      const done = new Set<string>();
      await queue.start(async ({ key }) => {
        if (done.size === 4) await gate.promise;
        done.add(key);
      }, 4);
      await until("it is in the middle", () => done.size >= 4);
      server.stop("immediate");
      await assert.rejects(queue.add([aJob(99)]), { code: "STORE_UNAVAILABLE" });
      await assert.rejects(queue.counts(), { code: "STORE_UNAVAILABLE" });
      gate.resolve();
      server.start();
      await until("all are done", async () => {
        const counts = await queue.counts().catch(() => null);
        return counts !== null && counts.waiting + counts.running === 0;
      });
      assert.equal(done.size, jobs.length);
      assert.equal((await queue.counts()).failed, 0);
    });

    it("starts though the server is away, and begins when it is there", async () => {
      const url = server.newDatabase();
      server.stop();
      const queue = open(url);
      const seen: string[] = [];
      await queue.start(async ({ key }) => void seen.push(key), 1);
      await assert.rejects(queue.add([aJob(1)]), { code: "STORE_UNAVAILABLE" });
      server.start();
      await until("it is taken", () => queue.add([aJob(1)]).then(Boolean, () => false));
      await until("it is done", () => seen.length === 1);
    });

    it("needs no more than the right to make a schema", async () => {
      const url = server.newDatabase();
      server.psql("postgres", `create role plain login; alter database ${nameOf(url)} owner to plain`);
      const queue = open(url.replace("sib@", "plain@"));
      await queue.add([aJob(1)]);
      const seen: string[] = [];
      await queue.start(async ({ key }) => void seen.push(key), 1);
      await until("it is done", () => seen.length === 1);
    });

    it("holds few connections, and none when it is closed", async () => {
      const url = server.newDatabase();
      const connections = () =>
        Number(server.psql("postgres", `select count(*) from pg_stat_activity where datname = '${nameOf(url)}'`));
      const queue = open(url);
      await queue.add(Array.from({ length: 50 }, (_, index) => aJob(index)));
      await queue.start(async () => undefined, 5);
      await until("all are done", async () => (await queue.counts()).waiting === 0);
      const held = connections();
      assert.ok(held >= 2 && held <= 11, `${held} connections`);
      await queue.close();
      await until("all are closed", () => connections() === 0);
    });

    it("does every job though the process is killed", async () => {
      const url = server.newDatabase();
      const queue = open(url);
      await doThoughKilled(queue, url, kills);
    });
  });
}

function nameOf(url: string): string {
  return /test_\d+/.exec(url)?.[0] ?? "";
}
