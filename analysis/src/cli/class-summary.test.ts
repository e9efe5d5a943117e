import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import { classesMax, createClassSummary, hostsMax } from "./class-summary.ts";

describe("the summary by class", () => {
  it("keeps of a storm what is printed only: a row and one report a class, hosts up to a limit", () => {
    let rendered = 0;
    const summary = createClassSummary(() => {
      rendered += 1;
      return `report ${rendered}`;
    });
    for (let index = 0; index < 20_000; index += 1)
      summary.add("one", anAlert({ hostname: `node-${index}` }), anAnalysis());
    const [row, ...others] = summary.rows();
    assert.deepEqual(others, []);
    assert.equal(row?.count, 20_000);
    assert.equal(row?.hosts.size, hostsMax);
    assert.equal(row?.report, "report 1");
  });

  it("has room for so many classes, and counts what is of others", () => {
    const summary = createClassSummary(() => "");
    for (let index = 0; index < classesMax + 5; index += 1) summary.add(String(index), anAlert(), anAnalysis());
    summary.add("0", anAlert(), anAnalysis());
    assert.equal(summary.rows().length, classesMax);
    assert.equal(summary.rows()[0]?.count, 2);
    assert.equal(summary.uncounted(), 5);
  });
});
