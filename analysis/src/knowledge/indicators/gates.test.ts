import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import { behind, firstOf } from "./gates.ts";
import { findIndicators, indicators } from "./index.ts";

describe("gates", () => {
  it("are open to every example that shows the behaviour", () => {
    for (const indicator of indicators) {
      for (const example of indicator.examples.found) {
        const found = findIndicators(factsFrom(example)).some((finding) => finding.indicator === indicator);
        assert.ok(found, `${indicator.id} is not asked about ${JSON.stringify(example)}`);
      }
    }
  });

  it("are one for each match", () => {
    const match = behind({ needs: ["file"] }, () => null);
    assert.throws(() => behind({ needs: ["connection"] }, match), /one gate/);
  });
});

describe("firstOf", () => {
  const facts = factsFrom({});
  const silent = behind({ programs: new Set(["curl"]), needs: ["file"] }, () => null);
  const speaking = behind({ programs: new Set(["wget"]), events: new Set(["bpf"]) }, () => "a quote");

  it("gives the first answer", () => {
    assert.equal(firstOf(silent, speaking)(facts), "a quote");
    assert.equal(firstOf(silent)(facts), null);
  });

  it("is asked where any of them would be", () => {
    const { programs, events, needs } = firstOf(silent, speaking).gate;
    assert.deepEqual([[...(programs ?? [])], [...(events ?? [])], needs], [["curl", "wget"], ["bpf"], ["file"]]);
  });
});
