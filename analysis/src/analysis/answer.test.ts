import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { goodText } from "#ports/language-model.fixture.ts";
import { answerOf, toAnswer } from "./answer.ts";

const good = (change: Readonly<Record<string, unknown>> = {}) =>
  JSON.parse(goodText(change)) as Record<string, unknown>;

function read(value: unknown) {
  const result = toAnswer(value);
  assert.ok("answer" in result, "problem" in result ? result.problem : "");
  return result.answer;
}

function problemOf(value: unknown) {
  const result = toAnswer(value);
  return "problem" in result ? result.problem : assert.fail("it was taken");
}

describe("toAnswer", () => {
  it("takes an answer as it was asked for", () => {
    assert.deepEqual(read(good()), {
      ...Object.fromEntries(Object.entries(good()).filter(([, value]) => value !== null)),
    });
  });

  const refused: readonly (readonly [what: string, value: unknown, problem: RegExp])[] = [
    ["null", null, /^it was not one JSON object$/],
    ["a text", "answer", /^it was not one JSON object$/],
    ["a list", [good()], /^it was not one JSON object$/],
    ["nothing", {}, /^attack_vector is missing; mitre_attack is missing; .*false_positive is missing$/],
    ["null for a key", good({ mitigations: null }), /^mitigations is missing$/],
    ["an object for a text", good({ attack_vector: { text: "x" } }), /^attack_vector must be a text$/],
    ["blanks for a text", good({ attack_vector: " \n" }), /^attack_vector must be a text$/],
    ["a text for an object", good({ risk_assessment: "high" }), /^risk_assessment must be an object$/],
    ["a list for an object", good({ mitigations: ["a"] }), /^mitigations must be an object$/],
    ["no technique", good({ mitre_attack: { tactic: "x" } }), /^mitre_attack.technique must be a text or null$/],
    ["a list of techniques", good({ mitre_attack: { technique: ["T1059"] } }), /must be a text or null$/],
    [
      "another severity",
      good({ risk_assessment: { severity: "severe" } }),
      /severity must be one of low, medium, high, critical$/,
    ],
    ["a number as severity", good({ risk_assessment: { severity: 9 } }), /severity must be one of/],
    [
      "another confidence",
      good({ risk_assessment: { confidence: "0.9" } }),
      /confidence must be one of low, medium, high$/,
    ],
    ["another likelihood", good({ false_positive: { likelihood: "constructor" } }), /likelihood must be one of/],
    ["objects in a list", good({ mitigations: { immediate: [{ do: "x" }] } }), /immediate must be a list of texts$/],
    ["lists in a list", good({ false_positive: { common_causes: [["a"]] } }), /common_causes must be a list of texts$/],
  ];
  for (const [what, value, problem] of refused)
    it(`says what is wrong with ${what}`, () => assert.match(problemOf(value), problem));

  it("says what is wrong in its own words, none of the answer's", () => {
    const secret = "SECRET-VALUE";
    for (const key of ["attack_vector", "mitre_attack", "risk_assessment", "mitigations", "false_positive"])
      for (const value of [
        secret,
        [secret],
        { severity: secret, likelihood: secret, immediate: [{ secret }] },
        { technique: [secret] },
      ]) {
        const result = toAnswer({ [secret]: 1, ...good({ [key]: value }) });
        if ("problem" in result) assert.doesNotMatch(result.problem, /SECRET/);
      }
  });

  it("fills nothing in: what may be missing is missing", () => {
    const bare = {
      attack_vector: "x",
      mitre_attack: { technique: null },
      risk_assessment: {},
      mitigations: {},
      false_positive: { likelihood: null },
    };
    assert.deepEqual(read(bare), {
      ...bare,
      mitre_attack: { tactic: null, technique: null, technique_name: null },
      false_positive: {},
    });
  });

  it("takes words in other spellings, numbers as texts, single texts as lists, and drops blanks", () => {
    const answer = read(
      good({
        attack_vector: 7,
        verdict: "False Positive",
        risk_assessment: { severity: " CRITICAL ", confidence: "Low" },
        mitigations: {
          immediate: "Look",
          short_term: [1, "", "  ", null, { action: "Do" }, { text: "x" }],
          long_term: [],
        },
        false_positive: { common_causes: null },
      }),
    );
    assert.partialDeepStrictEqual(answer, {
      attack_vector: "7",
      verdict: "false_positive",
      risk_assessment: { severity: "critical", confidence: "low" },
      mitigations: { immediate: ["Look"], short_term: ["1", "Do", "x"], long_term: [] },
      false_positive: {},
    });
  });

  it("leaves out what is wrong in a key that is not required", () => {
    const answer = read(
      good({ verdict: "guilty", evidence: ["x", { claim: "c" }, null], decide: "why?", investigate: {}, summary: [] }),
    );
    for (const key of ["verdict", "decide", "investigate", "summary"] as const)
      assert.equal(answer[key], undefined, key);
    assert.deepEqual(answer.evidence, []);
  });

  it("reads no more than twelve of a list", () => {
    const many = Array.from({ length: 500 }, (_, index) => `step ${index}`);
    const evidence = many.map((quote) => ({ claim: "c", quote }));
    const answer = read(good({ investigate: many, evidence }));
    assert.equal(answer.investigate?.length, 12);
    assert.equal(answer.evidence?.length, 12);
  });

  const techniques: readonly (readonly [given: unknown, technique: string | null])[] = [
    ["T1059.004", "T1059.004"],
    ["t1059.004", "T1059.004"],
    ["T1059.004 - Unix Shell", "T1059.004"],
    ["Unix Shell (T1059.004)", "T1059.004"],
    ["", null],
    [null, null],
    ["none", null],
    ["N/A", null],
    ["Unknown.", null],
    ["-", null],
    ["T99", "T99"],
    ["XT10590", "XT10590"],
  ];
  for (const [given, technique] of techniques)
    it(`reads ${JSON.stringify(given)} as the technique ${technique}`, () => {
      assert.equal(read(good({ mitre_attack: { technique: given } })).mitre_attack?.technique, technique);
    });

  it("is not led astray by keys of the prototype", () => {
    const value = JSON.parse(
      goodText().replace(
        "{",
        '{"__proto__": {"verdict": "false_positive", "polluted": 1}, "constructor": 1, "toString": 2,',
      ),
    );
    const answer = read(value);
    assert.equal(answer.verdict, "true_positive");
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    assert.match(problemOf(JSON.parse('{"__proto__": {"attack_vector": "x"}}')), /^attack_vector is missing/);
  });

  it("never throws, and gives an answer or a problem for any value", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
        const result = toAnswer(value);
        assert.ok("answer" in result || result.problem.length > 0);
      }),
    );
  });
});

describe("answerOf", () => {
  it("gives the keys that are there and of their type", () => {
    assert.deepEqual(answerOf({ summary: "x", verdict: "sure", evidence: 3, unknown: 1 }), { summary: "x" });
    assert.deepEqual(answerOf({}), {});
  });
});
