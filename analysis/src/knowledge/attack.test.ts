import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { allTactics, allTechniques, findTactic, findTechnique, fitsPlatform, resolveTechnique } from "./attack.ts";
import { disputedTags } from "./disputed-tags.ts";
import { impactOfTactic } from "./impacts.ts";
import { techniqueOfWords } from "./rule-words.ts";
import { officialRules, ruleTemplates, techniqueOfRule } from "./rules.ts";

describe("the ATT&CK catalogue", () => {
  it("is version 18.1, whole", () => {
    assert.equal(allTactics.length, 14);
    assert.equal(allTechniques.length, 691);
  });

  it("finds techniques in force only", () => {
    assert.equal(findTechnique(" t1574.006 ")?.name, "Dynamic Linker Hijacking");
    assert.equal(findTechnique("T9999"), null);
    assert.equal(findTechnique("__proto__"), null);
  });

  it("follows replacements of retired ids", () => {
    const found = resolveTechnique("T1156");
    assert.equal(found?.technique.id, "T1546.004");
    assert.equal(found?.replaces, "T1156");
    assert.equal(resolveTechnique("constructor"), null);
  });

  it("knows a tactic by name, shortname and id", () => {
    for (const text of ["Credential Access", "credential-access", "TA0006", "credential_access"])
      assert.equal(findTactic(text)?.id, "TA0006");
    assert.equal(findTactic("calm"), null);
  });

  it("keeps Windows techniques from Linux alerts", () => {
    const windows = findTechnique("T1547.001");
    assert.ok(windows && !fitsPlatform(windows, ["Linux", "Containers"]));
  });
});

describe("the disputed tags", () => {
  const rules = new Set(officialRules.map(({ rule }) => rule));
  for (const [rule, { technique, tactic, why }] of disputedTags) {
    it(`argue ${technique} for "${rule}" with a tactic that belongs to it`, () => {
      assert.ok(rules.has(rule), "no official rule of that name");
      assert.ok(findTechnique(technique)?.tactics.includes(tactic), `${tactic} does not belong to ${technique}`);
      assert.ok(why.length > 20);
    });
  }

  it("leave no official rule without a technique whose tactic belongs to it", () => {
    for (const { rule, tags } of officialRules) {
      const chosen = techniqueOfRule(rule, tags);
      assert.ok(chosen, `${rule} has no technique`);
      assert.ok(chosen.tactic && findTechnique(chosen.technique)?.tactics.includes(chosen.tactic), rule);
    }
  });
});

describe("the rule templates", () => {
  it("are found by the rule and by the message", () => {
    for (const { rule } of officialRules) {
      const template = ruleTemplates.byRule(rule);
      assert.ok(template && template.keys.length > 3, rule);
      assert.ok(ruleTemplates.byMessage(template.message), rule);
    }
    assert.equal(ruleTemplates.byRule("toString"), undefined);
  });
});

describe("techniqueOfWords", () => {
  for (const [text, technique] of [
    ["XSS Filter Bypass Attempt", "T1190"],
    ["Company: Reverse shell seen", "T1059.004"],
    ["Detect crypto miners", "T1496.001"],
    ["data_examiner started", undefined],
    ["force majeure", undefined],
    ["Attach/Exec Pod", "T1609"],
  ] as const) {
    it(`reads "${text}" as ${technique ?? "nothing"}`, () =>
      assert.equal(techniqueOfWords(text)?.technique, technique));
  }

  it("speaks only of techniques in force under a tactic of theirs", () => {
    for (const tactic of Object.keys(impactOfTactic)) assert.ok(findTactic(tactic));
  });
});
