import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readMetric, readTotal } from "./read-metrics.ts";

const page = String.raw`# HELP a_total of a
# TYPE a_total counter
a_total{cpu="0",name="x\"}\\ y"} 2
a_total{cpu="1"} 3e2 1700000000000
a_total_more 7
b 1
c NaN
`;

describe("a page of metrics", () => {
  it("gives the samples of a name with their labels", () => {
    assert.deepEqual(readMetric(page, "a_total"), [
      { labels: { cpu: "0", name: 'x"}\\ y' }, value: 2 },
      { labels: { cpu: "1" }, value: 300 },
    ]);
    assert.deepEqual(readMetric(page, "c"), []);
  });

  it("gives a sum under the first name that is there", () => {
    assert.equal(readTotal(page, "none", "a_total", "b"), 302);
    assert.equal(readTotal(page, "none"), null);
  });

  it("is read in linear time whatever it holds", () => {
    const began = performance.now();
    for (const text of [`a{${"a".repeat(250_000)}} 1`, "a{".repeat(125_000), 'a{b="\\'.repeat(40_000)])
      readMetric(text, "a");
    for (const text of [`a{${"a".repeat(3_000)}} 1\n`, `a{${'b="\\'.repeat(900)}} 1\n`])
      readMetric(text.repeat(60), "a");
    assert.ok(performance.now() - began < 500);
  });
});
