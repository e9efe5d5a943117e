import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { anAlert } from "#domain/alert.fixture.ts";
import type { Alert } from "#domain/alert.ts";
import { priorities } from "#domain/alert.ts";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import type { Analysis } from "#domain/analysis.ts";
import { severities, verdicts } from "#domain/analysis.ts";
import { ModelFault } from "#domain/model-fault.ts";
import { mapStore } from "#ports/analysis-store.fixture.ts";
import { goodText } from "#ports/language-model.fixture.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { anAnalystWith } from "../analyst.fixture.ts";
import type { Case } from "../case.ts";
import { openCase } from "../case.ts";
import type { Finished } from "./note-of.ts";
import { finishedOf } from "./note-of.ts";

const output =
  "Sensitive file opened | user=miranda file=/etc/shadow command=cat /etc/shadow connection=203.0.113.9 password=Plum-Kettle7";
const alert = anAlert({
  hostname: "shop-node-7",
  output,
  output_fields: { "user.name": "miranda", "fd.sip": "203.0.113.9", "proc.cmdline": "cat /etc/shadow" },
});
const originals = /miranda|shop-node-7|203\.0\.113\.9|Plum-Kettle7/;
const naming = { names: false, identity: null, randomId: () => "0" };

function caseOf(given: Alert): Case {
  return openCase(given, {
    createVeil: (one) => createVeil(one, { enabled: true, level: "standard", preserveStructure: true }),
    run: null,
    randomId: () => "0123456789abcdef",
  });
}

function finished(given: Case, analysis: Analysis, change = {}): Finished {
  const made = finishedOf(given, analysis, { ...naming, ...change });
  assert.ok(made);
  return made;
}

describe("an analysis as a line of its own", () => {
  const told = anAnalysis({ summary: "miranda read /etc/shadow on shop-node-7 from 203.0.113.9." });

  it("has tokens for names, in line and notice", () => {
    const { note, notice } = finished(caseOf(alert), told);
    const all = JSON.stringify([note(1n).line, note(1n).labels, notice("t")]);
    assert.doesNotMatch(all, originals);
    const { event, output: summary } = JSON.parse(note(1n).line);
    assert.match(summary, /\[USER-1\]/);
    assert.equal(event.time, alert.time);
    assert.equal(notice("2026-03-14T02:00:00Z").time, "2026-03-14T02:00:00Z");
    assert.equal(notice("t").fields["event.time"], alert.time);
  });

  it("has the names where that is wanted", () => {
    const { line } = finished(caseOf(alert), told, { names: true }).note(1n);
    assert.equal(JSON.parse(line).event.hostname, "shop-node-7");
    assert.match(JSON.parse(line).output, /miranda/);
  });

  it("is none where nothing can be hidden", () => {
    assert.equal(finishedOf({ ...caseOf(alert), veil: null }, told, naming), null);
  });

  it("has one key for one analysis of one event", () => {
    const keyOf = (given: Alert, id: string, change = {}) =>
      finished(caseOf(given), anAnalysis({ meta: { ...told.meta, id } }), change).key;
    const key = keyOf(alert, "a1");
    assert.equal(keyOf({ ...alert }, "a1"), key);
    assert.notEqual(keyOf(alert, "a2"), key);
    assert.notEqual(keyOf({ ...alert, hostname: "shop-node-8" }, "a1"), key);
    assert.notEqual(keyOf(alert, "a1", { identity: "f".repeat(64) }), key);
  });

  it("has labels that are always the same ones, whatever alert and model say", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    const allowed = [...severities, ...verdicts, ...priorities, "builtin", "llm", "analysis"] as readonly string[];
    fc.assert(
      fc.property(
        fc.record({
          rule: text,
          output: text,
          hostname: fc.option(text),
          source: text,
          priority: fc.constantFrom(...priorities),
          tags: fc.array(text, { maxLength: 3 }),
        }),
        fc.record({
          summary: text,
          attack_vector: text,
          verdict: fc.constantFrom(...verdicts),
        }),
        fc.constantFrom(...severities),
        fc.dictionary(text, text, { maxKeys: 3 }),
        (changed, body, severity, fields) => {
          const given = caseOf(anAlert({ ...changed, output_fields: fields }));
          if (given.veil === null) return;
          const impact = body.summary;
          const analysis = anAnalysis({ ...body, risk_assessment: { severity, confidence: "low", impact } });
          const { labels, line } = finished(given, analysis).note(1n);
          assert.deepEqual(Object.keys(labels).sort(), ["engine", "priority", "severity", "source", "verdict"]);
          for (const value of Object.values(labels)) assert.ok(allowed.includes(value), value);
          assert.equal(labels["source"], "analysis");
          assert.ok(!line.includes("\n"));
          JSON.parse(line);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("an analyst that writes back", () => {
  it("writes what is asked to be stored, and never an answer that has expired", async () => {
    let nowMs = Date.parse("2026-03-14T02:00:00Z");
    const keys: string[] = [];
    const analyst = anAnalystWith([goodText(), () => Promise.reject(new ModelFault("MODEL_MISSING"))], {
      now: () => new Date(nowMs),
      elapsed: () => nowMs,
      store: mapStore(),
      writeBack: { put: async ({ key }) => void keys.push(key), names: false },
    });
    await analyst.analyse(alert);
    assert.equal(keys.length, 0, "nobody asked for it");
    await analyst.analyse(alert, { store: true });
    await analyst.analyse(alert, { store: true });
    assert.deepEqual([keys.length, new Set(keys).size], [2, 1], "the same analysis has the same key");
    nowMs += 3_600_001;
    const late = await analyst.analyse(alert, { store: true });
    assert.equal(late.meta.stale, true);
    assert.equal(keys.length, 2);
  });
});
