import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import type { AnalysisBody } from "#domain/analysis.ts";
import { ModelFault } from "#domain/model-fault.ts";
import type { Act } from "#ports/language-model.fixture.ts";
import { aModelAnswer, goodText, scriptedModel } from "#ports/language-model.fixture.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { anAnswerGround, hashesRead } from "./answer-ground.fixture.ts";
import type { Question } from "./ask-model.ts";
import { askModel, groundOfQuestion, readySections } from "./ask-model.ts";
import { checkAnswer } from "./check-answer.ts";
import { deskWith } from "./desk/model-desk.fixture.ts";
import { createUrgency } from "./desk/urgency.ts";
import { buildPrompt } from "./prompt.ts";

const aModelDesk = deskWith((ms) => mock.timers.tick(ms));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

function aQuestion(): Question {
  const veil = createVeil(hashesRead, { enabled: true, level: "standard", preserveStructure: true });
  const { assessment, builtIn } = anAnswerGround();
  const prompt = buildPrompt({ alert: hashesRead, assessment, around: null }, veil, "fence");
  return { alert: hashesRead, assessment, builtIn, veil, prompt, persuadable: false };
}

/** The model's text, a character at a time. */
const writes =
  (text: string): Act =>
  async (request) => {
    request.check(request.user);
    request.onSent?.(new TextEncoder().encode(request.user));
    for (const char of text) request.onText?.(char);
    return aModelAnswer({ text });
  };

async function ask(...acts: readonly Act[]) {
  const desk = aModelDesk(scriptedModel(...acts));
  const question = aQuestion();
  const ground = groundOfQuestion(question);
  const bodies: Partial<AnalysisBody>[] = [];
  const consulted = await askModel(desk, question, {
    urgency: createUrgency("person"),
    signal: new AbortController().signal,
    onEvent(event) {
      const body = event.kind === "sections" ? readySections(event.answer, ground) : {};
      if (Object.keys(body).length > 0) bodies.push(body);
    },
  });
  const checked = consulted.answer === null ? { body: null, corrections: [] } : checkAnswer(consulted.answer, ground);
  return { reply: { ...consulted, ...checked }, bodies };
}

const firstWith = (bodies: readonly Partial<AnalysisBody>[], key: keyof AnalysisBody) =>
  Object.keys(bodies.find((body) => body[key] !== undefined) ?? {});

describe("askModel", () => {
  it("gives the checked answer with real names, and what was sent without them", async () => {
    const { reply } = await ask(writes(goodText({ summary: "[USER-1] reads, and [USER-5] too." })));
    assert.equal(reply.body?.summary, "mira reads, and USER-5 (invented) too.");
    assert.equal(reply.fault, null);
    assert.deepEqual(reply.usage, { input_tokens: 700, output_tokens: 300 });
    assert.equal(reply.corrections.length, 1);
    assert.equal(reply.sent.length, 1);
    assert.doesNotMatch(new TextDecoder().decode(reply.sent[0]?.body), /mira|db-7/);
    assert.match(new TextDecoder().decode(reply.sent[0]?.body), /user=\[USER-1\]/);
  });

  it("gives no body and the reason when there is no answer", async () => {
    const { reply, bodies } = await ask(() => Promise.reject(new ModelFault("KEY_WRONG", { status: 401 })));
    assert.equal(reply.body, null);
    assert.match(reply.fault?.sentence ?? "", /refused the API key \(401\)/);
    assert.deepEqual([bodies, reply.corrections, reply.sent], [[], [], []]);
  });

  it("shows each section when it is complete and checked", async () => {
    const { reply, bodies } = await ask(writes(goodText({ attack_vector: "[USER-1] <b>reads</b>." })));
    assert.deepEqual(bodies[0], { attack_vector: "mira reads." });
    const last = bodies.at(-1) ?? {};
    for (const [key, value] of Object.entries(last))
      assert.deepEqual(value, reply.body?.[key as keyof AnalysisBody], key);
    assert.deepEqual(Object.keys(last).sort(), [
      "attack_vector",
      "decide",
      "evidence",
      "false_positive",
      "investigate",
      "mitigations",
      "mitre_attack",
      "risk_assessment",
      "summary",
      "verdict",
    ]);
  });

  it("shows no verdict before the quotes it has to rest on", async () => {
    const { verdict, evidence, ...others } = JSON.parse(goodText());
    const { bodies } = await ask(writes(JSON.stringify({ verdict, ...others, evidence })));
    assert.ok(firstWith(bodies, "verdict").includes("evidence"));
  });

  it("shows a technique at once if it is a candidate, else not before the quotes", async () => {
    const { mitre_attack, evidence, ...others } = JSON.parse(goodText());
    const candidate = await ask(writes(JSON.stringify({ mitre_attack, ...others, evidence })));
    assert.deepEqual(firstWith(candidate.bodies, "mitre_attack"), ["mitre_attack"]);
    const other = { ...mitre_attack, technique: "T1552.001", technique_name: null };
    const outside = await ask(writes(JSON.stringify({ mitre_attack: other, ...others, evidence })));
    assert.ok(firstWith(outside.bodies, "mitre_attack").includes("evidence"));
    assert.equal(outside.reply.body?.mitre_attack.technique, "T1552.001");
  });

  it("shows no verdict and no technique that the end takes back", async () => {
    const texts = [
      goodText({ verdict: "false_positive", evidence: [{ claim: "a job", quote: "cron" }] }),
      goodText({ mitre_attack: { tactic: "Impact", technique: "T1552.001", technique_name: "x" }, evidence: [] }),
      goodText({ mitre_attack: { tactic: null, technique: "T1547.001", technique_name: null } }),
      goodText({ risk_assessment: { severity: "low", confidence: "high", impact: "" }, verdict: "inconclusive" }),
    ];
    for (const text of texts) {
      const { reply, bodies } = await ask(writes(text));
      for (const body of bodies)
        for (const key of ["verdict", "mitre_attack", "decide"] as const)
          if (body[key] !== undefined) assert.deepEqual(body[key], reply.body?.[key], key);
      for (const body of bodies) assert.notEqual(body.risk_assessment?.severity, "low");
    }
  });

  it("does not mind sections of another form", async () => {
    const { reply, bodies } = await ask(
      writes(goodText({ decide: "maybe", evidence: "none", investigate: {}, extra: [1] })),
    );
    assert.equal(reply.body?.verdict, "true_positive");
    assert.ok(bodies.every((body) => !("extra" in body)));
  });
});
