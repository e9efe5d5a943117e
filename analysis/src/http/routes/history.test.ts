import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AppError } from "#domain/errors.ts";
import { aKeptAnalysis } from "#ports/analysis-store.fixture.ts";
import type { HistoryQuery } from "#ports/analysis-store.ts";
import { anAlertAnalyst, aTestApp, fakeStore } from "../app.fixture.ts";

const headers = { host: "localhost" };
const id = aKeptAnalysis().id;

describe("GET /api/history", () => {
  it("hands every filter on, in the store's terms", async () => {
    const asked: HistoryQuery[] = [];
    const store = fakeStore({
      listAnalyses: async (query) => {
        asked.push(query);
        return { analyses: [], nextCursor: "more" };
      },
    });
    const { app } = aTestApp({}, { store });
    const url =
      "/api/history?since=2026-03-14T01:00:00.0005Z&until=1773450000&severity=HIGH,critical&rule=R&technique=t1059&q=%22a%25%22&limit=9999&cursor=c";
    const response = await app.inject({ url, headers });
    assert.deepEqual(response.json(), { analyses: [], next_cursor: "more" });
    assert.deepEqual(asked, [
      {
        limit: 500,
        sinceMs: Date.parse("2026-03-14T01:00:00.001Z"),
        untilMs: 1_773_450_000_000,
        severities: ["high", "critical"],
        rule: "R",
        technique: "T1059",
        text: '"a%"',
        cursor: "c",
      },
    ]);
  });

  for (const [query, sentence] of [
    ["severity=grave", /severity takes one or several of/],
    ["technique=x", /technique takes an ATT&CK id/],
    ["technique=T1059'--", /technique takes an ATT&CK id/],
    ["limit=0", /limit takes a whole number/],
    ["since=yesterday", /since takes a time/],
  ] as const)
    it(`says what is wrong with ${query}`, async () => {
      const response = await aTestApp().app.inject({ url: `/api/history?${query}`, headers });
      assert.equal(response.statusCode, 400);
      assert.match(response.json().error.message, sentence);
    });

  it("puts names in where the event is still there", async () => {
    const { app } = aTestApp();
    const event = { rule: "R", output: "a line", time: 1_773_450_000 };
    await app.inject({ method: "POST", url: "/api/events", payload: event, headers });
    const namesOf = async () => (await app.inject({ url: "/api/history", headers })).json().analyses[0].names;
    assert.equal(await namesOf(), "tokens");
  });

  it("goes on with tokens when the alert log is away, and leaves out what cannot be read", async () => {
    const { app, logged } = aTestApp({}, { analyst: anAlertAnalyst({ recall: () => null }) });
    const page = (await app.inject({ url: "/api/history", headers })).json();
    assert.deepEqual(page.analyses, []);
    assert.ok(logged.some((line) => line.includes("an analysis in the history cannot be read")));
    assert.equal((await app.inject({ url: `/api/history/${id}`, headers })).statusCode, 404);
  });

  it("is 503 with the reason while the database is away", async () => {
    const fail = () => Promise.reject(new AppError("STORE_UNAVAILABLE", { detail: "The disk is full." }));
    const { app } = aTestApp({}, { store: fakeStore({ listAnalyses: fail, findAnalysis: fail }) });
    for (const url of ["/api/history", `/api/history/${id}`]) {
      const response = await app.inject({ url, headers });
      assert.equal(response.statusCode, 503, url);
      assert.match(response.json().error.message, /The disk is full/);
    }
  });
});

describe("one analysis of the history", () => {
  it("is there, is deleted, and is 404 by any other name", async () => {
    let forgotten = 0;
    const analyst = anAlertAnalyst({
      forget: () => {
        forgotten += 1;
      },
    });
    const { app } = aTestApp({}, { analyst });
    assert.equal((await app.inject({ url: `/api/history/${id}`, headers })).json().meta.id, id);
    assert.equal((await app.inject({ method: "DELETE", url: `/api/history/${id}`, headers })).statusCode, 204);
    assert.equal(forgotten, 1);
    for (const other of ["nothing", "__proto__", "a%2Fb"])
      for (const method of ["GET", "DELETE"] as const) {
        const response = await app.inject({ method, url: `/api/history/${other}`, headers });
        assert.equal(response.statusCode, 404);
        assert.equal(response.json().error.code, "ANALYSIS_NOT_FOUND");
      }
  });

  it("goes with the cache when that is cleared", async () => {
    const response = await aTestApp().app.inject({ method: "POST", url: "/api/cache/clear", headers });
    assert.deepEqual(response.json(), { cleared: 3 });
  });
});

describe("/api/triage/failed", () => {
  const failed = { id: "7", key: "k", eventId: "1773450000000000000.abc", tries: 4, reason: "KEY_WRONG", failedMs: 0 };
  const triage = {
    wake: () => undefined,
    failed: async () => [failed],
    retry: async (job: string) => job === "7",
    counts: async () => ({ waiting: 1, running: 0, failed: 1 }),
  };

  it("says what failed and why, and tries it again", async () => {
    const { app } = aTestApp({}, { triage });
    assert.deepEqual((await app.inject({ url: "/api/triage/failed", headers })).json(), {
      failed: [{ id: "7", rule: null, reason: "KEY_WRONG", tries: 4, failed_at: "1970-01-01T00:00:00.000Z" }],
    });
    const retry = (job: string) => app.inject({ method: "POST", url: `/api/triage/failed/${job}/retry`, headers });
    assert.equal((await retry("7")).statusCode, 202);
    assert.equal((await retry("8")).json().error.code, "JOB_NOT_FOUND");
    assert.match((await app.inject({ url: "/metrics", headers })).body, /sib_triage_jobs\{state="failed"\} 1/);
  });

  it("is empty where nobody triages", async () => {
    const { app } = aTestApp();
    assert.deepEqual((await app.inject({ url: "/api/triage/failed", headers })).json(), { failed: [] });
  });
});
