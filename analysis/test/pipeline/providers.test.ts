import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AnalysisBody } from "#domain/analysis.ts";
import { answer } from "../fake-llm/behaviour.ts";
import { startFakeLlm } from "../fake-llm/fake-llm.ts";
import { goodAnswer } from "../fake-llm/good-answer.ts";
import { apiKey, openPipeline, providers, shellAlert, shellOriginals } from "./open-pipeline.ts";

/** The whole way over each provider's own protocol: what is sent, what comes back, what is kept. */
for (const provider of providers)
  describe(`an analysis by ${provider.provider}`, () => {
    it("is the model's, checked, with real names, counted and with its receipt", async () => {
      await using fake = await startFakeLlm({
        protocol: provider.protocol,
        ...(provider.provider === "ollama" ? {} : { apiKey }),
      });
      await fake.setBehaviour((request) =>
        answer(goodAnswer(request, { summary: "[USER-1] opened a shell on [HOST-1]; [USER-7] did not." }), {
          usage: { input: 901, output: 345 },
        }),
      );
      const pipeline = openPipeline(provider, fake.url);
      const { analyst, parse } = pipeline;
      const { meta, summary, mitre_attack: mitre, verdict } = await analyst.analyse(parse(shellAlert));
      assert.equal(meta.engine, "llm");
      assert.equal(meta.degraded, null);
      assert.equal(meta.provider, provider.provider);
      assert.equal(meta.model, provider.model);
      assert.deepEqual(meta.usage, { input_tokens: 901, output_tokens: 345 });
      assert.equal(summary, "mira opened a shell on shop-node-1; USER-7 (invented) did not.");
      assert.ok(meta.corrections.some((line) => line.includes("USER-7")));
      assert.equal(mitre.technique, "T1059.004");
      assert.equal(mitre.chosen_by, "model");
      assert.equal(verdict, "true_positive");

      const [receipt] = pipeline.receipts;
      const [request] = fake.asked();
      assert.ok(receipt && request);
      assert.equal(receipt.sent, true);
      assert.equal(receipt.body, Buffer.from(request.raw).toString(), "the receipt is not what left");
      assert.deepEqual(receipt.earlier, []);
      for (const original of shellOriginals) assert.ok(!receipt.body?.includes(original));
    });

    it("passes each section on as soon as it is complete", async () => {
      await using fake = await startFakeLlm({ protocol: provider.protocol });
      await fake.setBehaviour((request) => answer(goodAnswer(request), { chunkSize: 30 }));
      const { analyst, parse } = openPipeline(provider, fake.url);
      const partials: Partial<AnalysisBody>[] = [];
      const { meta, ...whole } = await analyst.analyse(parse(shellAlert), { onPartial: (body) => partials.push(body) });
      assert.equal(meta.engine, "llm");
      assert.ok(partials.length >= 8, `${partials.length} partial results`);
      assert.deepEqual(Object.keys(partials[0] ?? {}), ["attack_vector"]);
      for (const [index, partial] of partials.entries())
        for (const key of Object.keys(partials[index - 1] ?? {})) assert.ok(key in partial, `${key} went away again`);
      for (const [key, value] of Object.entries(partials.at(-1) ?? {}))
        assert.deepEqual(value, whole[key as keyof AnalysisBody], key);
    });

    it("is stopped when nobody waits any more", async () => {
      await using fake = await startFakeLlm({ protocol: provider.protocol });
      const caller = new AbortController();
      await fake.setBehaviour((request) => {
        setTimeout(() => caller.abort(), 20);
        return answer(goodAnswer(request), { chunkSize: 5, chunkDelayMs: 50 });
      });
      const { analyst, parse } = openPipeline(provider, fake.url);
      const { meta } = await analyst.analyse(parse(shellAlert), { signal: caller.signal });
      assert.equal(meta.engine, "builtin");
      const [request] = fake.asked();
      await request?.over;
      assert.equal(request?.aborted, true);
    });

    it("asks once for the same alert that several want at once", async () => {
      await using fake = await startFakeLlm({ protocol: provider.protocol });
      await fake.setBehaviour((request) => answer(goodAnswer(request), { delayMs: 50 }));
      const { analyst, parse } = openPipeline(provider, fake.url);
      const all = await Promise.all(Array.from({ length: 20 }, () => analyst.analyse(parse(shellAlert))));
      assert.equal(fake.asked().length, 1);
      assert.deepEqual([...new Set(all.map(({ meta }) => meta.engine))], ["llm"]);
      assert.equal(new Set(all.map(({ meta }) => meta.id)).size, 1);
    });

    it("finds out whether the model is there, without asking it", async () => {
      await using fake = await startFakeLlm({ protocol: provider.protocol, models: ["some-other"] });
      const { model } = openPipeline(provider, fake.url);
      assert.match((await model.lookForModel()) ?? "", /no model called/);
      assert.equal(fake.asked().length, 0);
      assert.equal(model.health.state().status, "degraded");
    });

    it("answers a tiny question that no alert is in", async () => {
      await using fake = await startFakeLlm({ protocol: provider.protocol });
      await fake.setBehaviour(answer('{"ok":true}'));
      const { model } = openPipeline(provider, fake.url);
      await model.probe();
      assert.equal(model.health.state().status, "healthy");
      if (provider.provider === "ollama") assert.partialDeepStrictEqual(fake.asked()[0]?.body, { keep_alive: 0 });
    });
  });

describe("the request", () => {
  it("tells Ollama the size of the context and OpenAI to keep nothing", async () => {
    await using ollama = await startFakeLlm({ protocol: "ollama" });
    const local = openPipeline(providers[0], ollama.url, { "llm.num_ctx": 4096, "llm.keep_alive": "10m" });
    await local.analyst.analyse(local.parse(shellAlert));
    const asked = ollama.asked()[0]?.body as { options: { num_ctx: number }; keep_alive: string; format: object };
    assert.equal(asked.options.num_ctx, 4096);
    assert.equal(asked.keep_alive, "10m");
    assert.ok(asked.format);

    await using openai = await startFakeLlm({ protocol: "openai" });
    const cloud = openPipeline(providers[1], openai.url);
    await cloud.analyst.analyse(cloud.parse(shellAlert));
    assert.partialDeepStrictEqual(openai.asked()[0]?.body, { store: false });
  });

  it("gives models without structured output the schema in words, as gpt-4 wants it", async () => {
    await using fake = await startFakeLlm({ protocol: "openai" });
    const { analyst, parse } = openPipeline({ provider: "openai", model: "gpt-4" }, fake.url);
    const { meta } = await analyst.analyse(parse(shellAlert));
    assert.equal(meta.engine, "llm", meta.degraded ?? "");
    assert.equal(fake.asked().length, 1);
    const [request] = fake.asked();
    assert.equal(request?.schema, null);
    assert.match(request?.system ?? "", /"attack_vector"/);
  });

  it("goes to chat completions where there is no Responses call, and remembers it", async () => {
    await using fake = await startFakeLlm({ protocol: "openai", withoutResponses: true });
    const { analyst, parse } = openPipeline(providers[1], fake.url);
    await analyst.analyse(parse(shellAlert));
    const { meta } = await analyst.analyse(parse({ ...shellAlert, time: "2026-03-14T03:00:00Z" }));
    assert.equal(meta.engine, "llm", meta.degraded ?? "");
    assert.deepEqual(
      fake.requests.map(({ path }) => path),
      ["/v1/responses", "/v1/chat/completions", "/v1/chat/completions"],
    );
  });

  it("is not made where Ollama would have to cut the prompt", async () => {
    await using fake = await startFakeLlm({ protocol: "ollama" });
    const pipeline = openPipeline(providers[0], fake.url, { "llm.num_ctx": 1024 });
    const { analyst, parse } = pipeline;
    const { meta } = await analyst.analyse(parse(shellAlert));
    assert.match(meta.degraded ?? "", /too long for the context/);
    assert.equal(fake.asked().length, 0);
    assert.equal(pipeline.receipts[0]?.sent, false);
  });

  it("is not made without a model's name, nor with a key that no header can carry", async () => {
    await using fake = await startFakeLlm({ protocol: "openai" });
    const nameless = openPipeline({ provider: "openai-compatible", model: "" }, fake.url, { "llm.model": null });
    assert.match((await nameless.analyst.analyse(nameless.parse(shellAlert))).meta.degraded ?? "", /No model is set/);
    const quoted = openPipeline(providers[1], fake.url, { "llm.api_key": "sk-“typographic”" });
    assert.match((await quoted.analyst.analyse(quoted.parse(shellAlert))).meta.degraded ?? "", /refused the API key/);
    assert.equal(fake.requests.length, 0);
  });
});
