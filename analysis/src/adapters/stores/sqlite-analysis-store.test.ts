import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, it } from "node:test";
import { testAnalysisStore } from "#ports/analysis-store.contract.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { aNewAnalysis, aNewClass, aSighting, storeStartMs } from "#ports/new-analysis.fixture.ts";
import { createSqliteDatabase } from "../database/sqlite-database.ts";
import type { SqlAnalysisStoreOptions } from "./sql-analysis-store.ts";
import { createSqlAnalysisStore } from "./sql-analysis-store.ts";

const folder = mkdtempSync(join(tmpdir(), "sib-store-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function open(path: string, change: Partial<SqlAnalysisStoreOptions> = {}): AnalysisStore {
  return createSqlAnalysisStore({
    database: createSqliteDatabase(path, 100),
    now: () => new Date(storeStartMs),
    retentionDays: 30,
    classesMax: 10_000,
    keepClasses: true,
    ...change,
  });
}

let files = 0;
testAnalysisStore("SQLite on disk", async () => {
  files += 1;
  return open(join(folder, `contract-${files}.db`));
});
testAnalysisStore("SQLite in memory", async () => open(":memory:"));

/** Enough that the index of words is asked, and not only the newest analyses. */
const many = 1100;

describe("the analysis store in SQLite", () => {
  it("says what it is", async () => {
    const stores = [open(":memory:"), open(join(folder, "kind.db"))];
    assert.deepEqual(
      stores.map(({ kind }) => kind),
      ["memory", "sqlite"],
    );
    for (const store of stores) await store.close();
  });

  it("forgets the classes of an earlier process, where that is wished, and keeps the rest", async () => {
    const path = join(folder, "restarted.db");
    const before = open(path);
    await before.keep(aNewAnalysis(1, { class: aNewClass("kept", { sighting: aSighting("kept", { count: 5 }) }) }));
    await before.spend("2026-03-14", "a", 3);
    const secret = await before.secret();
    await before.close();
    const keeping = open(path);
    assert.equal((await keeping.findClass("kept"))?.analysisId, "analysis-1");
    await keeping.close();
    const emptied = open(path, { keepClasses: false });
    assert.equal(await emptied.findClass("kept"), null);
    assert.equal((await emptied.findAnalysis("analysis-1"))?.seen.count, 5);
    assert.equal(await emptied.spentOn("2026-03-14"), 3);
    assert.deepEqual(await emptied.secret(), secret);
    await emptied.sight([aSighting("kept")]);
    assert.equal((await emptied.findClass("kept"))?.seen.count, 1);
    await emptied.close();
  });

  it("forgets what is older than the retention", async () => {
    let nowMs = storeStartMs;
    const store = open(":memory:", { now: () => new Date(nowMs), retentionDays: 10 });
    const dayMs = 86_400_000;
    await store.keep(aNewAnalysis(1, { class: aNewClass("old"), words: "ancient" }));
    await store.keep(aNewAnalysis(2, { createdMs: storeStartMs + 8 * dayMs, words: "recent" }));
    for (const day of ["2026-03-12", "2026-03-13", "2026-03-14"]) await store.spend(day, "a", 1);
    nowMs = storeStartMs + 11 * dayMs;
    assert.equal(await store.prune(), 1);
    assert.equal(await store.findAnalysis("analysis-1"), null);
    assert.equal(await store.findReceipt("analysis-1"), null);
    assert.deepEqual((await store.listAnalyses({ limit: 9, text: "ancient" })).analyses, []);
    assert.deepEqual((await store.listAnalyses({ limit: 9, severities: ["high"] })).analyses.length, 1);
    assert.deepEqual(await Promise.all(["2026-03-12", "2026-03-13", "2026-03-14"].map(store.spentOn)), [0, 1, 1]);
    await store.close();
  });

  it("forgets the classes that were used longest ago when there are too many", async () => {
    let nowMs = storeStartMs;
    const store = open(":memory:", { now: () => new Date(nowMs), classesMax: 3 });
    for (const key of ["a", "b", "c", "a", "d"]) {
      nowMs += 1;
      await store.keep(aNewAnalysis(nowMs - storeStartMs, { class: aNewClass(key) }));
    }
    const known = await Promise.all(["a", "b", "c", "d"].map(async (key) => (await store.findClass(key)) !== null));
    assert.deepEqual(known, [true, false, true, true]);
    assert.equal((await store.findAnalysis("analysis-2"))?.seen.count, 1);
    await store.close();
  });

  it("takes a damaged class for one that was never seen, and heals it with the next answer", async () => {
    const path = join(folder, "damaged.db");
    const store = open(path);
    const other = new DatabaseSync(path);
    for (const [index, damage] of ["parts = '{'", "answer = 'x'", "parts = '{}'"].entries()) {
      await store.keep(aNewAnalysis(index * 2, { class: aNewClass("damaged") }));
      other.exec(`update risk_class set ${damage}`);
      assert.equal(await store.findClass("damaged"), null);
      await store.keep(aNewAnalysis(index * 2 + 1, { class: aNewClass("damaged", { answer: null }) }));
      const healed = await store.findClass("damaged");
      assert.deepEqual([healed?.analysisId, healed?.seen.count], [`analysis-${index * 2 + 1}`, 1]);
    }
    other.exec("update analysis set tokens = '[', body = '{'");
    const [first] = (await store.listAnalyses({ limit: 1 })).analyses;
    assert.deepEqual([first?.body, first?.tokens], ["{", {}]);
    other.close();
    await store.close();
  });

  it("finds old analyses through the index of words as it finds new ones by looking at them", async () => {
    const store = open(":memory:");
    const words = (index: number) => `${index === 7 ? "needle /etc/shadow" : "shadow etc"} common ${index % 100}x`;
    const keep = (index: number) =>
      store.keep(aNewAnalysis(index, { words: words(index), severity: index % 2 === 0 ? "low" : "high" }));
    await Promise.all(Array.from({ length: many }, (_, index) => keep(index)));
    const found = async (text: string, severities: readonly ("low" | "high")[] = []) =>
      (await store.listAnalyses({ limit: 500, text, severities })).analyses.map(
        ({ createdMs }) => createdMs - storeStartMs,
      );
    assert.deepEqual(await found("needl"), [7]);
    assert.deepEqual(await found("/etc/shad"), [7]);
    assert.deepEqual(await found("common needle", ["high"]), [7]);
    assert.deepEqual(await found("common needle", ["low"]), []);
    assert.deepEqual(
      await found("common 3x"),
      Array.from({ length: many / 100 }, (_, index) => many - 97 - index * 100),
    );
    await store.close();
  });

  it("says so when the file is locked, and goes on by itself afterwards", async () => {
    const path = join(folder, "locked.db");
    const store = open(path);
    await store.keep(aNewAnalysis(1));
    const other = new DatabaseSync(path);
    other.exec("begin immediate");
    await assert.rejects(store.keep(aNewAnalysis(2)), { code: "STORE_UNAVAILABLE", message: /locked/ });
    const health = await store.health();
    assert.equal(health.status, "unhealthy");
    assert.match(health.detail ?? "", /locked by another process/);
    other.exec("rollback");
    other.close();
    await store.keep(aNewAnalysis(3));
    assert.equal((await store.health()).status, "healthy");
    await store.close();
  });

  it("refuses a file of a newer version", async () => {
    const path = join(folder, "future.db");
    const future = new DatabaseSync(path);
    future.exec("pragma user_version = 999");
    future.close();
    const store = open(path);
    await assert.rejects(store.findClass("x"), { code: "STORE_UNAVAILABLE", message: /newer version/ });
    assert.equal((await store.health()).status, "unhealthy");
    await store.close();
  });

  it("says so when the folder is read-only", async () => {
    const readOnly = mkdtempSync(join(tmpdir(), "sib-ro-"));
    const asRoot = process.getuid?.() === 0;
    if (asRoot) execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", readOnly]);
    else chmodSync(readOnly, 0o500);
    const store = open(join(readOnly, "x.db"));
    await assert.rejects(store.keep(aNewAnalysis(1)), {
      code: "STORE_UNAVAILABLE",
      message: /cannot be opened|read-only/,
    });
    await store.close();
    if (asRoot) execFileSync("umount", [readOnly]);
    rmSync(readOnly, { recursive: true });
  });
});
