import type { FakeRequest } from "./fake-request.ts";
import { asObject } from "./fake-request.ts";
import type { Wire, WireAnswer } from "./wire.ts";
import { newId, piecesOf } from "./wire.ts";

/** Ollama's native `/api/chat`: a line of JSON a piece. https://docs.ollama.com/api/chat */
export const ollamaWire: Wire = {
  contentType: "application/x-ndjson",
  headers: () => ({}),
  errorBody: ({ message }) => ({ error: message }),
  whole: (answer, request) => lastLine(answer, request, messageOf(answer)),
  startStream: (answer, request) => ({
    open: () =>
      piecesOf(answer.thinking ?? "", 24)
        .map((thinking) => line(request, { role: "assistant", content: "", thinking }))
        .join(""),
    // A tool call comes in one line, whole.
    piece: (content) => (answer.toolCall ? "" : line(request, { role: "assistant", content })),
    close: () => {
      const calls = answer.toolCall ? line(request, { ...messageOf(answer), content: "" }) : "";
      return `${calls}${JSON.stringify(lastLine(answer, request, { role: "assistant", content: "" }))}\n`;
    },
    ping: () => line(request, { role: "assistant", content: "" }),
    fail: ({ message }) => `${JSON.stringify({ error: message })}\n`,
  }),
};

function line({ model }: FakeRequest, message: object): string {
  return `${JSON.stringify({ model, created_at: new Date().toISOString(), message, done: false })}\n`;
}

function messageOf({ text, thinking, toolCall }: WireAnswer): object {
  return {
    role: "assistant",
    content: toolCall ? "" : text,
    ...(thinking ? { thinking } : {}),
    ...(toolCall
      ? {
          tool_calls: [
            {
              id: newId("call_"),
              function: { index: 0, name: toolCall.name, arguments: JSON.parse(toolCall.arguments) },
            },
          ],
        }
      : {}),
  };
}

/** Ollama knows no filter and no refusal: these end as `stop`. */
function lastLine({ finish, usage }: WireAnswer, request: FakeRequest, message: object): object {
  return {
    model: request.model,
    created_at: new Date().toISOString(),
    message,
    done: true,
    done_reason: finish === "length" ? "length" : "stop",
    total_duration: 812_345_678,
    load_duration: 41_234_567,
    ...(usage === null
      ? {}
      : {
          prompt_eval_count: Math.min(usage.input, contextOf(request)),
          prompt_eval_duration: 101_234_567,
          eval_count: usage.output,
          eval_duration: 601_234_567,
        }),
  };
}

/** What does not fit is cut off in silence, so no more is ever counted. */
function contextOf({ body }: FakeRequest): number {
  const { num_ctx: asked } = asObject(asObject(body)["options"]);
  return typeof asked === "number" ? asked : 4096;
}
