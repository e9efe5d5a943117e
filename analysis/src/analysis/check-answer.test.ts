import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Level, Severity, Verdict } from "#domain/analysis.ts";
import type { Answer } from "./answer.ts";
import { anAnswerGround } from "./answer-ground.fixture.ts";
import { checkAnswer } from "./check-answer.ts";

const ground = anAnswerGround();
const { builtIn } = ground;
const evidence = [{ claim: "It reads the hashes", quote: "file=/etc/shadow" }];

describe("the ground of these tests", () => {
  it("is a true positive of high severity", () => {
    assert.partialDeepStrictEqual(builtIn, {
      verdict: "true_positive",
      mitre_attack: { technique: "T1003.008", chosen_by: "knowledge" },
      risk_assessment: { severity: "high", confidence: "medium" },
      false_positive: { likelihood: "medium" },
    });
    assert.equal(ground.assessment.likelihoodCeiling, "medium");
    assert.equal(ground.assessment.severityFloor, "low");
  });
});

describe("checkAnswer", () => {
  it("gives the built-in analysis for an answer that says nothing", () => {
    assert.deepEqual(checkAnswer({}, ground), { body: builtIn, corrections: [] });
  });

  it("lets an answer that holds pass without a word, with real names", () => {
    const answer: Answer = {
      attack_vector: "[USER-1] reads the hashes on [HOST-1].",
      evidence: [{ claim: "[USER-1] did it", quote: "user=[USER-1] process=cat" }],
      mitre_attack: {
        tactic: "Credential Access",
        technique: "T1003.008",
        technique_name: "/etc/passwd and /etc/shadow",
      },
      risk_assessment: { severity: "critical", confidence: "high", impact: "[USER-1] can become root." },
      false_positive: { likelihood: "low", common_causes: ["A backup"], distinguishing_factors: ["Who [USER-1] is"] },
      verdict: "true_positive",
      mitigations: { immediate: ["Lock [USER-1]"], short_term: ["b"], long_term: ["c"] },
      investigate: ["What else [USER-1] did"],
      summary: "[USER-1] reads the hashes.",
    };
    const { body, corrections } = checkAnswer(answer, ground);
    assert.deepEqual(corrections, []);
    assert.deepEqual(body, {
      ...builtIn,
      attack_vector: "mira reads the hashes on db-7.",
      evidence: [{ claim: "mira did it", quote: "user=mira process=cat" }],
      mitre_attack: { ...builtIn.mitre_attack, chosen_by: "model" },
      risk_assessment: { severity: "critical", confidence: "high", impact: "mira can become root." },
      false_positive: { likelihood: "low", common_causes: ["A backup"], distinguishing_factors: ["Who mira is"] },
      mitigations: { immediate: ["Lock mira"], short_term: ["b"], long_term: ["c"] },
      investigate: ["What else mira did"],
      summary: "mira reads the hashes.",
    });
  });

  it("never takes steps or a query from a model", () => {
    const answer = { verdict: "inconclusive", decide: { question: "Planned?", query: "rm -rf" }, mitigation_steps: [] };
    const { body } = checkAnswer(answer as Answer, ground);
    assert.deepEqual(body.mitigation_steps, builtIn.mitigation_steps);
    assert.equal(body.decide?.question, "Planned?");
    assert.match(body.decide?.query ?? "", /^\/api\/events\?hostname=db-7&since=/);
  });
});

describe("a verdict", () => {
  type Case = readonly [
    own: Verdict,
    says: Verdict,
    quoted: boolean,
    change: { readonly ceiling?: Level; readonly persuadable?: boolean },
    becomes: Verdict,
    correction: RegExp | null,
  ];
  const cases: readonly Case[] = [
    ["true_positive", "true_positive", false, {}, "true_positive", null],
    ["true_positive", "inconclusive", false, {}, "inconclusive", null],
    [
      "true_positive",
      "false_positive",
      false,
      {},
      "true_positive",
      /rests on no quote of the alert; true_positive used/,
    ],
    ["true_positive", "false_positive", true, {}, "inconclusive", /against what the alert shows; inconclusive used/],
    [
      "true_positive",
      "false_positive",
      true,
      { ceiling: "low" },
      "true_positive",
      /is milder than what the alert shows for certain/,
    ],
    [
      "true_positive",
      "inconclusive",
      true,
      { ceiling: "low" },
      "true_positive",
      /is milder than what the alert shows for certain/,
    ],
    [
      "true_positive",
      "inconclusive",
      true,
      { persuadable: true },
      "true_positive",
      /could have talked the model into it/,
    ],
    [
      "true_positive",
      "false_positive",
      true,
      { persuadable: true },
      "true_positive",
      /could have talked the model into it/,
    ],
    ["inconclusive", "true_positive", false, {}, "inconclusive", /rests on no quote/],
    ["inconclusive", "true_positive", true, {}, "true_positive", null],
    ["inconclusive", "true_positive", true, { persuadable: true, ceiling: "low" }, "true_positive", null],
    ["inconclusive", "false_positive", true, {}, "false_positive", null],
    ["inconclusive", "false_positive", false, {}, "inconclusive", /rests on no quote/],
    ["inconclusive", "false_positive", true, { persuadable: true }, "inconclusive", /could have talked/],
    ["false_positive", "true_positive", true, { persuadable: true }, "true_positive", null],
    ["false_positive", "true_positive", false, {}, "false_positive", /rests on no quote/],
    ["false_positive", "inconclusive", false, { persuadable: true }, "inconclusive", null],
  ];
  for (const [own, says, quoted, { ceiling = "medium", persuadable = false }, becomes, correction] of cases)
    it(`${own}, told ${says} ${quoted ? "with" : "without"} a quote (${ceiling}${persuadable ? ", persuadable" : ""}), becomes ${becomes}`, () => {
      const { body, corrections } = checkAnswer(
        { verdict: says, ...(quoted ? { evidence } : {}) },
        anAnswerGround({ builtIn: { verdict: own }, assessment: { likelihoodCeiling: ceiling }, persuadable }),
      );
      assert.equal(body.verdict, becomes);
      assert.equal(body.decide !== null, becomes === "inconclusive");
      const said = corrections.filter((text) => text.includes("verdict")).join("; ");
      assert.match(said, correction ?? /^$/);
    });

  it("is not carried by a quote that does not stand", () => {
    const made = [{ claim: "A job", quote: "parent=backup.service" }];
    const { body, corrections } = checkAnswer({ verdict: "false_positive", evidence: made }, ground);
    assert.equal(body.verdict, "true_positive");
    assert.deepEqual(body.evidence, builtIn.evidence);
    assert.match(corrections.join("; "), /a quote that does not stand in the alert was left out; .*rests on no quote/);
  });

  it("takes the model's confidence with it, and only with it", () => {
    const risk_assessment = { confidence: "low" } as const;
    const confidence = (answer: Answer) =>
      checkAnswer({ ...answer, risk_assessment }, ground).body.risk_assessment.confidence;
    assert.equal(confidence({ verdict: "inconclusive" }), "low");
    assert.equal(confidence({ verdict: "false_positive" }), "medium");
    assert.equal(confidence({}), "medium");
  });
});

describe("severity and likelihood", () => {
  const severities: readonly (readonly [
    own: Severity,
    floor: Severity,
    says: Severity,
    persuadable: boolean,
    becomes: Severity,
  ])[] = [
    ["high", "low", "low", false, "medium"],
    ["high", "low", "medium", false, "medium"],
    ["high", "low", "critical", false, "critical"],
    ["high", "low", "low", true, "high"],
    ["high", "low", "critical", true, "critical"],
    ["high", "high", "medium", false, "high"],
    ["critical", "high", "low", false, "high"],
    ["medium", "critical", "low", false, "critical"],
    ["low", "low", "low", false, "low"],
    ["low", "low", "high", true, "high"],
  ];
  for (const [own, floor, says, persuadable, becomes] of severities)
    it(`severity ${own} with the floor ${floor}, told ${says}${persuadable ? " by one persuaded" : ""}, becomes ${becomes}`, () => {
      const { body, corrections } = checkAnswer(
        { risk_assessment: { severity: says } },
        anAnswerGround({
          assessment: { severityFloor: floor },
          builtIn: { risk_assessment: { ...builtIn.risk_assessment, severity: own } },
          persuadable,
        }),
      );
      assert.equal(body.risk_assessment.severity, becomes);
      const said = `severity ${says} is below what the alert shows for certain; ${becomes} used`;
      assert.deepEqual(corrections, says === becomes ? [] : [said]);
    });

  const likelihoods: readonly (readonly [
    own: Level,
    ceiling: Level,
    says: Level,
    persuadable: boolean,
    becomes: Level,
  ])[] = [
    ["low", "medium", "high", false, "medium"],
    ["low", "medium", "high", true, "low"],
    ["low", "low", "medium", false, "low"],
    ["high", "high", "low", true, "low"],
    ["high", "low", "high", true, "low"],
    ["medium", "high", "high", false, "high"],
  ];
  for (const [own, ceiling, says, persuadable, becomes] of likelihoods)
    it(`likelihood ${own} with the ceiling ${ceiling}, told ${says}${persuadable ? " by one persuaded" : ""}, becomes ${becomes}`, () => {
      const { body, corrections } = checkAnswer(
        { false_positive: { likelihood: says } },
        anAnswerGround({
          assessment: { likelihoodCeiling: ceiling },
          builtIn: { false_positive: { ...builtIn.false_positive, likelihood: own } },
          persuadable,
        }),
      );
      assert.equal(body.false_positive.likelihood, becomes);
      assert.equal(corrections.length, says === becomes ? 0 : 1);
    });
});
