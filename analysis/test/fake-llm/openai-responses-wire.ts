import type { ProviderError } from "./behaviour.ts";
import type { FakeRequest } from "./fake-request.ts";
import { asObject } from "./fake-request.ts";
import type { Wire, WireAnswer, WireStream } from "./wire.ts";
import { newId, nowSeconds, piecesOf, sse } from "./wire.ts";

/** OpenAI's `/v1/responses`: numbered events, each with the whole response at start and end. https://platform.openai.com/docs/api-reference/responses-streaming */
export const openaiResponsesWire: Wire = {
  contentType: "text/event-stream; charset=utf-8",
  headers: openaiHeaders,
  errorBody: openaiErrorBody,
  whole: (answer, request) => ended(frameOf(request), answer, itemsOf(answer)),
  startStream,
};

export function openaiHeaders(): Record<string, string> {
  return { "openai-version": "2020-10-01", "openai-processing-ms": "123", "x-request-id": newId("req_") };
}

export function openaiErrorBody({ message, type, param, code }: ProviderError): object {
  return { error: { message, type, param: param ?? null, code: code ?? null } };
}

type Frame = Readonly<Record<string, unknown>>;
interface Item {
  readonly id: string;
  readonly type: string;
  readonly [key: string]: unknown;
}

function startStream(answer: WireAnswer, request: FakeRequest): WireStream {
  const frame = frameOf(request);
  let sequence = 0;
  const event = (type: string, rest: object) => sse({ type, sequence_number: sequence++, ...rest }, type);
  const items = itemsOf(answer);
  const thought = items.length > 1 ? items[0] : undefined;
  const item = items.at(-1) as Item;
  const place = { item_id: item.id, output_index: items.length - 1, content_index: 0 };
  const part = answer.finish === "refusal" ? "refusal" : "output_text";
  let sent = "";
  const begin = () =>
    event("response.created", { response: frame }) + event("response.in_progress", { response: frame });
  return {
    open: () =>
      begin() +
      (thought ? thoughtEvents(event, thought, answer.thinking ?? "") : "") +
      event("response.output_item.added", { output_index: place.output_index, item: emptied(item) }) +
      (answer.toolCall ? "" : event("response.content_part.added", { ...place, part: partOf(answer, "") })),
    piece(text) {
      sent += text;
      if (answer.toolCall)
        return event("response.function_call_arguments.delta", {
          item_id: item.id,
          output_index: place.output_index,
          delta: text,
        });
      return event(`response.${part}.delta`, {
        ...place,
        delta: text,
        ...(part === "output_text" ? { logprobs: [], obfuscation: "x9f2" } : {}),
      });
    },
    close() {
      const inner = answer.toolCall
        ? event("response.function_call_arguments.done", {
            item_id: item.id,
            output_index: place.output_index,
            arguments: sent,
            name: answer.toolCall.name,
          })
        : event(`response.${part}.done`, {
            ...place,
            ...(part === "refusal" ? { refusal: sent } : { text: sent, logprobs: [] }),
          }) + event("response.content_part.done", { ...place, part: partOf(answer, sent) });
      const response = ended(frame, answer, items);
      return (
        inner +
        event("response.output_item.done", { output_index: place.output_index, item }) +
        event(`response.${response["status"]}`, { response })
      );
    },
    ping: () => event("keepalive", {}),
    fail({ type, message, code, param }, how) {
      const first = sequence === 0 ? begin() : "";
      if (how === "error-event")
        return first + event("error", { error: { type, code: code ?? null, message, param: param ?? null } });
      return (
        first +
        event("response.failed", { response: { ...frame, status: "failed", error: { code: code ?? type, message } } })
      );
    },
  };
}

type MakeEvent = (type: string, rest: object) => string;

function thoughtEvents(event: MakeEvent, item: Item, thinking: string): string {
  const place = { item_id: item.id, output_index: 0, summary_index: 0 };
  return [
    event("response.output_item.added", { output_index: 0, item: { ...item, summary: [] } }),
    event("response.reasoning_summary_part.added", { ...place, part: { type: "summary_text", text: "" } }),
    ...piecesOf(thinking, 24).map((delta) => event("response.reasoning_summary_text.delta", { ...place, delta })),
    event("response.reasoning_summary_text.done", { ...place, text: thinking }),
    event("response.reasoning_summary_part.done", { ...place, part: { type: "summary_text", text: thinking } }),
    event("response.output_item.done", { output_index: 0, item }),
  ].join("");
}

function itemsOf(answer: WireAnswer): Item[] {
  const { text, thinking, toolCall, finish } = answer;
  const status = finish === "length" || finish === "filter" ? "incomplete" : "completed";
  const item: Item = toolCall
    ? {
        id: newId("fc_"),
        type: "function_call",
        status,
        arguments: toolCall.arguments,
        call_id: newId("call_"),
        name: toolCall.name,
      }
    : { id: newId("msg_"), type: "message", status, content: [partOf(answer, text)], role: "assistant" };
  return thinking
    ? [{ id: newId("rs_"), type: "reasoning", summary: [{ type: "summary_text", text: thinking }] }, item]
    : [item];
}

function emptied(item: Item): Item {
  return { ...item, status: "in_progress", ...(item.type === "message" ? { content: [] } : { arguments: "" }) };
}

function partOf({ finish }: WireAnswer, text: string): object {
  return finish === "refusal"
    ? { type: "refusal", refusal: text }
    : { type: "output_text", annotations: [], logprobs: [], text };
}

function ended(frame: Frame, answer: WireAnswer, output: readonly Item[]): Frame {
  const reason = { length: "max_output_tokens", filter: "content_filter", stop: null, refusal: null }[answer.finish];
  return {
    ...frame,
    status: reason === null ? "completed" : "incomplete",
    incomplete_details: reason === null ? null : { reason },
    output,
    usage: usageOf(answer),
  };
}

function usageOf({ usage, thinking }: WireAnswer): object | null {
  if (usage === null) return null;
  const { input, output } = usage;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: Math.min(output, Math.ceil((thinking?.length ?? 0) / 4)) },
    total_tokens: input + output,
  };
}

/** The response object before anything is in it. */
function frameOf({ body, model }: FakeRequest): Frame {
  const asked = asObject(body);
  return {
    id: newId("resp_"),
    object: "response",
    created_at: nowSeconds(),
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: asked["instructions"] ?? null,
    max_output_tokens: asked["max_output_tokens"] ?? null,
    max_tool_calls: null,
    model,
    output: [],
    parallel_tool_calls: true,
    previous_response_id: null,
    prompt_cache_key: null,
    reasoning: { effort: null, summary: null },
    safety_identifier: null,
    service_tier: "default",
    store: asked["store"] ?? true,
    temperature: asked["temperature"] ?? 1,
    text: { format: asObject(asked["text"])["format"] ?? { type: "text" }, verbosity: "medium" },
    tool_choice: "auto",
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: "disabled",
    usage: null,
    user: null,
    metadata: {},
  };
}
