import type { FakeLlm } from "./fake-llm.ts";
import type { Call } from "./fake-request.ts";
import { asObject } from "./fake-request.ts";

/** A client of nothing but `fetch`, for looking at what is on the wire. */

export type Json = Readonly<Record<string, unknown>>;

export interface Question {
  readonly call: Exclude<Call, "other">;
  readonly user?: string;
  readonly stream?: boolean;
  readonly model?: string;
  readonly schema?: Json;
  readonly changes?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** So long after the head of the response it leaves; four times so long where none comes. */
  readonly patienceMs?: number;
}

export interface Heard {
  /** Null where no response came. */
  readonly status: number | null;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Of a stream, or the one object. Lines that are no JSON are left out; of megabytes nothing is read. */
  readonly events: readonly Json[];
  /** What stopped the reading: a code such as ECONNREFUSED, or `left` where patience ended; null where it came to its end. */
  readonly broke: string | null;
}

export const alertText =
  'ALERT 0123456789abcdef\n{"rule":"Terminal shell in container","output":"A shell was spawned (user=root)"}\nEND 0123456789abcdef';

const paths: Readonly<Record<Question["call"], string>> = {
  "ollama-chat": "/api/chat",
  responses: "/responses",
  chat: "/chat/completions",
  messages: "/messages",
};

export const models: Readonly<Record<Question["call"], string>> = {
  "ollama-chat": "llama3.2",
  responses: "gpt-4o-mini",
  chat: "gpt-4o-mini",
  messages: "claude-sonnet-4-5-20250929",
};

export async function ask(llm: FakeLlm, question: Question): Promise<Heard> {
  const { call, headers = {}, patienceMs = 5000 } = question;
  const leaving = new AbortController();
  let timer = setTimeout(() => leaving.abort(), patienceMs * 4);
  const chunks: Uint8Array[] = [];
  let response: Response | null = null;
  let broke: string | null = null;
  try {
    response = await fetch(llm.url + paths[call], {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(call === "messages" ? { "anthropic-version": "2023-06-01" } : {}),
        ...headers,
      },
      body: JSON.stringify({ ...bodyOf(question), ...question.changes }),
      redirect: "manual",
      signal: leaving.signal,
    });
    clearTimeout(timer);
    timer = setTimeout(() => leaving.abort(), patienceMs);
    for await (const chunk of response.body ?? []) chunks.push(chunk);
  } catch (error) {
    const { cause } = error as { cause?: { code?: unknown } };
    broke = leaving.signal.aborted ? "left" : String(cause?.code ?? error);
  } finally {
    clearTimeout(timer);
  }
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString();
  return {
    status: response?.status ?? null,
    headers: response?.headers ?? new Headers(),
    bytes,
    text,
    events: eventsIn(text),
    broke,
  };
}

function bodyOf({ call, user = alertText, stream = true, model = models[call], schema }: Question): Json {
  const system = "You explain alerts.";
  const messages = [
    { role: "system", content: system },
    { role: "user", content: user },
  ];
  switch (call) {
    case "ollama-chat":
      return {
        model,
        stream,
        messages,
        options: { num_ctx: 8192, num_predict: 800, temperature: 0.1 },
        keep_alive: "5m",
        ...(schema ? { format: schema } : {}),
      };
    case "responses": {
      const input = [
        { role: "developer", content: system },
        { role: "user", content: [{ type: "input_text", text: user }] },
      ];
      return {
        model,
        stream,
        input,
        store: false,
        ...(schema ? { text: { format: { type: "json_schema", strict: true, name: "analysis", schema } } } : {}),
      };
    }
    case "chat": {
      const format = { type: "json_schema", json_schema: { name: "analysis", strict: true, schema } };
      return {
        model,
        stream,
        messages,
        ...(stream ? { stream_options: { include_usage: true } } : {}),
        ...(schema ? { response_format: format } : {}),
      };
    }
    case "messages": {
      const said = {
        system: [{ type: "text", text: system }],
        messages: [{ role: "user", content: [{ type: "text", text: user }] }],
      };
      return {
        model,
        stream,
        max_tokens: 800,
        ...said,
        ...(schema ? { output_config: { format: { type: "json_schema", schema } } } : {}),
      };
    }
  }
}

/** The model's text, put together from a stream or taken from the object. */
export function saidIn(call: Question["call"], events: readonly Json[]): string {
  return events.map((event) => readers[call](event)).join("");
}

const readers: Readonly<Record<Question["call"], (event: Json) => string>> = {
  "ollama-chat": ({ message }) => textIn(message, "content"),
  responses: (event) =>
    event["type"] === "response.output_text.delta" || event["type"] === "response.refusal.delta"
      ? textIn(event, "delta")
      : "",
  chat({ choices }) {
    const { delta } = asObject(Array.isArray(choices) ? choices[0] : {});
    return textIn(delta, "content") + textIn(delta, "refusal");
  },
  messages: ({ delta }) => textIn(delta, "text"),
};

function textIn(value: unknown, key: string): string {
  const text = asObject(value)[key];
  return typeof text === "string" ? text : "";
}

const readCharsMax = 2 ** 22;

function eventsIn(text: string): Json[] {
  if (text.length > readCharsMax) return [];
  return text.split("\n").flatMap((line) => {
    try {
      return [asObject(JSON.parse(line.replace(/^data: /, "")))];
    } catch {
      return [];
    }
  });
}
