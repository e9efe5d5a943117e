import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { anAlert } from "#domain/alert.fixture.ts";
import { analysisBodySchema, horizons, levels, severities, verdicts } from "#domain/analysis.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import type { Answer } from "./answer.ts";
import { anAnswerGround, hashesRead } from "./answer-ground.fixture.ts";
import { checkAnswer } from "./check-answer.ts";

const ground = anAnswerGround();
const { builtIn } = ground;
/** Where a model may be milder. */
const doubtful = anAnswerGround({ builtIn: { verdict: "inconclusive" } });

const texts: readonly (readonly [
  key: string,
  answer: (text: string) => Answer,
  read: (body: typeof builtIn) => unknown,
])[] = [
  ["attack_vector", (text) => ({ attack_vector: text }), (body) => body.attack_vector],
  ["summary", (text) => ({ summary: text }), (body) => body.summary],
  ["impact", (text) => ({ risk_assessment: { impact: text } }), (body) => body.risk_assessment.impact],
  ["immediate", (text) => ({ mitigations: { immediate: [text] } }), (body) => body.mitigations.immediate[0]],
  ["short_term", (text) => ({ mitigations: { short_term: [text] } }), (body) => body.mitigations.short_term[0]],
  ["long_term", (text) => ({ mitigations: { long_term: [text] } }), (body) => body.mitigations.long_term[0]],
  [
    "common_causes",
    (text) => ({ false_positive: { common_causes: [text] } }),
    (body) => body.false_positive.common_causes[0],
  ],
  [
    "distinguishing_factors",
    (text) => ({ false_positive: { distinguishing_factors: [text] } }),
    (body) => body.false_positive.distinguishing_factors[0],
  ],
  ["investigate", (text) => ({ investigate: [text] }), (body) => body.investigate[0]],
  ["claim", (text) => ({ evidence: [{ claim: text, quote: "file=/etc/shadow" }] }), (body) => body.evidence[0]?.claim],
  ["question", (text) => ({ verdict: "inconclusive", decide: { question: text } }), (body) => body.decide?.question],
];

describe("texts of a model", () => {
  for (const [key, answer, read] of texts) {
    it(`in ${key} lose links, HTML and what hides, and get real names`, () => {
      const { body } = checkAnswer(answer("[see](https://evil.example) <b>[USER-1]</b>\u202e\n on [HOST-1]"), doubtful);
      assert.equal(read(body), "see mira on db-7");
    });

    it(`in ${key} show invented tokens as such, and say so`, () => {
      const { body, corrections } = checkAnswer(answer("[USER-1] and [USER-7]"), doubtful);
      assert.equal(read(body), "mira and USER-7 (invented)");
      assert.deepEqual(corrections, ["the model wrote USER-7, which stands for nothing in this alert"]);
    });
  }

  it("that are empty, or nothing but markup, are the built-in ones", () => {
    for (const empty of ["<p></p>", "\u200b", "![](https://evil.example)"]) {
      const answer: Answer = { attack_vector: empty, mitigations: { immediate: [empty] }, investigate: [empty, "x"] };
      const { body } = checkAnswer(answer, ground);
      assert.equal(body.attack_vector, builtIn.attack_vector);
      assert.deepEqual(body.mitigations.immediate, builtIn.mitigations.immediate);
      assert.deepEqual(body.investigate, ["x"]);
    }
  });

  it("are at most eight in a list, four thousand characters long, and forty corrections", () => {
    const many = Array.from({ length: 12 }, (_, text) =>
      Array.from({ length: 90 }, (_, token) => `[USER-${text}${token}9]`).join(" "),
    );
    const { body, corrections } = checkAnswer({ investigate: many, summary: "x".repeat(10_000) }, ground);
    assert.equal(body.investigate.length, 8);
    assert.equal(body.summary.length, 4000);
    assert.equal(corrections.length, 40);
  });

  it("of which a part claims too much lose no correction to invented tokens", () => {
    const tokens = Array.from({ length: 60 }, (_, token) => `[USER-${token + 20}]`).join(" ");
    const { corrections } = checkAnswer(
      { summary: tokens, risk_assessment: { severity: "low" }, verdict: "false_positive" },
      ground,
    );
    assert.match(corrections.join("; "), /verdict false_positive .*; severity low/);
  });
});

describe("names of the alert that look like tokens", () => {
  const odd = anAlert({
    ...hashesRead,
    output: "Sensitive file opened | file=/etc/shadow user=[USER-9] process=cat",
    output_fields: { "fd.name": "/etc/shadow", "user.name": "[USER-9]", "proc.name": "cat" },
  });

  it("are put in last, and are not taken for invented ones", () => {
    const oddGround = anAnswerGround({ alert: odd });
    const veil = createVeil(odd, { enabled: true, level: "standard", preserveStructure: true });
    const token = /user=(\S+)/.exec(veil.hide(odd.output))?.[1] ?? "";
    assert.doesNotMatch(token, /USER-9\]$/, "the alert's own token was sent as it came");
    const { body, corrections } = checkAnswer({ summary: `${token} reads` }, oddGround);
    assert.deepEqual(corrections, []);
    assert.match(body.summary, /reads$/);
  });

  it("do not make a token that the model invents a name", () => {
    const { body, corrections } = checkAnswer({ summary: "[USER-9] reads" }, anAnswerGround({ alert: odd }));
    assert.equal(body.summary, "USER-9 (invented) reads");
    assert.equal(corrections.length, 1);
  });
});

describe("whatever a model says", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "[USER-1]",
      "[USER-99]",
      "[REDACTED]",
      "[LITERAL USER-1]",
      "file=/etc/shadow",
      "[a](b)",
      "$&$1$`",
      "<b",
      "",
    ),
  );
  const words = fc.array(word, { maxLength: 4 }).map((parts) => parts.join(""));
  const list = fc.array(words, { maxLength: 12 });
  const id = fc.oneof(words, fc.constantFrom("T1003.008", "T1081", "T1547.001", "T1552.001", " t1059 ", "T1026"));
  const some = { requiredKeys: [] };
  const answer: fc.Arbitrary<Answer> = fc.record(
    {
      attack_vector: words,
      mitre_attack: fc.record({ tactic: fc.option(words), technique: fc.option(id), technique_name: fc.option(words) }),
      risk_assessment: fc.record(
        { severity: fc.constantFrom(...severities), confidence: fc.constantFrom(...levels), impact: words },
        some,
      ),
      mitigations: fc.record(Object.fromEntries(horizons.map((horizon) => [horizon, list])), some),
      false_positive: fc.record(
        { likelihood: fc.constantFrom(...levels), common_causes: list, distinguishing_factors: list },
        some,
      ),
      verdict: fc.constantFrom(...verdicts),
      evidence: fc.array(fc.record({ claim: words, quote: words }), { maxLength: 4 }),
      decide: fc.record({ question: words }),
      investigate: list,
      summary: words,
    },
    some,
  );
  const grounds = [
    ground,
    anAnswerGround({ persuadable: true }),
    anAnswerGround({ assessment: { likelihoodCeiling: "low", severityFloor: "high" } }),
  ];

  it("the analysis is whole, within its bounds, and holds no invented token", () => {
    fc.assert(
      fc.property(answer, fc.constantFrom(...grounds), (given, on) => {
        const { body, corrections } = checkAnswer(given, on);
        analysisBodySchema.strict().parse(body);
        for (const text of [body.attack_vector, body.summary, body.risk_assessment.impact, ...body.investigate]) {
          assert.notEqual(text, "");
          assert.doesNotMatch(text, /\[USER-99\]|\]\(/);
        }
        assert.ok(severities.indexOf(body.risk_assessment.severity) >= severities.indexOf("medium"));
        assert.ok(levels.indexOf(body.false_positive.likelihood) <= levels.indexOf(on.assessment.likelihoodCeiling));
        assert.notEqual(body.verdict, "false_positive");
        assert.ok(["T1003.008", "T1552.001", "T1059"].includes(body.mitre_attack.technique ?? ""));
        assert.ok(body.mitre_attack.alternatives.every(({ technique }) => technique !== body.mitre_attack.technique));
        assert.equal(body.decide !== null, body.verdict === "inconclusive");
        assert.ok(corrections.length <= 40);
        assert.deepEqual(body.mitigation_steps, on.builtIn.mitigation_steps);
      }),
      { numRuns: 500 },
    );
  });

  it("corrections hold no real name", () => {
    fc.assert(
      fc.property(answer, (given) => {
        assert.doesNotMatch(checkAnswer(given, ground).corrections.join("\n"), /mira|db-7/);
      }),
    );
  });
});
