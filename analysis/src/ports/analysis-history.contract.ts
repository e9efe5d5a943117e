import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { AnalysisStore, HistoryQuery } from "./analysis-store.ts";
import { aNewAnalysis, aNewClass, storeStartMs } from "./new-analysis.fixture.ts";

/** What every store's history does: order, filters, text, pages. */
export function testHistory(name: string, open: () => Promise<AnalysisStore>) {
  describe(`${name} as a history`, () => {
    let store: AnalysisStore;
    const ids = async (query: Partial<HistoryQuery>) => {
      const page = await store.listAnalyses({ limit: 500, ...query });
      return page.analyses.map(({ id }) => Number(id.slice("analysis-".length)));
    };
    before(async () => {
      store = await open();
      await store.keep(
        aNewAnalysis(1, { severity: "low", technique: "T1003.008", words: "Opened /etc/shadow by mira" }),
      );
      await store.keep(
        aNewAnalysis(2, { rule: "Terminal shell", severity: "critical", words: "A shell, Größe-7 ΣΊΣΥΦΟΣ" }),
      );
      await store.keep(aNewAnalysis(3, { technique: "T1003", words: "etc and then shadow; user_name mira" }));
      await store.keep(aNewAnalysis(4, { severity: "low", technique: "T1059.004", words: "" }));
    });
    after(() => store.close());

    it("gives analyses newest first", async () => {
      assert.deepEqual(await ids({}), [4, 3, 2, 1]);
      assert.equal((await store.listAnalyses({ limit: 4 })).nextCursor, null);
    });

    it("filters by each, and by all together", async () => {
      assert.deepEqual(await ids({ severities: ["low"] }), [4, 1]);
      assert.deepEqual(await ids({ severities: ["critical", "low"] }), [4, 2, 1]);
      assert.deepEqual(await ids({ severities: [] }), [4, 3, 2, 1]);
      assert.deepEqual(await ids({ severities: ["low", "medium", "high", "critical"] }), [4, 3, 2, 1]);
      assert.deepEqual(await ids({ rule: "Terminal shell" }), [2]);
      assert.deepEqual(await ids({ rule: "Terminal" }), []);
      assert.deepEqual(await ids({ rule: "Terminal shell", severities: ["low"] }), []);
      assert.deepEqual(await ids({ technique: "T1003", severities: ["low"], text: "mira" }), [1]);
    });

    it("finds the sub-techniques of a technique", async () => {
      assert.deepEqual(await ids({ technique: "T1003" }), [3, 1]);
      assert.deepEqual(await ids({ technique: "T1003.008" }), [1]);
      assert.deepEqual(await ids({ technique: "T1003.00" }), []);
      assert.deepEqual(await ids({ technique: "%" }), []);
    });

    it("takes since as inclusive and until as exclusive", async () => {
      assert.deepEqual(await ids({ sinceMs: storeStartMs + 2, untilMs: storeStartMs + 4 }), [3, 2]);
      assert.deepEqual(await ids({ sinceMs: storeStartMs + 2, text: "mira" }), [3]);
      assert.deepEqual(await ids({ untilMs: storeStartMs + 2, severities: ["low"] }), [1]);
      assert.deepEqual(await ids({ sinceMs: -1e20, untilMs: 1e20 }), [4, 3, 2, 1]);
    });

    it("finds words whatever their case, the last one of a piece also where it goes on", async () => {
      assert.deepEqual(await ids({ text: "MIRA" }), [3, 1]);
      assert.deepEqual(await ids({ text: "  mira   shad " }), [3, 1]);
      assert.deepEqual(await ids({ text: "/etc/sha" }), [1]);
      assert.deepEqual(await ids({ text: "hadow" }), []);
      assert.deepEqual(await ids({ text: "größe-7" }), [2]);
      assert.deepEqual(await ids({ text: "grosse" }), []);
      assert.deepEqual(await ids({ text: "σίσυφος" }), [2]);
      assert.deepEqual(await ids({ text: "user_n" }), [3]);
      assert.deepEqual(await ids({ text: "name" }), []);
      assert.deepEqual(await ids({ text: "et/shadow" }), []);
      assert.deepEqual(await ids({ text: "   " }), [4, 3, 2, 1]);
    });

    for (const hostile of ['"', "*", "-", "🦊", "%", "'", "\\", "(((", "\u0000", "\ud800", ":*", "&|!<->", "^"]) {
      it(`finds nothing by ${JSON.stringify(hostile)}, in which there is no word`, async () => {
        assert.deepEqual(await ids({ text: hostile }), []);
      });
    }

    for (const hostile of [
      '"mira',
      "mira'",
      "mira*",
      "-mira",
      "mi🦊ra NOT",
      "NEAR(mira etc)",
      "mira OR x1",
      "mira & !etc",
      "text:mira",
      "mira:*",
      "' or 1=1 --",
      "mira\\",
      "mira\u0000",
      `${"(".repeat(50)}mira`,
    ]) {
      it(`takes ${JSON.stringify(hostile)} for words, never for a query`, async () => {
        const words = hostile.toLowerCase().match(/[a-z0-9_]+/g) ?? [];
        const texts = new Map([
          [1, "opened /etc/shadow by mira"],
          [3, "etc and then shadow; user_name mira"],
        ]);
        const found = await ids({ text: hostile });
        for (const id of found) assert.ok(words.every((word) => texts.get(id)?.includes(word)));
        if (words.length === 1) assert.deepEqual(found, [3, 1]);
      });
    }

    it("pages without holes or doubles while new ones come in", async () => {
      const createdMs = storeStartMs + 50_000;
      for (let index = 100; index < 125; index += 1)
        await store.keep(aNewAnalysis(index, { createdMs, rule: "Paged", words: "paged" }));
      for (const query of [{ rule: "Paged" }, { text: "paged" }]) {
        const seen: string[] = [];
        let cursor: string | undefined;
        for (let page = 0; page < 10; page += 1) {
          const found = await store.listAnalyses({ limit: 4, ...query, ...(cursor === undefined ? {} : { cursor }) });
          seen.push(...found.analyses.map(({ id }) => id));
          await store.keep(aNewAnalysis(1000 + page, { rule: "Later", words: "later" }));
          if (found.nextCursor === null) break;
          cursor = found.nextCursor;
        }
        assert.deepEqual(
          seen,
          Array.from({ length: 25 }, (_, index) => `analysis-${124 - index}`),
        );
      }
    });

    it("puts what comes in late at its own time", async () => {
      await store.keep(aNewAnalysis(9002, { rule: "Late" }));
      await store.keep(aNewAnalysis(9001, { rule: "Late" }));
      assert.deepEqual(await ids({ rule: "Late" }), [9002, 9001]);
      assert.deepEqual(await ids({ rule: "Late", sinceMs: storeStartMs + 9002 }), [9002]);
    });

    it("refuses a cursor that is not its own", async () => {
      for (const cursor of ["nonsense", "", "MQ", "\u0000", "aC4x=", "aC4tMQ", "aC45OTk5OTk5OTk5OTk5OTk5OTk5OQ"])
        await assert.rejects(store.listAnalyses({ limit: 1, cursor }), { code: "CURSOR_INVALID" });
      const { nextCursor } = await store.listAnalyses({ limit: 1 });
      for (const cursor of [nextCursor?.slice(0, -1), nextCursor?.slice(0, -2), `${nextCursor}A`, `${nextCursor}=`])
        await assert.rejects(store.listAnalyses({ limit: 1, cursor: cursor ?? "" }), { code: "CURSOR_INVALID" });
    });
  });
}

/** One analysis: kept, found, deleted. */
export function testAnalyses(store: () => AnalysisStore) {
  it("gives an analysis back as it was kept", async () => {
    const kept = aNewAnalysis(400, {
      id: "id \u0000 with \ud800 what no database keeps",
      rule: "\ue000Rule '; drop table analysis; --",
      identity: "\u0000",
      tokens: { "<HOST_1>": "\ud800" },
      eventNs: 1_773_450_000_123_456_789n,
    });
    await store().keep(kept);
    const { id, identity, eventNs, createdMs, rule, priority, source, body, tokens } = kept;
    const seen = { count: 1, firstNs: eventNs, lastNs: eventNs, hosts: 0, containers: 0, users: 0 };
    assert.deepEqual(await store().findAnalysis(id), {
      id,
      key: null,
      identity,
      eventNs,
      createdMs,
      rule,
      priority,
      source,
      body,
      tokens,
      seen,
    });
    assert.equal(await store().findReceipt(id), kept.receipt);
  });

  it("finds nothing where there is nothing", async () => {
    assert.equal(await store().findAnalysis("nothing"), null);
    assert.equal(await store().findReceipt("nothing"), null);
    assert.equal(await store().deleteAnalysis("nothing"), false);
  });

  it("counts once what is kept a second time", async () => {
    const kept = aNewAnalysis(410, { class: aNewClass("again") });
    await store().keep(kept);
    await store().keep(kept);
    assert.equal((await store().findClass("again"))?.seen.count, 1);
  });

  it("deletes an analysis with its receipt and the class that it answers", async () => {
    await store().keep(aNewAnalysis(420, { class: aNewClass("deleted"), words: "zebra crossing" }));
    await store().keep(aNewAnalysis(421, { class: aNewClass("deleted") }));
    assert.equal(await store().deleteAnalysis("analysis-421"), true);
    assert.equal(await store().deleteAnalysis("analysis-421"), false);
    assert.equal(await store().findReceipt("analysis-421"), null);
    assert.equal(await store().findClass("deleted"), null);
    assert.equal((await store().findAnalysis("analysis-420"))?.seen.count, 2);
    assert.equal(await store().deleteAnalysis("analysis-420"), true);
    assert.deepEqual((await store().listAnalyses({ limit: 5, text: "zebra" })).analyses, []);
  });

  it("leaves the class of an older answer that is deleted", async () => {
    await store().keep(aNewAnalysis(430, { class: aNewClass("older") }));
    await store().keep(aNewAnalysis(431, { class: aNewClass("older") }));
    assert.equal(await store().deleteAnalysis("analysis-430"), true);
    assert.equal((await store().findClass("older"))?.analysisId, "analysis-431");
  });
}
