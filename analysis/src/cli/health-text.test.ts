import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { healthText } from "./health-text.ts";

const report = {
  status: "degraded",
  services: {
    grafana: { status: "not_configured", latency_ms: 0.2, detail: "health.grafana_url is not set." },
    falco: {
      status: "degraded",
      latency_ms: 12.5,
      detail: `Falco drops 25 % of the system calls: raise engine.*.buf_size_preset, give it more CPU, or let it watch less.`,
    },
    analysis: { status: "healthy", latency_ms: 0.1 },
  },
};

describe("the health in a terminal", () => {
  it("has the detail beside the row where there is room, and what is not set up last", () => {
    assert.deepEqual(healthText(report, { width: 120, colour: false }).split("\n"), [
      "degraded",
      "  falco            degraded          12.5 ms  Falco drops 25 % of the system calls: raise engine.*.buf_size_preset, give",
      "                                              it more CPU, or let it watch less.",
      "  analysis         healthy            0.1 ms",
      "  grafana          not_configured             health.grafana_url is not set.",
      "",
    ]);
  });

  it("has it under the row in a narrow one", () => {
    const lines = healthText(report, { width: 50, colour: false }).split("\n");
    assert.deepEqual(lines.slice(1, 4), [
      "  falco            degraded          12.5 ms",
      "      Falco drops 25 % of the system calls: raise",
      "      engine.*.buf_size_preset, give it more CPU,",
    ]);
    assert.ok(lines.every((line) => line.length <= 50));
  });

  it("cuts nothing where nobody looks at columns, and colours only where that is wanted", () => {
    assert.equal(healthText(report, { width: null, colour: false }).split("\n").length, 5);
    const coloured = healthText(report, { width: 120, colour: true });
    assert.match(coloured, /\u001b\[2m {2}grafana/);
    assert.match(coloured, /\u001b\[33mdegraded/);
  });

  it("obeys nothing that a service writes", () => {
    const hostile = {
      status: "\u001b[2J",
      services: { "a\nb": { status: "x\u001b]0;y", latency_ms: null, detail: "\u009b31m" } },
    };
    assert.doesNotMatch(
      healthText(hostile, { width: 80, colour: false }).replaceAll("\n", ""),
      /[\u0000-\u001f\u0080-\u009f]/,
    );
    assert.match(healthText(hostile, { width: 80, colour: false }), /a\\nb/);
  });
});
