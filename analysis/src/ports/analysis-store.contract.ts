import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { distinctMark } from "#lib/distinct-count.ts";
import { testAnalyses, testHistory } from "./analysis-history.contract.ts";
import type { AnalysisStore } from "./analysis-store.ts";
import {
  aNewAnalysis,
  aNewClass,
  aSighting,
  hashKey,
  someParts as parts,
  storeStartNs as startNs,
  storeStartMs,
} from "./new-analysis.fixture.ts";

/** What every store does, whatever is behind it. The clock of the store stands, or runs from, about `storeStartMs`. */
export function testAnalysisStore(name: string, open: () => Promise<AnalysisStore>): void {
  describe(`${name} as an analysis store`, () => {
    let store: AnalysisStore;
    before(async () => {
      store = await open();
    });
    after(() => store.close());
    const given = () => store;
    testClasses(given);
    testAnswers(given);
    testClaims(given);
    testAnalyses(given);
    testSpending(given);
  });
  testHistory(name, open);
}

function testClasses(store: () => AnalysisStore) {
  it("knows nothing of a class that was never seen", async () => {
    assert.equal(await store().findClass("never"), null);
  });

  it("adds up what is seen, exactly, however many see it at once", async () => {
    const see = (index: number) =>
      store().sight([
        aSighting("together-2", { count: 2 }),
        aSighting("together-1", {
          firstNs: startNs + BigInt(index),
          lastNs: startNs + BigInt(100 + index),
          hosts: [distinctMark(hashKey, `host-${index % 5}`)],
          users: [distinctMark(hashKey, `user-${index % 3}`)],
        }),
      ]);
    const told = await Promise.all(Array.from({ length: 50 }, (_, index) => see(index)));
    assert.ok(told.every(Boolean));
    assert.deepEqual((await store().findClass("together-1"))?.seen, {
      count: 50,
      firstNs: startNs,
      lastNs: startNs + 149n,
      hosts: 5,
      containers: 0,
      users: 3,
    });
    assert.equal((await store().findClass("together-2"))?.seen.count, 100);
  });

  it("lets a class come in without an answer", async () => {
    await store().sight([aSighting("seen-only")]);
    const { seen, ...known } = (await store().findClass("seen-only")) ?? assert.fail();
    assert.deepEqual(known, { key: "seen-only", parts, answer: null, analysisId: null, madeMs: 0, expiresMs: 0 });
    assert.equal(seen.count, 1);
  });

  it("takes a class that stands in one batch twice", async () => {
    await store().sight([aSighting("twice"), aSighting("twice", { count: 4 })]);
    assert.equal((await store().findClass("twice"))?.seen.count, 5);
  });

  it("takes a step of a reader once, together with what the reader saw", async () => {
    const step = { name: "reader", from: null, to: "10" };
    assert.equal(await store().cursor("reader"), null);
    assert.equal(await store().sight([aSighting("stepped")], step), true);
    assert.equal(await store().sight([aSighting("stepped")], step), false);
    assert.equal(await store().sight([aSighting("stepped")], { ...step, from: "9", to: "11" }), false);
    assert.equal(await store().sight([], { ...step, from: "10", to: "12" }), true);
    assert.equal(await store().cursor("reader"), "12");
    assert.equal((await store().findClass("stepped"))?.seen.count, 1);
  });

  it("lets one of many readers take a step", async () => {
    const step = { name: "raced", from: null, to: "1" };
    const told = await Promise.all(Array.from({ length: 10 }, () => store().sight([aSighting("raced")], step)));
    assert.equal(told.filter(Boolean).length, 1);
    assert.equal((await store().findClass("raced"))?.seen.count, 1);
  });

  it("forgets all classes, while the analyses keep their counts", async () => {
    await store().sight([aSighting("cleared", { count: 6 })]);
    await store().keep(aNewAnalysis(100, { class: aNewClass("cleared") }));
    assert.ok((await store().clearClasses()) >= 1);
    assert.equal(await store().clearClasses(), 0);
    assert.equal(await store().findClass("cleared"), null);
    assert.equal((await store().findAnalysis("analysis-100"))?.seen.count, 7);
    await store().sight([aSighting("cleared", { count: 2 })]);
    assert.equal((await store().findClass("cleared"))?.seen.count, 2);
    assert.equal((await store().findClass("cleared"))?.answer, null);
  });
}

function testAnswers(store: () => AnalysisStore) {
  it("shares the answer of the latest analysis and carries its counts on", async () => {
    await store().keep(aNewAnalysis(200, { class: aNewClass("answered") }));
    await store().sight([aSighting("answered")]);
    await store().keep(aNewAnalysis(201, { class: aNewClass("answered", { answer: '{"summary":"newer"}' }) }));
    const known = await store().findClass("answered");
    assert.equal(known?.answer, '{"summary":"newer"}');
    assert.equal(known?.analysisId, "analysis-201");
    assert.equal(known?.madeMs, storeStartMs + 201);
    assert.equal(known?.expiresMs, storeStartMs + 1e9);
    assert.equal(known?.seen.count, 3);
    assert.equal((await store().findAnalysis("analysis-200"))?.seen.count, 3);
  });

  it("does not count an alert that was counted already", async () => {
    await store().sight([aSighting("counted")]);
    await store().keep(aNewAnalysis(210, { class: aNewClass("counted", { sighting: null }) }));
    assert.equal((await store().findClass("counted"))?.seen.count, 1);
  });

  it("counts an alert once that is counted only after its analysis was kept", async () => {
    await store().keep(aNewAnalysis(211, { class: aNewClass("counted-later", { sighting: null }) }));
    assert.equal((await store().findClass("counted-later"))?.seen.count, 1);
    await store().sight([aSighting("counted-later", { count: 4 })]);
    assert.equal((await store().findClass("counted-later"))?.seen.count, 4);
    assert.equal((await store().findAnalysis("analysis-211"))?.seen.count, 4);
  });

  it("leaves an answer that has not expired where the new analysis has none", async () => {
    const expiresMs = storeStartMs + 5000;
    const builtin = (index: number) =>
      aNewAnalysis(index, { class: aNewClass("kept-answer", { answer: null, expiresMs: storeStartMs + 9e9 }) });
    await store().keep(aNewAnalysis(220, { class: aNewClass("kept-answer", { expiresMs }) }));
    await store().keep(builtin(221));
    const stays = await store().findClass("kept-answer");
    assert.deepEqual(
      [stays?.answer, stays?.analysisId, stays?.madeMs, stays?.expiresMs],
      ['{"summary":"shared"}', "analysis-220", storeStartMs + 220, expiresMs],
    );
    assert.equal(stays?.seen.count, 2);
    await store().keep(builtin(5001));
    const replaced = await store().findClass("kept-answer");
    assert.deepEqual([replaced?.answer, replaced?.analysisId], [null, "analysis-5001"]);
    assert.equal(replaced?.seen.count, 3);
  });

  it("adds up exactly when many analyses of a class are kept at once", async () => {
    const keep = (index: number) =>
      store().keep(aNewAnalysis(6000 + index, { createdMs: storeStartMs + 6000, class: aNewClass("kept-at-once") }));
    await Promise.all(Array.from({ length: 30 }, (_, index) => keep(index)));
    assert.equal((await store().findClass("kept-at-once"))?.seen.count, 30);
    for (let index = 0; index < 30; index += 1) assert.ok(await store().findReceipt(`analysis-${6000 + index}`));
  });
}

function testClaims(store: () => AnalysisStore) {
  it("gives a claim to one of many", async () => {
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, index) => store().claim("claimed-by-one", `owner-${index}`, 60_000)),
    );
    assert.equal(told.filter(Boolean).length, 1);
    assert.equal((await store().claimed("claimed-by-one"))?.owner, `owner-${told.indexOf(true)}`);
  });

  it("gives a claim on when its lease has run out", async () => {
    assert.equal(await store().claim("lapsing", "one", 0), true);
    assert.equal(await store().claimed("lapsing"), null);
    assert.equal(await store().claim("lapsing", "two", 60_000), true);
    assert.equal(await store().extend("lapsing", "one", 60_000, "late"), false);
    assert.deepEqual(await store().claimed("lapsing"), { owner: "two", progress: null });
  });

  it("lets only its owner extend and release a claim, and shows what is ready", async () => {
    await store().claim("mine", "me", 60_000);
    assert.equal(await store().extend("mine", "other", 60_000, "x"), false);
    assert.equal(await store().extend("mine", "me", 60_000, "half \u0000 an answer"), true);
    assert.equal(await store().extend("mine", "me", 60_000, null), true);
    assert.deepEqual(await store().claimed("mine"), { owner: "me", progress: "half \u0000 an answer" });
    await store().release("mine", "other");
    assert.equal((await store().claimed("mine"))?.owner, "me");
    await store().release("mine", "me");
    assert.equal(await store().claimed("mine"), null);
    assert.equal(await store().claim("mine", "other", 60_000), true);
  });

  it("ends the claim of whoever keeps the answer", async () => {
    await store().claim("made", "maker", 60_000);
    await store().keep(aNewAnalysis(300, { class: aNewClass("made"), owner: "somebody else" }));
    assert.equal((await store().claimed("made"))?.owner, "maker");
    await store().keep(aNewAnalysis(301, { class: aNewClass("made"), owner: "maker" }));
    assert.equal(await store().claimed("made"), null);
  });

  it("wakes who waits for a class", async () => {
    const { signal } = new AbortController();
    await store().claim("awaited", "maker", 60_000);
    await store().changed("awaited", signal);
    const changes = [
      () => store().extend("awaited", "maker", 60_000, "some"),
      () => store().keep(aNewAnalysis(310, { class: aNewClass("awaited"), owner: "maker" })),
      () => store().release("awaited", "maker"),
    ];
    for (const change of changes) {
      const woken = store().changed("awaited", signal);
      await change();
      await woken;
    }
  });

  it("stops waiting when it is told to", async () => {
    const reason = new Error("enough");
    await assert.rejects(store().changed("stopped", AbortSignal.abort(reason)), reason);
    const stop = new AbortController();
    const waiting = store().changed("stopped", stop.signal);
    stop.abort(reason);
    await assert.rejects(waiting, reason);
  });
}

function testSpending(store: () => AnalysisStore) {
  it("adds up what is spent, exactly, in all and of each source", async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => store().spend("2026-03-14", index % 4 === 0 ? "a" : "b", 5)),
    );
    assert.deepEqual(await store().spend("2026-03-14", "a", 0), { total: 200, ofSource: 50 });
    assert.equal(await store().spentOn("2026-03-14"), 200);
    assert.equal(await store().spentOn("2026-03-15"), 0);
  });

  it("gives tokens back, never below none, and keeps a source without a name apart from the whole", async () => {
    await store().spend("2026-03-16", "", 10);
    assert.deepEqual(await store().spend("2026-03-16", "other", 3), { total: 13, ofSource: 3 });
    assert.deepEqual(await store().spend("2026-03-16", "", -4), { total: 9, ofSource: 6 });
    assert.deepEqual(await store().spend("2026-03-16", "other", -5), { total: 4, ofSource: 0 });
    assert.deepEqual(await store().spend("2026-03-17", "x".repeat(5000), -5), { total: 0, ofSource: 0 });
  });

  it("has one secret", async () => {
    const [one, other] = await Promise.all([store().secret(), store().secret()]);
    assert.equal(one.length, 32);
    assert.deepEqual(one, other);
  });

  it("is healthy while it works", async () => {
    assert.deepEqual(await store().health(), { status: "healthy" });
  });
}
