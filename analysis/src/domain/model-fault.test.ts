import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FaultKind } from "./model-fault.ts";
import { faultSentence, ModelFault, modelFaults } from "./model-fault.ts";

const kinds = Object.keys(modelFaults) as FaultKind[];
const providers = ["ollama", "openai", "anthropic", "openai-compatible", "another"];
/** What somebody can do about it: a verb at the head of a sentence, or that it passes by itself. */
const remedy =
  /(?:^|[.;,] (?:or |otherwise )?)(?:start|check|if it is|look|ask again|run|set|add|wait|it usually passes|try|raise|use|lower|please report|open the page|the log has)/i;

describe("faultSentence", () => {
  for (const kind of kinds)
    for (const provider of providers)
      it(`names cause and remedy of ${kind} with ${provider}`, () => {
        const bare = { provider, model: "llama3.1:8b", address: "http://127.0.0.1:11434", timeoutSeconds: 120 };
        const all = { ...bare, status: 503, until: new Date("2026-03-14T02:00:00Z"), waiting: 3, tokens: 9000 };
        for (const facts of [bare, all]) {
          const sentence = faultSentence(kind, facts);
          const fault: { cause: (given: typeof facts) => string; remedy: (given: typeof facts) => string } =
            modelFaults[kind];
          assert.equal(sentence, `${fault.cause(facts)} ${fault.remedy(facts)}`.replace(/^the /, "The "));
          assert.match(fault.cause(facts), /^\S.*\.$/);
          assert.match(fault.remedy(facts), remedy);
          assert.match(sentence, /[.?]$/);
          assert.doesNotMatch(sentence, /undefined|null|NaN|\[object|Invalid|\n|\s{2}/);
        }
      });

  it("names what to do for the troubles that are met first", () => {
    const facts = { provider: "ollama", model: "llama3.1:8b", address: "http://127.0.0.1:11434", timeoutSeconds: 300 };
    const openai = { ...facts, provider: "openai", model: "gpt-9" };
    const cases: readonly (readonly [FaultKind, typeof facts, RegExp])[] = [
      [
        "UNREACHABLE",
        facts,
        /^Ollama does not answer at http:\/\/127\.0\.0\.1:11434\. .*`ollama serve`.*llm\.base_url/,
      ],
      ["MODEL_MISSING", facts, /`ollama pull llama3\.1:8b`/],
      ["MODEL_MISSING", openai, /no model called gpt-9\. Set llm\.model/],
      ["KEY_MISSING", openai, /Set OPENAI_API_KEY/],
      ["TIMED_OUT", facts, /after 300 s\. Try a smaller model, or a longer llm\.timeout/],
    ];
    for (const [kind, given, sentence] of cases) assert.match(faultSentence(kind, given), sentence);
  });

  it("says nothing of a time that no date can hold", () => {
    const facts = { provider: "openai", model: "m", address: "a", timeoutSeconds: 1, until: new Date(Number.NaN) };
    for (const kind of kinds) assert.doesNotMatch(faultSentence(kind, facts), /until|Invalid/);
  });
});

describe("ModelFault", () => {
  it("tells its kind alone in its message", () => {
    const fault = new ModelFault("KEY_WRONG", { status: 401, retryAfterMs: 5, cause: new Error("sk-123") });
    assert.deepEqual(
      [fault.message, fault.name, fault.kind, fault.status, fault.retryAfterMs],
      ["KEY_WRONG", "ModelFault", "KEY_WRONG", 401, 5],
    );
    assert.doesNotMatch(JSON.stringify(fault) + String(fault), /sk-123/);
  });
});
