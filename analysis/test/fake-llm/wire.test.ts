import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AnswerBehaviour } from "./behaviour.ts";
import { answer } from "./behaviour.ts";
import { startFakeLlm } from "./fake-llm.ts";
import { asObject } from "./fake-request.ts";
import type { Heard, Question } from "./plain-client.ts";
import { ask } from "./plain-client.ts";
import { piecesOf } from "./wire.ts";

const twoPieces = { chunkSize: 4, usage: { input: 11, output: 7 } };

async function heard(question: Question, behaviour: AnswerBehaviour): Promise<Heard> {
  const protocol = question.call === "ollama-chat" ? "ollama" : question.call === "messages" ? "anthropic" : "openai";
  await using llm = await startFakeLlm({ protocol, answer: behaviour });
  return await ask(llm, question);
}

function names({ text }: Heard): string[] {
  return Array.from(text.matchAll(/^event: (.*)$/gm), (match) => match[1] ?? "");
}

describe("Ollama's wire", () => {
  it("is a line a piece, and a last one with reason and counts", async () => {
    const { events, headers, text } = await heard({ call: "ollama-chat" }, answer("abcdef", twoPieces));
    assert.equal(headers.get("content-type"), "application/x-ndjson");
    assert.ok(text.endsWith("}\n"));
    assert.deepEqual(
      events.map(({ message, done }) => [asObject(message)["content"], done]),
      [
        ["abcd", false],
        ["ef", false],
        ["", true],
      ],
    );
    assert.partialDeepStrictEqual(events.at(-1), { done_reason: "stop", prompt_eval_count: 11, eval_count: 7 });
  });

  it("gives thoughts and tool calls beside the content", async () => {
    const thought = await heard({ call: "ollama-chat", stream: false }, answer("abc", { thinking: "hm" }));
    assert.deepEqual(thought.events[0]?.["message"], { role: "assistant", content: "abc", thinking: "hm" });
    const called = await heard(
      { call: "ollama-chat" },
      answer("", { toolCall: { name: "look", arguments: '{"at":1}' } }),
    );
    assert.match(
      called.text,
      /"tool_calls":\[\{"id":"call_\w+","function":\{"index":0,"name":"look","arguments":\{"at":1\}\}\}\]/,
    );
  });
});

describe("OpenAI's Responses wire", () => {
  it("is the events of the real one in their order, numbered", async () => {
    const found = await heard({ call: "responses" }, answer("abcdef", twoPieces));
    assert.deepEqual(names(found), [
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    assert.deepEqual(
      found.events.map((event) => event["sequence_number"]),
      Array.from(names(found).keys()),
    );
    assert.deepEqual(
      found.events.map((event) => event["type"]),
      names(found),
    );
    const response = asObject(found.events.at(-1)?.["response"]);
    assert.partialDeepStrictEqual(response, {
      status: "completed",
      object: "response",
      usage: { input_tokens: 11, output_tokens: 7, total_tokens: 18 },
    });
    assert.doesNotMatch(found.text, /\[DONE\]/);
  });

  it("puts a reasoning item before the message", async () => {
    const found = await heard({ call: "responses" }, answer("abc", { thinking: "hm" }));
    assert.deepEqual(names(found).slice(2, 8), [
      "response.output_item.added",
      "response.reasoning_summary_part.added",
      "response.reasoning_summary_text.delta",
      "response.reasoning_summary_text.done",
      "response.reasoning_summary_part.done",
      "response.output_item.done",
    ]);
    const { output } = asObject(found.events.at(-1)?.["response"]);
    assert.deepEqual(
      (output as { type: string }[]).map(({ type }) => type),
      ["reasoning", "message"],
    );
  });

  it("ends a failed response with response.failed", async () => {
    const found = await heard(
      { call: "responses" },
      answer("abcdef", { breakOff: { after: 0.5, how: "failed-event" } }),
    );
    assert.equal(names(found).at(-1), "response.failed");
    assert.partialDeepStrictEqual(found.events.at(-1)?.["response"], {
      status: "failed",
      error: { code: "server_error" },
    });
  });

  it("gives the same response whole", async () => {
    const { events } = await heard({ call: "responses", stream: false }, answer("no", { finish: "refusal" }));
    assert.partialDeepStrictEqual(events[0], {
      status: "completed",
      output: [{ type: "message", content: [{ type: "refusal", refusal: "no" }] }],
    });
  });
});

describe("OpenAI's chat wire", () => {
  it("is chunks, a reason, the counts and [DONE]", async () => {
    const { events, text } = await heard({ call: "chat" }, answer("abcdef", twoPieces));
    const deltas = events.map(({ choices }) => asObject((choices as unknown[])[0])["delta"]);
    assert.deepEqual(deltas, [
      { role: "assistant", content: "", refusal: null },
      { content: "abcd" },
      { content: "ef" },
      {},
      undefined,
    ]);
    assert.partialDeepStrictEqual(events.at(-1), {
      choices: [],
      usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
    });
    assert.ok(text.endsWith("data: [DONE]\n\n"));
  });

  it("gives counts only to those who ask for them", async () => {
    const { text } = await heard({ call: "chat", changes: { stream_options: undefined } }, answer("abc"));
    assert.doesNotMatch(text, /usage/);
  });

  it("streams the arguments of a tool", async () => {
    const { text } = await heard(
      { call: "chat" },
      answer("", { toolCall: { name: "look", arguments: '{"at":1}' }, chunkSize: 4 }),
    );
    assert.match(
      text,
      /"tool_calls":\[\{"index":0,"id":"call_\w+","type":"function","function":\{"name":"look","arguments":""\}\}\]/,
    );
    assert.match(text, /"tool_calls":\[\{"index":0,"function":\{"arguments":"\{\\"at"\}\}\]/);
  });
});

describe("Anthropic's wire", () => {
  it("is the events of the real one in their order", async () => {
    const found = await heard({ call: "messages" }, answer("abcdef", twoPieces));
    assert.deepEqual(names(found), [
      "message_start",
      "ping",
      "content_block_start",
      "content_block_delta",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    assert.partialDeepStrictEqual(found.events[0]?.["message"], {
      role: "assistant",
      stop_reason: null,
      usage: { input_tokens: 11, output_tokens: 1 },
    });
    assert.partialDeepStrictEqual(found.events.at(-2), {
      delta: { stop_reason: "end_turn" },
      usage: { output_tokens: 7 },
    });
  });

  it("thinks in a block of its own, signed", async () => {
    const { events } = await heard({ call: "messages" }, answer("abc", { thinking: "hm" }));
    const deltas = events
      .filter(({ type }) => type === "content_block_delta")
      .map(({ index, delta }) => [index, asObject(delta)["type"]]);
    assert.deepEqual(deltas, [
      [0, "thinking_delta"],
      [0, "signature_delta"],
      [1, "text_delta"],
    ]);
  });

  it("answers through the tool that a request forces", async () => {
    const changes = { tools: [{ name: "json", input_schema: { type: "object" } }], tool_choice: { type: "any" } };
    const { events, text } = await heard({ call: "messages", changes }, answer('{"a":1}'));
    assert.match(text, /"input_json_delta","partial_json":"\{\\"a\\":1\}"/);
    assert.partialDeepStrictEqual(events.at(-2), { delta: { stop_reason: "tool_use" } });
  });
});

describe("piecesOf", () => {
  it("cuts between characters only, and loses none", () => {
    assert.deepEqual(piecesOf("a🐚🐚b", 2), ["a🐚", "🐚", "b"]);
    assert.deepEqual(piecesOf("", 4), []);
  });
});
