import type { ProviderError, Usage } from "./behaviour.ts";
import { forcedTool } from "./fake-request.ts";
import type { Wire, WireAnswer, WireStream } from "./wire.ts";
import { newId, piecesOf, sse } from "./wire.ts";

/** Anthropic's `/v1/messages`: named events, one block for thoughts and one for the text or tool. https://docs.claude.com/en/docs/build-with-claude/streaming */
export const anthropicWire: Wire = {
  contentType: "text/event-stream; charset=utf-8",
  headers: () => ({ "request-id": newId("req_"), "anthropic-organization-id": "00000000-0000-0000-0000-000000000000" }),
  errorBody,
  whole(answer, request) {
    const tool = toolOf(answer, forcedTool(request));
    const { thinking, usage } = answer;
    return {
      ...messageFrame(request.model),
      content: [...(thinking ? [{ type: "thinking", thinking, signature }] : []), ...blocksOf(answer.text, tool)],
      stop_reason: reasonOf(answer, tool !== null),
      ...(usage === null ? {} : { usage: usageOf(usage) }),
    };
  },
  startStream: (answer, request) => startStream(answer, request.model, toolOf(answer, forcedTool(request))),
};

/** As the filter for what the model wrote says it; there is no stop reason for that. */
export const outputBlocked: ProviderError = {
  status: 400,
  type: "invalid_request_error",
  message: "Output blocked by content filtering policy",
};

const signature = "EqQBCgIYAhIkZmFrZS1zaWduYXR1cmU=";

function errorBody({ type, message }: ProviderError): object {
  return { type: "error", error: { details: null, type, message }, request_id: newId("req_") };
}

function startStream(answer: WireAnswer, model: string | null, tool: { readonly name: string } | null): WireStream {
  const { thinking, usage } = answer;
  let index = 0;
  let open = false;
  const event = (type: string, rest: object = {}) => sse({ type, ...rest }, type);
  const start = (block: object) => event("content_block_start", { index, content_block: block });
  const delta = (rest: object) => event("content_block_delta", { index, delta: rest });
  const stop = () => event("content_block_stop", { index });
  const startLast = () => {
    open = true;
    return start(
      tool === null
        ? { type: "text", text: "" }
        : { type: "tool_use", id: newId("toolu_"), name: tool.name, input: {} },
    );
  };
  const withUsage = (outputNow?: number) =>
    usage === null ? {} : { usage: usageOf({ ...usage, output: outputNow ?? usage.output }) };
  return {
    open() {
      const first = event("message_start", { message: { ...messageFrame(model), ...withUsage(1) } }) + event("ping");
      if (!thinking) return first;
      const thoughts = piecesOf(thinking, 24).map((text) => delta({ type: "thinking_delta", thinking: text }));
      const signed = delta({ type: "signature_delta", signature });
      const block = start({ type: "thinking", thinking: "", signature: "" }) + thoughts.join("") + signed + stop();
      index += 1;
      return first + block;
    },
    piece(text) {
      const piece = () =>
        delta(tool === null ? { type: "text_delta", text } : { type: "input_json_delta", partial_json: text });
      return open ? piece() : startLast() + piece();
    },
    close() {
      const block = open ? stop() : ""; // an empty answer has no block at all
      if (answer.finish === "filter") return block + sse(errorBody(outputBlocked), "error");
      const end = { stop_reason: reasonOf(answer, tool !== null), stop_sequence: null };
      return block + event("message_delta", { delta: end, ...withUsage() }) + event("message_stop");
    },
    ping: () => event("ping"),
    fail: (error) => sse(errorBody(error), "error"),
  };
}

/** A tool of the answer's own, or the one the request forces, whose input the text then is. */
function toolOf(
  { toolCall, text }: WireAnswer,
  forced: string | null,
): { readonly name: string; readonly arguments: string } | null {
  if (toolCall) return toolCall;
  return forced === null ? null : { name: forced, arguments: text };
}

function blocksOf(text: string, tool: { readonly name: string; readonly arguments: string } | null): object[] {
  if (tool === null) return text === "" ? [] : [{ type: "text", text }];
  return [{ type: "tool_use", id: newId("toolu_"), name: tool.name, input: inputOf(tool.arguments) }];
}

/** The real one gives what could be read of an input that was cut off; here that is nothing. */
function inputOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function reasonOf({ finish }: WireAnswer, callsTool: boolean): string {
  if (finish === "stop") return callsTool ? "tool_use" : "end_turn";
  return { length: "max_tokens", refusal: "refusal", filter: "refusal" }[finish];
}

function messageFrame(model: string | null): object {
  return {
    model,
    id: newId("msg_"),
    type: "message",
    role: "assistant",
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
}

function usageOf({ input, output }: Usage): object {
  return {
    input_tokens: input,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: output,
    service_tier: "standard",
  };
}
