import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { describePipeline } from "../pipeline/real-model-pipeline.ts";
import { findRealModel } from "./find-real-model.ts";
import { boundedSchema, grammarSchema } from "./grammar-schema.ts";
import type { RealModel } from "./start-real-model.ts";
import { startRealModel } from "./start-real-model.ts";

const severity = z.strictObject({
  severity: z.enum(["low", "medium", "high"]),
  user: z.string().max(20).nullable(),
  steps: z.array(z.string().max(30)).min(1).max(2),
});
const messages = [
  { role: "system", content: "You judge security alerts. Answer in JSON." },
  { role: "user", content: "File below /etc opened for writing (user=root file=/etc/passwd command=vi /etc/passwd)" },
];

interface Line {
  readonly message: { readonly content: string };
  readonly done: boolean;
  readonly done_reason?: string;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
  readonly prompt_eval_duration?: number;
  readonly eval_duration?: number;
}

const real = await startRealModel();
if ("skipped" in real) it("answers with real tokens", { skip: real.skipped }, () => {});
else describeRealModel(real);

function describeRealModel(real: RealModel) {
  const { url, model, reports } = real;
  const chat = (body: object, signal: AbortSignal | null = null) =>
    fetch(`${url}/api/chat`, { method: "POST", body: JSON.stringify({ model, messages, ...body }), signal });
  const linesOf = async function* (response: Response): AsyncGenerator<Line> {
    let text = "";
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (text + piece).split("\n");
      text = lines.pop() ?? "";
      yield* lines.map((line) => JSON.parse(line) as Line);
    }
    assert.equal(text, "");
  };

  const untilIdle = async () => {
    for (let tries = 0; real.running() > 0 && tries < 6000; tries++) await sleep(10);
    assert.equal(real.running(), 0, "the model still runs");
  };

  describe("a real model behind Ollama's API", { timeout: 400_000 }, () => {
    after(() => real.close());

    describePipeline(real);

    it("says who it is", async () => {
      const { models } = (await (await fetch(`${url}/api/tags`)).json()) as { models: { name: string }[] };
      assert.deepEqual(
        models.map(({ name }) => name),
        [model],
      );
      assert.equal((await fetch(`${url}/api/version`)).status, 200);
    });

    it("keeps to a schema, counts its tokens and gives the same answer to the same seed", async (t) => {
      const body = {
        stream: false,
        format: z.toJSONSchema(severity),
        keep_alive: "5m",
        options: { num_ctx: 1024, num_predict: 150, temperature: 0.7, seed: 7 },
      };
      const answers: Line[] = [];
      for (const _ of [1, 2]) answers.push((await (await chat(body)).json()) as Line);
      const [first, second] = answers as [Line, Line];
      assert.equal(first.done_reason, "stop");
      severity.parse(JSON.parse(first.message.content));
      assert.equal(second.message.content, first.message.content);
      const { prompt_eval_count: read = 0, eval_count: written = 0 } = first;
      assert.ok(read > 30 && read < 120, `${read} tokens read`);
      assert.ok(written > 10 && written <= 150, `${written} tokens written`);
      const rate = (tokens = 0, nanoseconds = 1) => Math.round(tokens / (nanoseconds / 1e9));
      t.diagnostic(
        `loaded in ${Math.round(real.loadMs)} ms; reads ${rate(read, first.prompt_eval_duration)}, writes ${rate(written, first.eval_duration)} tokens a second; ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
      );
    });

    it("streams its answer in pieces", async () => {
      const response = await chat({ options: { num_ctx: 1024, num_predict: 24, temperature: 0 } });
      assert.equal(response.headers.get("content-type"), "application/x-ndjson");
      const lines = await Array.fromAsync(linesOf(response));
      assert.ok(lines.length > 10, `${lines.length} lines`);
      const last = lines.at(-1);
      assert.deepEqual([last?.done, last?.done_reason, last?.eval_count], [true, "length", 24]);
    });

    it("stops when its client goes away", async () => {
      const leave = new AbortController();
      const response = await chat({ options: { num_ctx: 1024, num_predict: 900, temperature: 0 } }, leave.signal);
      await assert.rejects(async () => {
        let pieces = 0;
        for await (const _ of linesOf(response)) if (++pieces === 3) leave.abort();
      }, /abort/i);
      await untilIdle();
      const report = reports.at(-1);
      assert.equal(report?.finish, "aborted");
      assert.ok((report?.outputTokens ?? 0) >= 3 && (report?.outputTokens ?? 0) < 100, JSON.stringify(report));
    });

    it("stops while it still reads the prompt, and while it waits for its turn", async () => {
      const long = [{ role: "user", content: "nothing happened. ".repeat(1000) }];
      const options = { num_ctx: 4096, num_predict: 10 };
      // The context is there, so that it is the prompt that is being read when the word comes.
      await (await chat({ stream: false, options: { ...options, num_predict: 1 } })).text();
      const signal = AbortSignal.timeout(200);
      const calls = [1, 2].map(() => chat({ messages: long, options }, signal));
      for (const call of calls) await assert.rejects(call, /abort|timeout/i);
      await untilIdle();
      const ended = reports.slice(-2);
      // A token may be under way when the word to stop comes.
      for (const { finish, outputTokens } of ended) {
        assert.equal(finish, "aborted");
        assert.ok(outputTokens <= 1, `${outputTokens} tokens`);
      }
      assert.ok(
        ended.every(({ promptTokens }) => promptTokens < 3000),
        JSON.stringify(ended),
      );
    });

    it("refuses what Ollama refuses", async () => {
      const refused = [
        [404, { model: "llama3.1:8b" }],
        [400, { messages: "hello" }],
        [400, { options: { num_ctx: "many" } }],
      ] as const;
      for (const [status, body] of refused) {
        const response = await chat(body);
        assert.equal(response.status, status);
        assert.equal(typeof ((await response.json()) as { error: string }).error, "string");
      }
    });
  });
}

describe("grammarSchema", () => {
  it("says in the grammar's words what may be null", () => {
    const either = {
      oneOf: [
        { type: "string", maxLength: 9 },
        { type: "null", maxLength: 9 },
      ],
    };
    assert.deepEqual(grammarSchema({ type: ["string", "null"], maxLength: 9 }), either);
    assert.deepEqual(grammarSchema({ anyOf: [{ type: "string" }, { type: "null" }] }), {
      oneOf: [{ type: "string" }, { type: "null" }],
    });
  });

  it("looks into every schema below, and takes no name of a property for a keyword", () => {
    const { properties } = grammarSchema({
      type: "object",
      properties: { anyOf: { type: "integer" }, items: { type: "array", items: { anyOf: [{ type: "integer" }] } } },
    }) as { properties: object };
    assert.deepEqual(properties, {
      anyOf: { type: "integer" },
      items: { type: "array", items: { oneOf: [{ type: "integer" }] } },
    });
  });
});

describe("boundedSchema", () => {
  it("bounds what has no bound, and takes no name of a property for a keyword", () => {
    const schema = {
      type: "object",
      properties: {
        type: { type: "string" },
        word: { type: "string", enum: ["a"] },
        few: { type: "array", items: { type: "string", maxLength: 9 }, maxItems: 1 },
      },
    };
    assert.deepEqual(boundedSchema(schema), {
      type: "object",
      properties: {
        type: { type: "string", maxLength: 60 },
        word: { type: "string", enum: ["a"] },
        few: { type: "array", items: { type: "string", maxLength: 9 }, maxItems: 1 },
      },
    });
  });
});

describe("findRealModel", () => {
  it("says why there is no model", () => {
    assert.deepEqual(findRealModel({ SIB_REAL_MODEL: "0" }), { skipped: "SIB_REAL_MODEL=0 leaves the real model out" });
    const missing = findRealModel({ XDG_CACHE_HOME: "/nonexistent" });
    assert.match("skipped" in missing ? missing.skipped : "", /install-real-model/);
  });
});
