import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { FailureName } from "./failure-behaviours.ts";
import { endlessFailures, failureBehaviours, failureNames } from "./failure-behaviours.ts";
import type { FakeLlm } from "./fake-llm.ts";
import { startFakeLlm } from "./fake-llm.ts";
import type { Protocol } from "./fake-request.ts";
import { asObject } from "./fake-request.ts";
import { goodAnswer } from "./good-answer.ts";
import type { Heard, Question } from "./plain-client.ts";
import { alertText, ask, saidIn } from "./plain-client.ts";

const good = goodAnswer({ user: alertText });
const calls = ["ollama-chat", "responses", "chat", "messages"] as const;
const protocolOf: Readonly<Record<Question["call"], Protocol>> = {
  "ollama-chat": "ollama",
  responses: "openai",
  chat: "openai",
  messages: "anthropic",
};
const schema = { type: "object", properties: {}, required: [], additionalProperties: false };

/** What one cell looked like to a client, and to the server. */
interface Seen extends Heard {
  readonly call: Question["call"];
  readonly said: string;
  readonly llm: FakeLlm;
  readonly aborted: boolean;
}

type Check = (seen: Seen) => void;

const ended = (call: Question["call"], text: string) =>
  ({
    "ollama-chat": /"done":true/,
    responses: /"type":"response.(completed|incomplete)"/,
    chat: /data: \[DONE\]/,
    messages: /"type":"message_stop"/,
  })[call].test(text);

const status =
  (wanted: number, words: RegExp = /./): Check =>
  ({ status, text, call, broke }) => {
    assert.equal(status, wanted);
    assert.equal(broke, null);
    assert.match(text, words);
    const [body = {}] = [JSON.parse(text)];
    if (call === "ollama-chat") assert.equal(typeof body.error, "string");
    else if (call === "messages")
      assert.deepEqual([body.type, typeof body.error.type, typeof body.request_id], ["error", "string", "string"]);
    else assert.deepEqual(Object.keys(body.error), ["message", "type", "param", "code"]);
  };
const broken =
  (code: RegExp, said: RegExp | null = null): Check =>
  ({ broke, said: text }) => {
    assert.match(String(broke), code);
    if (said !== null) assert.match(text, said);
  };
const left =
  (said: RegExp): Check =>
  ({ broke, aborted, said: text }) => {
    assert.deepEqual([broke, aborted], ["left", true]);
    assert.match(text, said);
  };
/** In good order as far as the protocol goes. */
const says =
  (holds: (said: string, seen: Seen) => unknown): Check =>
  (seen) => {
    assert.deepEqual([seen.status, seen.broke, seen.aborted], [200, null, false]);
    assert.ok(ended(seen.call, seen.text), `no end: ${seen.text.slice(-200)}`);
    assert.ok(holds(seen.said, seen), seen.said.slice(0, 200));
  };
const object = (holds: (body: Record<string, unknown>) => unknown): Check => says((said) => holds(JSON.parse(said)));
const unparsable = (said: string) => assert.throws(() => JSON.parse(said)) === undefined;
const half: Check = ({ said, call, text }) => {
  assert.ok(said.length > 0 && said.length < good.length && good.startsWith(said));
  assert.ok(!ended(call, text));
};
const all =
  (...checks: Check[]): Check =>
  (seen) => {
    for (const check of checks) check(seen);
  };
const finish =
  (wanted: Readonly<Record<Question["call"], RegExp>>): Check =>
  ({ call, text }) =>
    assert.match(text, wanted[call]);
const lengthFinish = finish({
  "ollama-chat": /"done_reason":"length"/,
  responses: /"reason":"max_output_tokens"/,
  chat: /"finish_reason":"length"/,
  messages: /"stop_reason":"max_tokens"/,
});
const errorEvent = finish({
  "ollama-chat": /\n\{"error":"llama runner/,
  responses: /event: (error|response.failed)\n/,
  chat: /data: \{"error":/,
  messages: /event: error\ndata: \{"type":"error","error":\{.*overloaded_error/,
});
const html: Check = ({ headers, text }) =>
  assert.deepEqual([headers.get("content-type")?.startsWith("text/html"), /<html>/.test(text)], [true, true]);
const redirected =
  (wanted: number): Check =>
  ({ status, headers, llm }) => {
    assert.equal(status, wanted);
    assert.match(String(headers.get("location")), /^http:\/\/127\.0\.0\.1:\d+\//);
    assert.equal(llm.redirected.length, 0);
  };

/** A cell that has no check does not compile. */
const checks: Readonly<Record<FailureName, Check>> = {
  refused: broken(/ECONNREFUSED/),
  reset: broken(/ECONNRESET/),
  "silence-after-connect": all(left(/^$/), ({ status }) => assert.equal(status, null)),
  "silence-mid-stream": all(left(/^\{"attack/), half),
  "silence-before-text": all(left(/^$/), ({ status }) => assert.equal(status, 200)),
  "slow-drip": all(left(/^$/), ({ bytes }) => assert.ok(bytes.length > 0 && bytes.length < 100, String(bytes.length))),
  "pings-for-ever": all(left(/^$/), ({ text }) => assert.match(text, /ping|keep-?alive|"content":""/)),
  "slow-start": says((said) => said === good),
  "socket-cut-mid-stream": all(broken(/UND_ERR_SOCKET|ECONNRESET/), half),
  "stream-ends-early": all(({ broke }) => assert.equal(broke, null), half),
  "stream-ends-without-finish": ({ said, call, text, broke }) =>
    assert.deepEqual([said, ended(call, text), broke], [good, false, null]),
  "error-event-mid-stream": all(half, errorEvent),
  "response-failed-mid-stream": all(half, errorEvent),
  "stream-error-first": all(
    ({ said, status }) => assert.deepEqual([said, status], ["", 200]),
    ({ text }) => assert.match(text, /error/),
  ),
  "stream-error-first-quota": all(
    ({ said, status }) => assert.deepEqual([said, status], ["", 200]),
    ({ text }) => assert.match(text, /quota|usage limit|credit/),
  ),
  "empty-body": ({ status, bytes, headers }) =>
    assert.deepEqual(
      [status, bytes.length, /json|event-stream/.test(String(headers.get("content-type")))],
      [200, 0, true],
    ),
  "not-json": ({ status, events, bytes }) =>
    assert.deepEqual([status, events.length, bytes.length > 0], [200, 0, true]),
  "other-json": ({ status, events }) => assert.deepEqual([status, events], [200, [{ status: "ok", uptime: 12 }]]),
  "html-200": all(html, ({ status }) => assert.equal(status, 200)),
  "bad-gateway-502-html": all(html, ({ status }) => assert.equal(status, 502)),
  "wrong-content-type": all(
    says((said) => said === good),
    ({ headers }) => assert.match(String(headers.get("content-type")), /^text\/plain/),
  ),
  redirect: redirected(302),
  "redirect-307": redirected(307),
  "status-400": status(400),
  "status-401": status(401, /unauthorized|invalid_api_key|authentication_error/),
  "status-403": status(403),
  "model-404": status(404, /try pulling it first|model_not_found|not_found_error/),
  "model-missing-newer": (seen) => status(seen.call === "responses" ? 400 : 404, /model/)(seen),
  "status-408": status(408),
  "status-413": status(413),
  "status-429-retry-after": all(status(429), ({ headers }) => assert.equal(headers.get("retry-after"), "1")),
  "status-429-retry-date": all(status(429), ({ headers }) =>
    assert.ok(Date.parse(String(headers.get("retry-after"))) > Date.now() - 1000),
  ),
  "status-429-retry-in-an-hour": all(status(429), ({ headers }) => assert.equal(headers.get("retry-after"), "3600")),
  "status-429": all(status(429), ({ headers }) => assert.equal(headers.get("retry-after"), null)),
  "status-429-quota": (seen) =>
    status(seen.call === "messages" ? 400 : 429, /insufficient_quota|credit balance|usage limit/)(seen),
  "status-500": status(500),
  "status-503": all(status(503), ({ headers }) => assert.equal(headers.get("retry-after"), null)),
  "status-503-retry-after": all(status(503), ({ headers }) => assert.equal(headers.get("retry-after"), "1")),
  "overloaded-529": status(529, /overloaded/i),
  "context-too-long": status(400, /context|prompt is too long/),
  "not-structured": status(400, /format/),
  "status-500-empty": ({ status, bytes }) => assert.deepEqual([status, bytes.length], [500, 0]),
  "json-cut-off": all(says(unparsable), lengthFinish),
  "json-cut-off-unsaid": says(unparsable),
  "wrong-schema": object((body) => !("verdict" in body)),
  "wrong-enum": object((body) => body["verdict"] === "maybe"),
  "extra-keys": object((body) => body["score"] === 7 && Object.hasOwn(body, "__proto__")),
  nulls: object((body) => body["summary"] === null && body["verdict"] === null),
  "prose-around-json": says((said) => said.includes(good) && unparsable(said)),
  fences: says((said) => /^```json\n.*\n```$/s.test(said)),
  "trailing-commas": says((said) => /,\s*[\]}]/.test(said) && unparsable(said)),
  "endless-white-space": left(/^\{\s{500,}$/),
  "endless-text": left(/^\{"attack_vector".{500,}$/s),
  "ten-megabytes": ({ status, broke, bytes, text, call }) => {
    assert.deepEqual([status, broke, bytes.length > 10 * 2 ** 20], [200, null, true]);
    assert.ok(ended(call, text));
  },
  "invalid-utf8": all(
    says((said) => said.includes("\ufffd")),
    ({ bytes }) => assert.ok(bytes.includes(0xff)),
  ),
  "usage-zero": all(
    says((said) => said === good),
    ({ text }) => assert.match(text, /(?:output_tokens|completion_tokens|eval_count)":0/),
  ),
  "usage-missing": all(
    says((said) => said === good),
    ({ text }) => assert.doesNotMatch(text, /(?:output_tokens|completion_tokens|eval_count)":\d/),
  ),
  refusal: all(
    says((said) => /sorry/.test(said)),
    finish({
      "ollama-chat": /"done_reason":"stop"/,
      responses: /response\.refusal\.done/,
      chat: /"refusal":"I'm sorry/,
      messages: /"stop_reason":"refusal"/,
    }),
  ),
  "refusal-in-text": says((said) => /sorry/.test(said)),
  "content-filter": all(
    ({ said }) => assert.ok(unparsable(said)),
    finish({
      "ollama-chat": /"done_reason":"stop"/,
      responses: /"reason":"content_filter"/,
      chat: /"finish_reason":"content_filter"/,
      messages: /content filtering policy/,
    }),
  ),
  "tool-call-instead": all(
    says((said) => said === ""),
    finish({
      "ollama-chat": /"tool_calls":\[/,
      responses: /"function_call"/,
      chat: /"finish_reason":"tool_calls"/,
      messages: /input_json_delta/,
    }),
  ),
  "thinking-before": all(
    says((said) => said === good),
    finish({
      "ollama-chat": /"thinking":"/,
      responses: /reasoning_summary_text\.delta/,
      chat: /"reasoning_content":"/,
      messages: /thinking_delta.*signature_delta/s,
    }),
  ),
  "thinking-tags-in-text": says((said) => /^<think>.*<\/think>\n\n\{/s.test(said)),
  "other-language": object((body) => /^In einem Container/.test(String(body["summary"]))),
  "another-language-keys": object((body) => "zusammenfassung" in body && !("summary" in body)),
  "array-instead-of-object": says((said) => Array.isArray(JSON.parse(said))),
  "two-objects": says((said) =>
    said.split("\n").every((line) => typeof asObject(JSON.parse(line))["verdict"] === "string"),
  ),
  "double-encoded": says((said) => JSON.parse(JSON.parse(said)).verdict === "true_positive"),
  "empty-text": says((said) => said === ""),
  "null-text": says((said) => said === "null"),
  "odd-signs": object((body) => String(body["summary"]).includes("🐚")),
};

describe("failureBehaviours", () => {
  const llms = new Map<Question["call"], FakeLlm>();
  before(async () => {
    for (const call of calls) llms.set(call, await startFakeLlm({ protocol: protocolOf[call] }));
  });
  after(() => Promise.all(Array.from(llms.values(), (llm) => llm.close())));

  for (const name of failureNames) {
    it(`${name} is so in every protocol`, async () => {
      await Promise.all(calls.map((call) => see(name, call).then(checks[name])));
    });
  }

  async function see(name: FailureName, call: Question["call"]): Promise<Seen> {
    const llm = llms.get(call) as FakeLlm;
    await llm.setBehaviour(failureBehaviours[name](llm.protocol, good));
    const heard = await ask(llm, {
      call,
      schema,
      ...(endlessFailures.has(name) ? { patienceMs: 150 } : { patienceMs: 20_000 }),
    });
    if (name !== "refused") await llm.asked().at(-1)?.over;
    return { ...heard, call, llm, said: saidIn(call, heard.events), aborted: llm.asked().at(-1)?.aborted ?? false };
  }
});
