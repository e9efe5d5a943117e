import { asObject } from "./fake-request.ts";
import { openaiErrorBody, openaiHeaders } from "./openai-responses-wire.ts";
import type { Wire, WireAnswer } from "./wire.ts";
import { newId, nowSeconds, piecesOf, sse } from "./wire.ts";

/** OpenAI's `/v1/chat/completions`, which many servers speak. https://platform.openai.com/docs/api-reference/chat-streaming */
export const openaiChatWire: Wire = {
  contentType: "text/event-stream; charset=utf-8",
  headers: openaiHeaders,
  errorBody: openaiErrorBody,
  whole(answer, request) {
    return {
      id: newId("chatcmpl-"),
      object: "chat.completion",
      created: nowSeconds(),
      model: request.model,
      choices: [{ index: 0, message: messageOf(answer), logprobs: null, finish_reason: reasonOf(answer) }],
      ...(answer.usage === null ? {} : { usage: usageOf(answer) }),
      service_tier: "default",
      system_fingerprint: "fp_0123456789",
    };
  },
  startStream(answer, request) {
    const wantsUsage =
      asObject(asObject(request.body)["stream_options"])["include_usage"] === true && answer.usage !== null;
    const same = {
      id: newId("chatcmpl-"),
      object: "chat.completion.chunk",
      created: nowSeconds(),
      model: request.model,
      service_tier: "default",
      system_fingerprint: "fp_0123456789",
    };
    const chunk = (delta: object, finish: string | null = null) =>
      sse({
        ...same,
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
        ...(wantsUsage ? { usage: null } : {}),
      });
    const refuses = answer.finish === "refusal";
    return {
      open() {
        const first = answer.toolCall
          ? { role: "assistant", content: null, tool_calls: [callOf(answer.toolCall.name, "")], refusal: null }
          : { role: "assistant", content: "", refusal: refuses ? "" : null };
        const thoughts = piecesOf(answer.thinking ?? "", 24).map((reasoning_content) => chunk({ reasoning_content }));
        return chunk(first) + thoughts.join("");
      },
      piece(text) {
        if (answer.toolCall) return chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] });
        return chunk(refuses ? { refusal: text } : { content: text });
      },
      close() {
        const usage = wantsUsage ? sse({ ...same, choices: [], usage: usageOf(answer) }) : "";
        return `${chunk({}, reasonOf(answer))}${usage}${sse("[DONE]")}`;
      },
      // As gateways do; to a reader of events it is a comment.
      ping: () => ": keep-alive\n\n",
      fail: (error) => sse(openaiErrorBody(error)),
    };
  },
};

function callOf(name: string, text: string): object {
  return { index: 0, id: newId("call_"), type: "function", function: { name, arguments: text } };
}

function messageOf({ text, thinking, toolCall, finish }: WireAnswer): object {
  const refuses = finish === "refusal";
  return {
    role: "assistant",
    content: refuses || toolCall ? null : text,
    ...(thinking ? { reasoning_content: thinking } : {}),
    refusal: refuses ? text : null,
    annotations: [],
    ...(toolCall ? { tool_calls: [{ id: newId("call_"), type: "function", function: toolCall }] } : {}),
  };
}

function reasonOf({ finish, toolCall }: WireAnswer): string {
  if (toolCall) return "tool_calls";
  return { stop: "stop", length: "length", filter: "content_filter", refusal: "stop" }[finish];
}

function usageOf({ usage, thinking }: WireAnswer): object {
  const { input, output } = usage ?? { input: 0, output: 0 };
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: Math.min(output, Math.ceil((thinking?.length ?? 0) / 4)),
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
