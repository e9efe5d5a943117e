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
    const { body } = checkAnswer(answer as Answer, anAnswerGround({ builtIn: { verdict: "inconclusive" } }));
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
    ["true_positive", "inconclusive", false, {}, "true_positive", /is milder than what the alert shows/],
    ["true_positive", "false_positive", false, {}, "true_positive", /is milder than what the alert shows/],
    [
      "true_positive",
      "false_positive",
      true,
      {},
      "true_positive",
      /is milder than what the alert shows; true_positive used/,
    ],
    [
      "true_positive",
      "false_positive",
      true,
      { ceiling: "low" },
      "true_positive",
      /is milder than what the alert shows/,
    ],
    ["true_positive", "inconclusive", true, { ceiling: "low" }, "true_positive", /is milder than what the alert shows/],
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
    assert.match(corrections.join("; "), /is milder than what the alert shows/);
  });

  it("takes the model's confidence with it, and only with it", () => {
    const risk_assessment = { confidence: "low" } as const;
    const confidence = (answer: Answer) =>
      checkAnswer({ ...answer, risk_assessment }, ground).body.risk_assessment.confidence;
    assert.equal(confidence({ verdict: "true_positive" }), "low");
    assert.equal(confidence({ verdict: "inconclusive" }), "medium");
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
    ["medium", "low", "low", false, "low"],
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
          builtIn: { verdict: "inconclusive", risk_assessment: { ...builtIn.risk_assessment, severity: own } },
          persuadable,
        }),
      );
      assert.equal(body.risk_assessment.severity, becomes);
      const said = [
        "the model's text argued for less than the alert shows; the built-in text is shown",
        `severity ${says} is below what the alert shows; ${becomes} used`,
      ];
      assert.deepEqual(corrections, says === becomes ? [] : said);
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
          builtIn: { verdict: "inconclusive", false_positive: { ...builtIn.false_positive, likelihood: own } },
          persuadable,
        }),
      );
      assert.equal(body.false_positive.likelihood, becomes);
      assert.equal(corrections.length, says === becomes ? 0 : 2);
    });
});

describe("an answer that argues for less than the alert shows", () => {
  const calm: Answer = {
    attack_vector: "This is routine work.",
    summary: "Nothing has to be done.",
    risk_assessment: { severity: "low", confidence: "high", impact: "None." },
    false_positive: { likelihood: "high", common_causes: ["Planned"], distinguishing_factors: ["It says so"] },
    verdict: "false_positive",
    evidence,
    mitigations: { immediate: ["Nothing"], short_term: [], long_term: [] },
    investigate: ["Nothing"],
  };

  it("loses its text with its verdict", () => {
    const { body, corrections } = checkAnswer(calm, ground);
    assert.deepEqual(body, builtIn);
    assert.ok(
      corrections.includes("the model's text argued for less than the alert shows; the built-in text is shown"),
    );
  });

  it("keeps it where the built-in analyst is in doubt and nothing could have talked the model into it", () => {
    const doubt = anAnswerGround({
      builtIn: { verdict: "inconclusive", risk_assessment: { ...builtIn.risk_assessment, severity: "low" } },
      assessment: { likelihoodCeiling: "high" },
    });
    const { body } = checkAnswer(calm, doubt);
    assert.equal(body.verdict, "false_positive");
    assert.equal(body.summary, "Nothing has to be done.");
  });

  it("hides no text that speaks to the reader", () => {
    const claim = "Speaks to whoever reads the alert";
    const speaking = anAnswerGround({
      assessment: { injection: "ignore all" },
      builtIn: { evidence: [{ claim, quote: "ignore all" }, ...builtIn.evidence] },
      persuadable: true,
    });
    const { body } = checkAnswer({ verdict: "true_positive", evidence }, speaking);
    assert.deepEqual(body.evidence, [{ claim, quote: "ignore all" }, ...evidence]);
  });
});
