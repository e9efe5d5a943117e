import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { goodText } from "#ports/language-model.fixture.ts";
import { readAnswer, readCutAnswer } from "./read-answer.ts";

const text = goodText();
const pretty = JSON.stringify(JSON.parse(text), null, 2);

/** That the whole answer was found. */
function assertRead(given: string) {
  const read = readAnswer(given);
  assert.ok("answer" in read, "problem" in read ? read.problem : "");
  assert.equal(read.answer.attack_vector, "Somebody reads the password hashes.");
  assert.equal(read.answer.mitre_attack?.technique, "T1003.008");
  assert.deepEqual(read.answer.mitigations?.long_term, ["Harden"]);
}

function problemOf(given: string) {
  const read = readAnswer(given);
  return "problem" in read ? read.problem : assert.fail("it was taken");
}

describe("readAnswer", () => {
  const forms: readonly (readonly [what: string, given: string])[] = [
    ["plain JSON", text],
    ["JSON over several lines", pretty],
    ["a byte order mark", `\ufeff${text}`],
    ["a fence", `\`\`\`json\n${pretty}\n\`\`\``],
    ["a fence without its end", `\`\`\`json\n${pretty}`],
    ["prose around it", `Here is my analysis:\n${pretty}\nI hope that this helps!`],
    ["braces in the prose before", `The alert {as given} says:\n${text}`],
    ["braces in the prose after", `${text}\nI used the format {"a": ...}.`],
    ["thoughts", `<think>It could be {"a": 1}. Hm.</think>\n${text}`],
    ["thoughts behind prose", `Well.\n<think>{</think>\n${text}`],
    ["thoughts of which only the end is written", `It could be {"a": 1}.\n</think>\n${text}`],
    ["several thoughts", `<think>a</think><think>{b}</think>${text}`],
    ["the end of a thought quoted in it", goodText({ summary: "It says </think> and <think>." })],
    ["a list of one", `[${text}]`],
    ["JSON in a text", JSON.stringify(text)],
    ["a list of one in a text", JSON.stringify(`[${text}]`)],
    ["an object twice", `${text}\n${text}`],
    ["a comma too many", text.replace('["Harden"]}', '["Harden",],}')],
    ["a comma missing", pretty.replace(/,\n {2}"mitre_attack"/, '\n  "mitre_attack"')],
    ["single quotes", text.replaceAll('"', "'")],
    ["keys without quotes", text.replaceAll(/"(\w+)":/g, "$1:")],
    ["words of Python", goodText({ decide: "NONE" }).replace('"NONE"', "None")],
    [
      "a line end in a text",
      text.replace("password hashes.", "password\nhashes.").replace(/password\nhashes/, "password hashes"),
    ],
    ["comments", pretty.replace("{", "{ // as asked\n")],
    ["its last braces missing", text.slice(0, -1)],
    ["white space without end", `${text}${" \n".repeat(5000)}`],
  ];
  for (const [what, given] of forms) it(`reads ${what}`, () => assertRead(given));

  const refused: readonly (readonly [what: string, given: string, problem: RegExp])[] = [
    ["nothing", "", /^it was not JSON$/],
    ["a refusal", "I'm sorry, but I can't help with that.", /^it was not JSON$/],
    ["a brace", "{", /./],
    ["an end of braces", "}}}}", /./],
    ["another object", '{"error": "x"}', /attack_vector is missing/],
    ["null", "null", /not one JSON object/],
    ["a number", "42", /not one JSON object/],
    ["an empty list", "[]", /not one JSON object/],
    ["thoughts without an end", "<think>hm", /./],
    ["a wrong word", goodText({ risk_assessment: { severity: "awful" } }), /^risk_assessment.severity must be one of/],
    ["a key too few", goodText({ mitigations: undefined }), /^mitigations is missing$/],
  ];
  for (const [what, given, problem] of refused)
    it(`says what is wrong with ${what}`, () => assert.match(problemOf(given), problem));

  it("comes to an end on huge and hostile texts", () => {
    for (const piece of [
      "{",
      "[",
      '{"a":',
      '"',
      "\\",
      "`",
      "{'",
      '"a" b "',
      '"a\n',
      "a(",
      "</think>",
      "<think>",
      "{}",
      "/*",
    ])
      for (const start of ["", "{", '{"a":"']) readAnswer(start + piece.repeat(Math.ceil(200_000 / piece.length)));
  });

  it("reads a whole answer of any size, but mends no huge one", () => {
    assertRead(goodText({ summary: "x".repeat(150_000) }));
    assert.match(problemOf(goodText({ summary: "x".repeat(150_000) }).slice(0, -2)), /./);
  });

  it("never throws", () => {
    const scrap = fc.constantFrom(..."{}[]\",:\\ \n`'", "<think>", "</think>", "```json", '"attack_vector"', text);
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 40 }), (scraps) => {
        readAnswer(scraps.join(""));
        readCutAnswer(scraps.join(""));
      }),
    );
  });
});

describe("readCutAnswer", () => {
  it("takes an answer of which the required keys are complete", () => {
    const read = readCutAnswer(text.slice(0, text.indexOf('"decide"') + 4));
    assert.ok("answer" in read);
    assert.equal(read.answer.verdict, "true_positive");
    assert.equal(read.answer.summary, undefined);
  });

  it("never takes half a sentence for a whole one", () => {
    for (let end = 0; end < text.length; end += 1) {
      const read = readCutAnswer(text.slice(0, end));
      if (!("answer" in read)) continue;
      assert.ok(end > text.indexOf('"decide"') - 2, `taken at ${end}`);
      for (const [key, value] of Object.entries(read.answer)) assert.deepEqual(value, JSON.parse(text)[key], key);
    }
  });

  it("looks behind thoughts of which only the end is written", () => {
    assert.ok("answer" in readCutAnswer(`So {"a": 1}.</think>${text.slice(0, -1)}`));
  });
});
