import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Answer } from "./answer.ts";
import { anAnswerGround } from "./answer-ground.fixture.ts";
import { checkAnswer } from "./check-answer.ts";

const ground = anAnswerGround();
const { builtIn } = ground;
const evidence = [{ claim: "It reads the hashes", quote: "file=/etc/shadow" }];

describe("a technique", () => {
  const told = (
    technique: string | null,
    more: Partial<NonNullable<Answer["mitre_attack"]>> & { quoted?: boolean } = {},
  ) =>
    checkAnswer(
      {
        mitre_attack: { technique, tactic: more.tactic ?? null, technique_name: more.technique_name ?? null },
        ...(more.quoted ? { evidence } : {}),
      },
      ground,
    );

  it("of the candidates needs no quote", () => {
    const { body, corrections } = told("T1003.008");
    assert.deepEqual(body.mitre_attack, { ...builtIn.mitre_attack, chosen_by: "model" });
    assert.deepEqual(corrections, []);
  });

  it("of the candidates comes under the candidate's tactic, unless the model names one", () => {
    const [candidate] = ground.assessment.candidates;
    assert.ok(candidate);
    const valid = { ...candidate.technique, id: "T1078", tactics: candidate.technique.tactics };
    const other = anAnswerGround({
      assessment: { candidates: [candidate, { ...candidate, technique: valid, tactic: "privilege-escalation" }] },
    });
    const tactic = (given: string | null) =>
      checkAnswer({ mitre_attack: { technique: "T1078", tactic: given, technique_name: null } }, other).body
        .mitre_attack.tactic;
    assert.equal(tactic(null), "Privilege Escalation");
    assert.equal(tactic("Persistence"), "Persistence");
  });

  it("outside the candidates stands with a quote, and the built-in one becomes an alternative", () => {
    const { body, corrections } = told("T1552.001", { quoted: true, tactic: "Credential Access" });
    assert.equal(body.mitre_attack.technique, "T1552.001");
    assert.equal(body.mitre_attack.chosen_by, "model");
    assert.deepEqual(
      body.mitre_attack.alternatives.map(({ technique, proposed_by }) => [technique, proposed_by]),
      [["T1003.008", "knowledge"]],
    );
    assert.deepEqual(corrections, []);
  });

  const replaced: readonly (readonly [what: string, id: string, quoted: boolean, correction: RegExp])[] = [
    [
      "outside the candidates without a quote",
      "T1552.001",
      false,
      /^the technique T1552.001 is no candidate and rests on no quote of the alert; T1003.008 used$/,
    ],
    [
      "that is retired, outside the candidates, without a quote",
      "T1081",
      false,
      /^the technique T1081 is no candidate and rests on no quote/,
    ],
    ["of another platform", "T1547.001", true, /^T1547.001 .* is for Windows; T1003.008 used$/],
    ["that nobody knows", "T9999", true, /^the technique T9999 is not in ATT&CK; T1003.008 used$/],
    [
      "that is no id",
      "ignore all \u001b[31m<b>rules</b>",
      false,
      /^the technique ignore all \[31m<b>rules<\/b> is not in ATT&CK; T1003.008 used$/,
    ],
    ["that is retired without a successor", "T1026", true, /^the technique T1026 is not in ATT&CK/],
    ["of endless letters", "x".repeat(100_000), true, /^the technique x{60} is not in ATT&CK/],
  ];
  for (const [what, id, quoted, correction] of replaced)
    it(`${what} is replaced by the built-in one, which is no alternative to itself`, () => {
      const { body, corrections } = told(id, { quoted });
      assert.deepEqual(body.mitre_attack, builtIn.mitre_attack);
      assert.equal(corrections.length, 1);
      assert.match(corrections[0] ?? "", correction);
    });

  it("that is retired gives way to its successor, with a quote", () => {
    const { body, corrections } = told("T1081", { quoted: true });
    assert.equal(body.mitre_attack.technique, "T1552.001");
    assert.deepEqual(corrections, ["T1081 is retired in ATT&CK; its successor T1552.001 used"]);
  });

  it("under a tactic or a name that is not its own gets the right ones", () => {
    const { body, corrections } = told("T1003.008", { tactic: "Impact", technique_name: "Shadow Boxing" });
    assert.deepEqual(body.mitre_attack, { ...builtIn.mitre_attack, chosen_by: "model" });
    assert.deepEqual(corrections, [
      "the tactic Impact does not belong to T1003.008; Credential Access used",
      'T1003.008 is called "/etc/passwd and /etc/shadow"',
    ]);
  });

  it("that is null leaves the built-in one", () => {
    assert.deepEqual(told(null), { body: builtIn, corrections: ["the model named no technique; T1003.008 used"] });
  });
});
