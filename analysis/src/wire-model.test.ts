import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "#config/load-config.ts";
import { wireModel } from "./wire-model.ts";

interface Seen {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown> | null;
}

const config = (environment: Record<string, string>) =>
  loadConfig({ environment, defaultFile: "/nonexistent/config.yaml", overrides: {} });

/** What a configured model would ask, with a network that answers as told. */
async function asked(
  mock: { method: (on: typeof globalThis, name: "fetch", by: typeof fetch) => unknown },
  environment: Record<string, string>,
  answer: () => Response | Promise<Response> = () =>
    Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } })),
) {
  const seen: Seen[] = [];
  mock.method(globalThis, "fetch", async (input, init) => {
    const body = init?.body ? JSON.parse(Buffer.from(init.body as Uint8Array).toString()) : null;
    seen.push({ url: String(input), headers: new Headers(init?.headers), body });
    return await answer();
  });
  const calls: string[] = [];
  const wired = wireModel(config(environment), {
    now: () => new Date("2026-03-14T02:00:00Z"),
    observe: ({ outcome }) => calls.push(outcome),
  });
  return { seen, wired, calls };
}

const listing =
  (...names: string[]) =>
  () =>
    Response.json({ data: names.map((id) => ({ id })), models: names.map((name) => ({ name })) });

describe("wireModel", () => {
  const key = "sk-test-0123456789";
  type Case = readonly [
    provider: string,
    environment: Record<string, string>,
    expected: {
      url: string;
      list: string;
      header: readonly [string, string | null];
      body: Record<string, unknown>;
      limit: number | null;
    },
  ];
  const cases: readonly Case[] = [
    [
      "ollama as it comes",
      {},
      {
        url: "http://localhost:11434/api/chat",
        list: "http://localhost:11434/api/tags",
        header: ["authorization", null],
        body: { model: "llama3.1:8b", stream: true, keep_alive: 0, options: { num_ctx: 8192 } },
        limit: null,
      },
    ],
    [
      "ollama elsewhere",
      {
        OLLAMA_URL: "http://gpu:11434/",
        LLM_MODEL: "qwen3:4b",
        LLM_NUM_CTX: "4096",
        LLM_BUDGET_TOKENS_PER_DAY: "5000",
      },
      {
        url: "http://gpu:11434/api/chat",
        list: "http://gpu:11434/api/tags",
        header: ["authorization", null],
        body: { model: "qwen3:4b", options: { num_ctx: 4096 } },
        limit: 5000,
      },
    ],
    [
      "openai",
      { LLM_PROVIDER: "openai", OPENAI_API_KEY: key },
      {
        url: "https://api.openai.com/v1/responses",
        list: "https://api.openai.com/v1/models",
        header: ["authorization", `Bearer ${key}`],
        body: { model: "gpt-4o-mini", store: false },
        limit: 200_000,
      },
    ],
    [
      "anthropic",
      { LLM_PROVIDER: "anthropic", ANTHROPIC_API_KEY: key },
      {
        url: "https://api.anthropic.com/v1/messages",
        list: "https://api.anthropic.com/v1/models?limit=1000",
        header: ["x-api-key", key],
        body: { model: "claude-sonnet-4-5" },
        limit: 200_000,
      },
    ],
    [
      "openai-compatible without a key",
      { LLM_PROVIDER: "openai-compatible", LLM_MODEL: "local", LLM_BASE_URL: "http://vllm:8000/v1" },
      {
        url: "http://vllm:8000/v1/chat/completions",
        list: "http://vllm:8000/v1/models",
        header: ["authorization", null],
        body: { model: "local" },
        limit: null,
      },
    ],
  ];
  for (const [provider, environment, { url, list, header, body, limit }] of cases)
    it(`asks ${provider} where and as it is configured`, async ({ mock }) => {
      const { seen, wired, calls } = await asked(mock, environment);
      await wired.lookForModel();
      await wired.probe();
      assert.deepEqual(
        seen.map(({ url }) => url),
        [list, url],
      );
      for (const { headers } of seen) assert.equal(headers.get(header[0]), header[1]);
      assert.partialDeepStrictEqual(seen[1]?.body, body);
      assert.deepEqual(calls, ["UNREACHABLE"]);
      assert.deepEqual(wired.gauges(), { waiting: 0, running: 0, isOpen: false, budgetLimit: limit, budgetUsed: 0 });
    });

  it("asks nobody without the key that is needed", async ({ mock }) => {
    const { seen, wired, calls } = await asked(mock, { LLM_PROVIDER: "openai" });
    await wired.probe();
    assert.deepEqual([seen.length, calls], [0, ["KEY_MISSING"]]);
    assert.match(wired.health.state().detail, /^No API key is set for OpenAI\. Set OPENAI_API_KEY/);
  });

  it("is not there for the built-in analyst", () => {
    assert.throws(
      () => wireModel(config({ LLM_PROVIDER: "builtin" }), { now: () => new Date() }),
      /no model is configured/,
    );
  });

  const lists: readonly (readonly [what: string, answer: () => Response, sentence: RegExp | null])[] = [
    ["the model", listing("other", "llama3.1:8b"), null],
    ["the model under a path", listing("models/llama3.1:8b"), null],
    [
      "others only",
      listing("llama3.1", "llama3.1:8b-instruct"),
      /no model called llama3\.1:8b\. Run `ollama pull llama3\.1:8b`/,
    ],
    ["nothing", listing(), /ollama pull/],
    ["something else", () => Response.json({ hello: 1 }), null],
    ["a page", () => new Response("<html>"), null],
    ["null", () => Response.json(null), null],
    ["odd entries", () => Response.json({ models: [null, 3, {}, { name: 5 }] }), /ollama pull/],
    ["a refusal", () => new Response("no", { status: 401 }), /refused the API key/],
    ["a failure", () => new Response("oh", { status: 500 }), null],
  ];
  for (const [what, answer, sentence] of lists)
    it(`says what to do when the list of models holds ${what}`, async ({ mock }) => {
      const { wired } = await asked(mock, {}, answer);
      const said = await wired.lookForModel();
      if (sentence === null) assert.equal(said, null);
      else {
        assert.match(said ?? "", sentence);
        assert.deepEqual(wired.health.state(), { status: "degraded", detail: said });
      }
    });

  it("takes a name without a tag for the latest", async ({ mock }) => {
    const { wired } = await asked(mock, { LLM_MODEL: "llama3.1" }, listing("llama3.1:latest"));
    assert.equal(await wired.lookForModel(), null);
  });

  it("shows no user and no password of an address", async ({ mock }) => {
    const { wired } = await asked(mock, { OLLAMA_URL: "http://mira:plum-kettle@gpu:11434" });
    const said = `${await wired.lookForModel()}`;
    await wired.probe();
    assert.match(said, /does not answer at http:\/\/gpu:11434\./);
    assert.doesNotMatch(said + wired.health.state().detail, /mira|plum/);
  });

  it("never throws out of a probe, whatever comes back", async ({ mock }) => {
    const odd = [
      () => new Response(null),
      () => Response.json({}),
      () => new Response("\u0000\ufffd{"),
      () => new Response("", { status: 599 }),
    ];
    for (const answer of odd)
      for (const environment of [{}, { LLM_PROVIDER: "openai-compatible", LLM_MODEL: "local" }]) {
        const { wired, calls } = await asked(mock, environment as Record<string, string>, answer);
        await wired.probe();
        assert.equal(calls.length, 1);
        mock.restoreAll();
      }
  });
});
