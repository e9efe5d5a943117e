import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { anAnalysisBody } from "#domain/analysis.fixture.ts";
import type { MitreAttack } from "#domain/analysis.ts";
import { findTechnique } from "#knowledge/attack.ts";
import type { Ground } from "./ground.ts";
import { groundAnalysis, mitreOf, noTechnique, platformsOf } from "./ground.ts";

const linkerHijacking = findTechnique("T1574.006");
assert.ok(linkerHijacking);
const fallback = mitreOf(linkerHijacking, "persistence", "knowledge");

const alert = anAlert({
  output: "File below /etc opened for writing (file=/etc/ld.so.cache~)",
  output_fields: { "fd.name": "/etc/ld.so.cache~" },
});

function ground(change: Partial<Ground> = {}): Ground {
  return {
    alert,
    platforms: platformsOf("syscall"),
    fallback,
    severityFloor: "low",
    likelihoodCeiling: "high",
    ...change,
  };
}

function claim(change: Partial<MitreAttack>) {
  return anAnalysisBody({ mitre_attack: { ...noTechnique, chosen_by: "model", ...change } });
}

describe("groundAnalysis", () => {
  it("lets what holds pass without a word", () => {
    const body = claim({ technique: "T1574.006", technique_name: "Dynamic Linker Hijacking", tactic: "Persistence" });
    const { body: grounded, corrections } = groundAnalysis(body, ground());
    assert.equal(grounded.mitre_attack.technique, "T1574.006");
    assert.equal(grounded.mitre_attack.chosen_by, "model");
    assert.deepEqual(corrections, []);
  });

  it("replaces a technique of another platform: the well-known T1547.001 of a Linux alert", () => {
    const { body, corrections } = groundAnalysis(
      claim({ technique: "T1547.001", technique_name: "Boot or Logon Autostart Execution", tactic: "Persistence" }),
      ground(),
    );
    assert.equal(body.mitre_attack.technique, "T1574.006");
    assert.match(corrections.join(), /T1547\.001 .* is for Windows; T1574\.006 used/);
  });

  it("replaces a technique that does not exist, and keeps hostile text out of the correction", () => {
    const { body, corrections } = groundAnalysis(claim({ technique: "T9999\u001b[31m<script>" }), ground());
    assert.equal(body.mitre_attack.technique, "T1574.006");
    assert.doesNotMatch(corrections.join(), /\u001b/);
  });

  it("follows the replacement of a retired technique", () => {
    const { body, corrections } = groundAnalysis(claim({ technique: "T1156", tactic: "Persistence" }), ground());
    assert.equal(body.mitre_attack.technique, "T1546.004");
    assert.match(corrections.join(), /T1156 is retired/);
  });

  it("puts the tactic right and takes the name from the catalogue", () => {
    const { body, corrections } = groundAnalysis(
      claim({ technique: "T1574.006", technique_name: "Boot Stuff", tactic: "Impact" }),
      ground(),
    );
    assert.equal(body.mitre_attack.technique_name, "Dynamic Linker Hijacking");
    assert.ok(["Persistence", "Privilege Escalation", "Defense Evasion"].includes(body.mitre_attack.tactic ?? ""));
    assert.equal(corrections.length, 2);
  });

  it("drops quotes that do not stand in the alert, blanks aside", () => {
    const evidence = [
      { claim: "a", quote: "File  below\n/etc" },
      { claim: "b", quote: "/etc/ld.so.cache~" },
      { claim: "c", quote: "rm -rf /" },
      { claim: "d", quote: " " },
    ];
    const { body, corrections } = groundAnalysis({ ...anAnalysisBody(), evidence }, ground());
    assert.deepEqual(
      body.evidence.map(({ claim: text }) => text),
      ["a", "b"],
    );
    assert.equal(corrections.length, 2);
  });

  it("lets nobody rate an alert below what is certain or call it likelier false than allowed", () => {
    const calm = anAnalysisBody({
      risk_assessment: { severity: "low", confidence: "high", impact: "" },
      false_positive: { likelihood: "high", common_causes: [], distinguishing_factors: [] },
    });
    const { body, corrections } = groundAnalysis(calm, ground({ severityFloor: "high", likelihoodCeiling: "low" }));
    assert.equal(body.risk_assessment.severity, "high");
    assert.equal(body.false_positive.likelihood, "low");
    assert.equal(corrections.length, 2);
  });

  it("keeps alternatives only when they hold", () => {
    const alternatives = ["T1003.008", "T1547.001", "T0000"].map((technique) => ({
      technique,
      technique_name: "",
      tactic: "",
      proposed_by: "rule" as const,
    }));
    const { body } = groundAnalysis(claim({ technique: null, alternatives }), ground());
    assert.deepEqual(
      body.mitre_attack.alternatives.map(({ technique }) => technique),
      ["T1003.008"],
    );
    assert.equal(body.mitre_attack.technique, null);
  });
});
