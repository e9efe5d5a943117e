import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Analysis } from "#domain/analysis.ts";
import { analysisSchema } from "#domain/analysis.ts";
import { modelFaults } from "#domain/model-fault.ts";
import type { FailureName } from "../fake-llm/failure-behaviours.ts";
import { failureBehaviours, failureNames } from "../fake-llm/failure-behaviours.ts";
import { startFakeLlm } from "../fake-llm/fake-llm.ts";
import { goodAnswer } from "../fake-llm/good-answer.ts";
import { endingOf } from "./failure-endings.ts";
import type { ProviderCase } from "./open-pipeline.ts";
import { apiKey, openPipeline, providers, shellAlert, shellOriginals } from "./open-pipeline.ts";

/**
 * Every way to fail over every protocol: the analysis is whole, its sentence is the right one and holds neither the provider's words nor
 * the key, nothing that may not leave has left, and the next good call works. A cell that hangs runs into its limit.
 */
const together = failureNames.filter((name) => name !== "refused");

describe("the failure matrix", { concurrency: 8 }, () => {
  for (const provider of providers)
    for (const name of together)
      it(`${provider.provider}: ${name} -> ${endingOf(name, provider.provider)}`, { timeout: 30_000 }, () =>
        cell(provider, name),
      );
});

describe("the failure matrix, one at a time: a port that was closed may be another cell's a moment later", () => {
  for (const provider of providers)
    it(`${provider.provider}: refused -> UNREACHABLE`, { timeout: 30_000 }, () => cell(provider, "refused"));
});

async function cell(provider: ProviderCase, name: FailureName): Promise<void> {
  await using fake = await startFakeLlm({ protocol: provider.protocol });
  // Cells that end by themselves get the time that a busy machine may need.
  const isLate = endingOf(name, provider.provider) === "TIMED_OUT";
  const pipeline = openPipeline(provider, fake.url, { "llm.timeout": isLate ? 1 : 15 });
  const alert = pipeline.parse(shellAlert);
  const { prompt } = await pipeline.analyst.preview(alert);
  await fake.setBehaviour(failureBehaviours[name](provider.protocol, goodAnswer(prompt)));

  const failed = await pipeline.analyst.analyse(alert);
  assertWhole(failed);
  assertEnding(failed, name, provider, pipeline.calls.at(-1)?.outcome);
  if (name.startsWith("redirect")) assert.deepEqual(fake.redirected, [], "a redirect was followed");
  for (const { raw } of fake.requests) assertNothingLeft(Buffer.from(raw).toString());

  await fake.setBehaviour((request) => ({ kind: "answer", text: goodAnswer(request) }));
  const { analyst } = isLate ? openPipeline(provider, fake.url) : pipeline;
  const next = await analyst.analyse(pipeline.parse({ ...shellAlert, time: "2026-03-14T02:12:00Z" }));
  assert.equal(next.meta.engine, "llm", `the next call: ${next.meta.degraded}`);
}

function assertEnding({ meta }: Analysis, name: FailureName, { provider }: ProviderCase, lastCall: unknown): void {
  const ending = endingOf(name, provider);
  assert.equal(meta.engine, ending === "answered" ? "llm" : "builtin", meta.degraded ?? "");
  if (ending === "answered") return;
  const sentence = meta.degraded ?? "";
  // What a fault says besides names and numbers, so that its kind can be told from the sentence alone.
  const remedy = modelFaults[ending].remedy({ provider, model: meta.model ?? "", address: "", timeoutSeconds: 1 });
  const fixed = remedy.split(/\(|`|, or/)[0] ?? "";
  assert.ok(sentence.includes(fixed), `${lastCall}: ${sentence}`);
  assert.ok(!sentence.includes(apiKey));
  assert.doesNotMatch(sentence, /undefined|\[object|NaN|null/);
  assert.match(sentence, /The built-in analyst answered\.$/);
}

function assertWhole(analysis: Analysis): void {
  analysisSchema.strict().parse(analysis);
  assert.notEqual(analysis.attack_vector, "");
  assert.ok(analysis.mitigations.immediate.length > 0);
}

function assertNothingLeft(body: string): void {
  for (const original of shellOriginals) assert.ok(!body.includes(original), "an original has left");
}
