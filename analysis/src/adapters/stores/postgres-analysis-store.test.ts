import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { testAnalysisStore } from "#ports/analysis-store.contract.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { aNewAnalysis, aNewClass, aSighting, storeStartMs } from "#ports/new-analysis.fixture.ts";
import { createPostgresDatabase } from "../database/postgres-database.ts";
import { postgresPrograms, startPostgres } from "../database/postgres-server.fixture.ts";
import { createSqliteDatabase } from "../database/sqlite-database.ts";
import { firstSeq } from "./history-place.ts";
import { postgresWords } from "./postgres-words.ts";
import type { SqlAnalysisStoreOptions } from "./sql-analysis-store.ts";
import { createSqlAnalysisStore } from "./sql-analysis-store.ts";
import { sqliteWords } from "./sqlite-words.ts";
import type { WordSearch } from "./store-dialect.ts";
import { piecesOf } from "./words-of.ts";

const searched = [
  "alpha beta",
  "alphabet / beta-alpha",
  "İstanbul ſtraße ǅ",
  "ﬁne ＡＢ ١٢",
  "e\u0301tude été",
  "x_y __z",
  "10.0.0.7 and 10.0.7",
  "",
  "'quoted' \\ :alpha:beta",
];
const searches = [
  ...[
    "alpha",
    "beta alpha",
    "beta-alpha",
    "alph/bet",
    "beta/alp",
    "istanbul",
    "İstanbul",
    "straße",
    "ſt",
    "ǆ",
    "ab",
    "ＡＢ",
  ],
  ...[
    "fine",
    "ﬁ",
    "١",
    "étude",
    "e\u0301t",
    "été",
    "x_",
    "y",
    "__z",
    "10.0.0",
    "0.7",
    "10.7",
    ":alpha",
    "alpha:be",
    "quoted'",
  ],
];

function indexSearch(text: string): WordSearch {
  const pieces = piecesOf(text) ?? [];
  return {
    range: { from: 0, below: Number.MAX_SAFE_INTEGER },
    filter: null,
    terms: pieces.flatMap(({ terms }) => terms),
    phrases: pieces.filter(({ terms }) => terms.length > 1).map(({ phrase }) => phrase),
    limit: 500,
    reach: null,
  };
}

if (postgresPrograms() === null) it("keeps analyses in PostgreSQL", { skip: "skipped: PostgreSQL is not installed" });
else testOverPostgres();

function testOverPostgres() {
  const server = startPostgres();
  after(() => server.remove());
  const options: Omit<SqlAnalysisStoreOptions, "database"> = {
    now: () => new Date(storeStartMs),
    retentionDays: 30,
    classesMax: 10_000,
    keepClasses: false,
  };
  const open = (url: string, change: Partial<SqlAnalysisStoreOptions> = {}): AnalysisStore =>
    createSqlAnalysisStore({ database: createPostgresDatabase(url), ...options, ...change });

  testAnalysisStore("PostgreSQL", async () => open(server.newDatabase()));

  describe("the analysis store in PostgreSQL", () => {
    it("shares everything between replicas", async () => {
      const url = server.newDatabase();
      const [one, two] = [open(url), open(url)];
      assert.deepEqual(await one.secret(), await two.secret());
      await one.keep(aNewAnalysis(1, { class: aNewClass("shared") }));
      await two.sight([aSighting("shared")], { name: "reader", from: null, to: "1" });
      assert.equal(await one.sight([aSighting("shared")], { name: "reader", from: null, to: "1" }), false);
      assert.equal((await one.findClass("shared"))?.seen.count, 2);
      assert.equal((await two.findAnalysis("analysis-1"))?.seen.count, 2);
      assert.equal((await two.findReceipt("analysis-1")) !== null, true);
      assert.deepEqual(await one.spend("2026-03-14", "a", 2), { total: 2, ofSource: 2 });
      assert.deepEqual(await two.spend("2026-03-14", "b", 2), { total: 4, ofSource: 2 });
      const claims = await Promise.all([one, two, one, two].map((each, at) => each.claim("c", `o${at}`, 60_000)));
      assert.equal(claims.filter(Boolean).length, 1);
      for (const each of [one, two]) await each.close();
    });

    it("has one secret for many that begin at once, each of which brings the schema", async () => {
      const url = server.newDatabase();
      const stores = Array.from({ length: 5 }, () => open(url));
      const secrets = await Promise.all(stores.map((store) => store.secret()));
      assert.equal(new Set(secrets.map((secret) => Buffer.from(secret).toString("hex"))).size, 1);
      for (const store of stores) await store.close();
    });

    it("tells another replica what is ready", async () => {
      const url = server.newDatabase();
      const [one, two] = [open(url), open(url)];
      const { signal } = new AbortController();
      await one.claim("told", "maker", 60_000);
      // The first wait begins to listen; how soon it does is not known.
      await two.changed("told", signal);
      const woken = two.changed("told", signal);
      await one.extend("told", "maker", 60_000, "half");
      await woken;
      assert.deepEqual(await two.claimed("told"), { owner: "maker", progress: "half" });
      for (const each of [one, two]) await each.close();
    });

    it("adds up what many replicas see of many classes at once, in whatever order they name them", async () => {
      const url = server.newDatabase();
      const stores = [open(url), open(url), open(url)];
      const keys = Array.from({ length: 20 }, (_, index) => `class-${index}`);
      const see = (index: number) => {
        const ordered = index % 2 === 0 ? keys : keys.toReversed();
        return stores[index % 3]?.sight(ordered.map((key) => aSighting(key)));
      };
      const clearing = stores[0]?.clearClasses();
      await Promise.all([clearing, ...Array.from({ length: 30 }, (_, index) => see(index))]);
      await stores[0]?.clearClasses();
      await Promise.all(Array.from({ length: 30 }, (_, index) => see(index)));
      for (const key of keys) assert.equal((await stores[1]?.findClass(key))?.seen.count, 30);
      for (const store of stores) await store.close();
    });

    it("never forgets what other replicas may be using", async () => {
      const url = server.newDatabase();
      const one = open(url);
      await one.sight([aSighting("used")]);
      await one.close();
      const two = open(url, { keepClasses: false });
      assert.equal((await two.findClass("used"))?.seen.count, 1);
      await two.close();
    });

    it("forgets what is old, and classes over the limit", async () => {
      let nowMs = storeStartMs;
      const store = open(server.newDatabase(), { now: () => new Date(nowMs), classesMax: 2 });
      for (const [index, key] of ["a", "b", "c"].entries()) {
        nowMs += 1;
        await store.keep(aNewAnalysis(index, { class: aNewClass(key), words: `of ${key}` }));
      }
      assert.equal(await store.findClass("a"), null);
      assert.equal((await store.findAnalysis("analysis-0"))?.seen.count, 1);
      await store.claim("lapsed", "one", 0);
      nowMs += 31 * 86_400_000;
      assert.equal(await store.prune(), 3);
      assert.deepEqual((await store.listAnalyses({ limit: 9, text: "of" })).analyses, []);
      assert.equal(await store.findReceipt("analysis-1"), null);
      await store.close();
    });

    it("takes a damaged class for one that was never seen", async () => {
      const url = server.newDatabase();
      const store = open(url);
      await store.keep(aNewAnalysis(1, { class: aNewClass("damaged") }));
      const database = /\/(test_\d+)\?/.exec(url)?.[1] ?? assert.fail();
      server.psql(database, "update risk_class set answer = 'x'");
      assert.equal(await store.findClass("damaged"), null);
      await store.keep(aNewAnalysis(2, { class: aNewClass("damaged", { answer: null }) }));
      assert.equal((await store.findClass("damaged"))?.analysisId, "analysis-2");
      await store.close();
    });

    it("never says the password of its address", async () => {
      const url = server.newDatabase();
      const host = new URL(url.replace("@/", "@x/")).searchParams.get("host") ?? "";
      const store = open(`postgres://nobody-here:hunter2secret@/none?host=${encodeURIComponent(host)}`);
      const told = await store.findClass("x").then(
        () => assert.fail("it was let in"),
        (error: Error & { hint: string }) => error,
      );
      const health = await store.health();
      for (const text of [told.message, told.hint, health.detail ?? ""]) assert.doesNotMatch(text, /hunter2secret/);
      assert.match(told.message, /PostgreSQL/);
      await store.close();
    });
  });

  describe("a search", () => {
    it("finds the same in PostgreSQL as in SQLite, by the index of words and by a look at them", async () => {
      const databases = [createPostgresDatabase(server.newDatabase()), createSqliteDatabase(":memory:")] as const;
      const stores = databases.map((database) => createSqlAnalysisStore({ ...options, database }));
      for (const [index, words] of searched.entries())
        for (const store of stores) await store.keep(aNewAnalysis(index, { words }));
      for (const text of searches) {
        const looked = await Promise.all(
          stores.map(async (store) => (await store.listAnalyses({ limit: 500, text })).analyses),
        );
        const indexed = await Promise.all([
          databases[0].use((db) => postgresWords.search(db, indexSearch(text))),
          databases[1].use((db) => sqliteWords.search(db, indexSearch(text))),
        ]);
        const [one, ...others] = [
          ...looked.map((analyses) => analyses.map(({ createdMs }) => createdMs)),
          ...indexed.map((seqs) => seqs.map((seq) => Math.floor(seq / firstSeq(1)))),
        ];
        for (const other of others) assert.deepEqual(other, one, text);
      }
      for (const store of stores) await store.close();
    });
  });

  describe("a search held to a stretch of time", () => {
    it("finds the newest, wherever they are and however far they are expected", async () => {
      const database = createPostgresDatabase(server.newDatabase());
      const store = createSqlAnalysisStore({ ...options, database });
      const hourMs = 3_600_000;
      const hours = Array.from({ length: 40 }, (_, index) => index ** 2);
      for (const hour of hours)
        await store.keep(aNewAnalysis(hour * hourMs, { words: hour % 3 === 0 ? "alpha" : "alpha beta" }));
      const beta = hours.filter((hour) => hour % 3 !== 0).reverse();
      for (const belowHour of [0, 1, 5, 400, 1522])
        for (const reach of [0, 1, 2 ** 31, 2 ** 35, 2 ** 39 + 1, 2 ** 43, 2 ** 50, null]) {
          const range = { from: firstSeq(storeStartMs), below: firstSeq(storeStartMs + belowHour * hourMs) };
          const search = { ...indexSearch("bet"), range, limit: 4, reach };
          const seqs = await database.use((db) => postgresWords.search(db, search));
          const expected = beta.filter((hour) => hour < belowHour).slice(0, 4);
          const found = seqs.map((seq) => (Math.floor(seq / firstSeq(1)) - storeStartMs) / hourMs);
          assert.deepEqual(found, expected, `below ${belowHour}, ${reach}`);
        }
      await store.close();
    });
  });

  describe("the analysis store when PostgreSQL goes away", () => {
    it("refuses while the server is down, and goes on by itself afterwards", async () => {
      const store = open(server.newDatabase());
      const { signal } = new AbortController();
      await store.keep(aNewAnalysis(1, { class: aNewClass("before") }));
      await store.changed("before", signal);
      server.stop();
      await assert.rejects(store.keep(aNewAnalysis(2)), { code: "STORE_UNAVAILABLE", message: /PostgreSQL/ });
      await assert.rejects(store.claim("x", "y", 1000), { code: "STORE_UNAVAILABLE" });
      await store.changed("before", signal);
      assert.equal((await store.health()).status, "unhealthy");
      server.start();
      await store.keep(aNewAnalysis(3));
      assert.equal((await store.findClass("before"))?.seen.count, 1);
      assert.equal((await store.health()).status, "healthy");
      await store.close();
    });
  });
}
