import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createEmbeddedAlertLog } from "#adapters/alert-logs/embedded/embedded-alert-log.ts";
import { createSqliteDatabase } from "#adapters/database/sqlite-database.ts";
import { createJobQueue } from "#adapters/job-queues/create-job-queue.ts";
import { createSqlAnalysisStore } from "#adapters/stores/sql-analysis-store.ts";
import { parseExactJson, stringifyExact } from "#alert/json.ts";
import { createAlertParser } from "#alert/parse.ts";
import { anAlert } from "#domain/alert.fixture.ts";
import type { Alert } from "#domain/alert.ts";
import { ModelFault } from "#domain/model-fault.ts";
import { toIncomingEvent } from "#ports/incoming-event.ts";
import type { Act } from "#ports/language-model.fixture.ts";
import { goodText } from "#ports/language-model.fixture.ts";
import { anAnalystWith, nextId } from "../analyst.fixture.ts";
import { createTriage } from "./triage.ts";

const now = () => new Date();
const parser = createAlertParser({ now });
const opened: (() => Promise<void>)[] = [];
// A test that fails must not keep the others waiting for its service.
after(async () => {
  for (const close of opened) await close();
});

/** A service that triages, over one database in memory; `again` is a second reader of the same. */
function aService(acts: readonly Act[]) {
  const database = createSqliteDatabase(":memory:");
  const alertLog = createEmbeddedAlertLog({
    database,
    now,
    retentionDays: 30,
    retentionBytes: 1e9,
    parseJson: parseExactJson,
    stringify: stringifyExact,
  });
  const store = createSqlAnalysisStore({ database, now, retentionDays: 90, classesMax: 1000, keepClasses: true });
  const jobs = createJobQueue({ database, now, delaysMs: [20, 20, 20] });
  const analyst = anAnalystWith(acts, { store, now, elapsed: () => performance.now() });
  const { model } = analyst;
  const faults: unknown[] = [];
  const triageOf = (owner: string, queue = jobs) =>
    createTriage({
      alertLog,
      store,
      jobs: queue,
      analyst,
      parse: parser.parse,
      minPriority: "Warning",
      concurrency: 4,
      owner,
      elapsed: () => performance.now(),
      onFault: (error) => faults.push(error),
    });
  const triage = triageOf("one");
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await triage.stop();
    await jobs.close();
    await store.close();
    await alertLog.close();
    assert.deepEqual(faults, []);
  };
  const add = (alerts: readonly Alert[]) => alertLog.append(alerts.map((alert) => toIncomingEvent(alert, nextId)));
  opened.push(close);
  return { alertLog, store, jobs, model, triage, triageOf, add, close };
}

const start = Date.parse("2026-03-14T02:00:00Z");

/** Number `at` of a class: another user on another host at another time. */
function anEvent(file: string, at: number, priority: Alert["priority"] = "Warning"): Alert {
  const user = `user${at % 13}`;
  return anAlert({
    rule: "Read sensitive file untrusted",
    priority,
    time: new Date(start + at * 1000).toISOString().replace("Z", "000000Z"),
    hostname: `node-${at % 7}`,
    output: `Sensitive file opened | file=${file} user=${user} process=cat command=cat ${file}`,
    output_fields: { "fd.name": file, "user.name": user, "proc.name": "cat", "proc.cmdline": `cat ${file}` },
  });
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await isTrue()) return;
    await delay(25);
  }
  assert.fail("it did not come to pass");
}

describe("triage", () => {
  it("makes one analysis of a storm of each class, and counts every event", async () => {
    const service = aService([goodText()]);
    const files = ["/etc/shadow", "/etc/sudoers", "/root/.ssh/id_rsa"];
    await service.add(files.flatMap((file) => Array.from({ length: 200 }, (_, at) => anEvent(file, at))));
    await service.triage.start();
    await until(async () => (await service.store.listAnalyses({ limit: 10 })).analyses.length === 3);
    await service.add(files.map((file) => anEvent(file, 999)));
    service.triage.wake();
    const counts = async () => (await service.store.listAnalyses({ limit: 10 })).analyses.map(({ seen }) => seen.count);
    await until(async () => (await counts()).every((count) => count === 201));
    assert.equal(service.model.asked.length, 3);
    const [{ seen } = { seen: null }] = (await service.store.listAnalyses({ limit: 1 })).analyses;
    // Estimates: two of the names may look alike to the sketch.
    assert.ok(Math.abs((seen?.hosts ?? 0) - 7) <= 1 && Math.abs((seen?.users ?? 0) - 13) <= 2);
    await service.close();
  });

  it("leaves alone what is less urgent", async () => {
    const service = aService([goodText()]);
    await service.add([anEvent("/etc/shadow", 1, "Notice"), anEvent("/etc/sudoers", 2, "Critical")]);
    await service.triage.start();
    await until(async () => (await service.store.listAnalyses({ limit: 10 })).analyses.length === 1);
    await delay(50);
    assert.equal(service.model.asked.length, 1);
    await service.close();
  });

  it("counts no event twice when another reader takes over", async () => {
    const service = aService([goodText()]);
    await service.add(Array.from({ length: 50 }, (_, at) => anEvent("/etc/shadow", at)));
    await service.triage.start();
    await until(async () => (await service.store.listAnalyses({ limit: 10 })).analyses.length === 1);
    await service.triage.stop();
    await service.add(Array.from({ length: 50 }, (_, at) => anEvent("/etc/shadow", 100 + at)));
    const other = service.triageOf("two");
    await other.start();
    await until(async () => (await service.store.listAnalyses({ limit: 1 })).analyses[0]?.seen.count === 100);
    await delay(50);
    assert.equal((await service.store.listAnalyses({ limit: 1 })).analyses[0]?.seen.count, 100);
    await other.stop();
    await service.close();
  });

  it("tries again what the model could not answer, and shows what failed for good", async () => {
    const fails: Act = () => Promise.reject(new ModelFault("UNREACHABLE"));
    const service = aService([fails, goodText()]);
    await service.add([anEvent("/etc/shadow", 1)]);
    await service.triage.start();
    await until(async () => {
      const { analyses } = await service.store.listAnalyses({ limit: 10 });
      return analyses.some(({ body }) => body.includes('"engine":"llm"'));
    });
    await service.close();

    const hopeless = aService([() => Promise.reject(new ModelFault("KEY_WRONG", { status: 401 }))]);
    await hopeless.add([anEvent("/etc/shadow", 1)]);
    await hopeless.triage.start();
    await until(async () => (await hopeless.jobs.counts()).failed === 1);
    assert.partialDeepStrictEqual(await hopeless.jobs.failed(10), [{ reason: "KEY_WRONG" }]);
    const { analyses } = await hopeless.store.listAnalyses({ limit: 10 });
    assert.equal(analyses.length, 1);
    await hopeless.close();
  });
});
