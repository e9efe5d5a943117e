import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import type { Analysis, AnalysisContext } from "#domain/analysis.ts";
import { contextSchema } from "#domain/analysis.ts";
import { renderReport } from "../report.ts";
import { contextSentences, nearest } from "./sentences.ts";

const counts = { hour: 1, day: 2, week: 30 };

function aContext(change: Partial<AnalysisContext> = {}): AnalysisContext {
  return {
    rule: { here: counts, everywhere: { hour: 4, day: 9, week: 120 }, hosts: 3, first_seen: null },
    timeline: [],
    timeline_left_out: 0,
    command_elsewhere: null,
    other_rules: [],
    techniques: [],
    habit_of_hosts: null,
    effect: "none",
    because: [],
    missing: [],
    ...change,
  };
}

const aLine = (second: number, relation: "container" | "host", text = "id"): AnalysisContext["timeline"][number] => ({
  time: `2026-03-14T02:00:${String(second).padStart(2, "0")}.000000000Z`,
  relation,
  rule: "Shell",
  priority: "Notice",
  text,
  times: 1,
});

function withContext(context: AnalysisContext): Analysis {
  const analysis = anAnalysis();
  return { ...analysis, meta: { ...analysis.meta, context: contextSchema.parse(context) } };
}

const report = (analysis: Analysis) => renderReport(anAlert(), analysis, { width: 100, colour: false });

describe("around this alert, as people read it", () => {
  it("says how often the rule fired, and what could not be looked up", () => {
    const sentences = contextSentences(aContext({ missing: ["what else happened there"] }));
    assert.deepEqual(sentences, [
      "The rule fired here 1 in the hour, 2 in the day, 30 in the week before; everywhere 4 in the hour, 9 in the day, 120 in the week before (3 hosts); never before within 30 days.",
      "Could not be looked up in the time there was: what else happened there.",
    ]);
  });

  it("is no part of a report where nobody looked", () => {
    assert.doesNotMatch(report(anAnalysis()), /Around this alert/);
  });

  it("shows the closest lines in the order of time, and how many there are besides", () => {
    const timeline = [
      ...Array.from({ length: 9 }, (_, index) => aLine(index, "host")),
      ...Array.from({ length: 3 }, (_, index) => aLine(20 + index, "container", "close")),
    ];
    const context = aContext({ timeline });
    assert.deepEqual(
      nearest(context, 4).map(({ time }) => time.slice(17, 19)),
      ["00", "20", "21", "22"],
    );
    const text = report(withContext(context));
    assert.match(text, /02:00:22 Shell \(same container\): close/);
    assert.match(text, /and 2 more/);
  });

  it("cannot steer the terminal", () => {
    const text = report(withContext(aContext({ timeline: [aLine(1, "host", "\u001b]0;x\u0007\u001b[2J\u202eabc")] })));
    assert.doesNotMatch(text, /[\u001b\u0007\u202e]/);
  });
});
