import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alertFrom } from "#alert/facts.fixture.ts";
import type { Alert } from "#domain/alert.ts";
import { effects, horizons } from "#domain/analysis.ts";
import { explainSensorEvent } from "./sensor-health.ts";

const dropRule = "Falco internal: syscall event drop";
const internal = (rule: string, fields: Record<string, string | number> = {}, output = `${rule}.`): Alert =>
  alertFrom({ _source: "internal", _rule: rule, _output: output, _priority: "Debug", ...fields });

describe("explainSensorEvent", () => {
  it("reads counts as numbers and as text alike", () => {
    const asText = explainSensorEvent(internal(dropRule, { n_drops: "5000", n_evts: "20000" }));
    const asNumber = explainSensorEvent(internal(dropRule, { n_drops: 5000, n_evts: 20000 }));
    assert.deepEqual(asText, asNumber);
    assert.match(asText.summary, /5,000 system calls of 20,000 \(25\.0 %\)/);
    assert.equal(asText.severity, "high");
  });

  it("rates by the share that was lost", () => {
    const severity = (n_drops: number, n_evts: number) =>
      explainSensorEvent(internal(dropRule, { n_drops, n_evts })).severity;
    assert.equal(severity(0, 10_000), "low");
    assert.equal(severity(9, 15_000), "low");
    assert.equal(severity(300, 15_000), "medium");
    assert.equal(severity(15_000, 15_000), "high");
    assert.equal(severity(20_000, 15_000), "high");
  });

  it("takes the count from the message where the fields lack it", () => {
    const found = explainSensorEvent(
      internal(dropRule, {}, `${dropRule}. 815508 system calls dropped in last second.`),
    );
    assert.match(found.summary, /815,508/);
    assert.equal(found.severity, "high");
  });

  it("names the cause that weighs most first, under old and new names", () => {
    const faults = explainSensorEvent(
      internal(dropRule, { n_drops: 9, n_evts: 15232, n_drops_buffer: 0, n_drops_pf: 9 }),
    );
    assert.match(faults.causes[0] ?? "", /page faults/);
    const buffer = explainSensorEvent(
      internal(dropRule, {
        n_drops: 9,
        n_evts: 20,
        n_drops_buffer_total: 8,
        n_drops_page_faults: 1,
        n_drops_buffer_execve_exit: "8",
      }),
    );
    assert.match(buffer.causes[0] ?? "", /buffer/);
    assert.match(buffer.impact, /starts of programs/);
    assert.ok(buffer.steps.some((step) => step.text.includes("engine.modern_ebpf.buf_size_preset")));
    const bug = explainSensorEvent(internal(dropRule, { n_drops: 9, n_evts: 20, n_drops_bug: 9 }));
    assert.ok(bug.steps.some((step) => step.text.includes("Update Falco")));
  });

  it("says of silence that the sensor may be blind", () => {
    const found = explainSensorEvent(
      internal(
        "Falco internal: timeouts notification",
        { last_event_time: "13:22:12.609379000" },
        "Falco internal: timeouts notification. 1000 consecutive timeouts without event.",
      ),
    );
    assert.match(found.summary, /13:22:12/);
    assert.equal(found.severity, "medium");
  });

  it("keeps calm about metrics without drops, and not about those with", () => {
    const rule = "Falco internal: metrics snapshot";
    assert.equal(explainSensorEvent(internal(rule, { "scap.n_drops": 0, "scap.n_evts": 500 })).severity, "low");
    assert.equal(
      explainSensorEvent(internal(rule, { "scap.n_drops": 50, "scap.n_drops_perc": 20.5 })).severity,
      "high",
    );
    const lostAlerts = explainSensorEvent(internal(rule, { "scap.n_drops": 0, "falco.outputs_queue_num_drops": 12 }));
    assert.equal(lostAlerts.severity, "medium");
    assert.ok(lostAlerts.steps.some((step) => step.text.includes("outputs_queue.capacity")));
  });

  it("has a step in every horizon, read-only first, for anything that Falco may say, and never speaks of an attack", () => {
    const bad = "$(id)\u0000 x n_drops=9";
    const events = [
      internal(dropRule, { n_drops: 1, n_evts: 2 }),
      internal(dropRule, { n_drops: bad, n_evts: "-5", n_drops_perc: "NaN" }),
      internal("Falco internal: timeouts notification", { last_event_time: bad }),
      internal("Falco internal: metrics snapshot", { "scap.n_drops": "9".repeat(400) }),
      internal("Falco internal: metrics snapshot"),
      internal("Falco internal: something new", {}, bad),
    ];
    for (const event of events) {
      const found = explainSensorEvent(event);
      for (const horizon of horizons) {
        const steps = found.steps.filter((step) => step.horizon === horizon);
        assert.ok(steps.length > 0, `${event.rule} ${horizon}`);
        const order = steps.map((step) => effects.indexOf(step.effect));
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
          `${event.rule} ${horizon}`,
        );
      }
      assert.ok(found.causes.length > 0);
      assert.doesNotMatch(JSON.stringify(found), /attack|malicious|\$\(id\)|NaN|Infinity/i);
    }
  });
});
