import type { IncomingHttpHeaders } from "node:http";

/** One request as it came, and what it says to a model. */

export type Protocol = "ollama" | "openai" | "anthropic";

/** Which call it is; `other` is everything that asks no model. */
export type Call = "ollama-chat" | "responses" | "chat" | "messages" | "other";

export interface FakeRequest {
  readonly protocol: Protocol;
  readonly call: Call;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body's bytes as they came. */
  readonly raw: Uint8Array;
  /** Parsed; undefined where it is not JSON. */
  readonly body: unknown;
  readonly model: string | null;
  /** All texts for the model, joined by a line break each. */
  readonly system: string;
  readonly user: string;
  readonly stream: boolean;
  /** The schema the answer is to follow, wherever the protocol puts it. */
  readonly schema: Readonly<Record<string, unknown>> | null;
  /** True once the client closed before the answer was complete. */
  readonly aborted: boolean;
  /** Fulfilled when the response is over, whoever ended it. */
  readonly over: Promise<void>;
}

export type RequestHead = Pick<FakeRequest, "protocol" | "method" | "path" | "headers" | "raw">;

type Json = Readonly<Record<string, unknown>>;

const calls: Readonly<Record<Protocol, Readonly<Record<string, Call>>>> = {
  ollama: { "/api/chat": "ollama-chat" },
  openai: { "/v1/responses": "responses", "/v1/chat/completions": "chat" },
  anthropic: { "/v1/messages": "messages" },
};

/** Everything that can be said of a request when its body is there. */
export function readRequest(head: RequestHead): Omit<FakeRequest, "aborted" | "over"> {
  const { protocol, method, path, raw } = head;
  const call = (method === "POST" && calls[protocol][path.split("?")[0] ?? ""]) || "other";
  const body = parse(raw);
  const said = asObject(body);
  return {
    ...head,
    call,
    body,
    model: typeof said["model"] === "string" ? said["model"] : null,
    ...textsOf(said),
    // Ollama streams unless told not to; the others only when told to.
    stream: protocol === "ollama" ? said["stream"] !== false : said["stream"] === true,
    schema: schemaOf(said),
  };
}

/** The first of the tools, where the model has to call one (how old models of Anthropic are made to write JSON). */
export function forcedTool({ body }: Pick<FakeRequest, "body">): string | null {
  const { tools, tool_choice: choice } = asObject(body);
  const { type } = asObject(choice);
  if ((type !== "any" && type !== "tool") || !Array.isArray(tools)) return null;
  const { name } = asObject(tools[0]);
  return typeof name === "string" ? name : null;
}

export function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function parse(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
  } catch {
    return undefined;
  }
}

function textsOf(said: Json): Pick<FakeRequest, "system" | "user"> {
  const system = [textOf(said["system"]), textOf(said["instructions"])];
  const user: string[] = [];
  const messages = said["messages"] ?? said["input"];
  if (typeof messages === "string") user.push(messages);
  for (const message of Array.isArray(messages) ? messages : []) {
    const { role, content } = asObject(message);
    if (role === "system" || role === "developer") system.push(textOf(content));
    else if (role === "user") user.push(textOf(content));
  }
  return { system: system.filter((text) => text !== "").join("\n"), user: user.join("\n") };
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part) => asObject(part)["text"])
    .filter((text) => typeof text === "string")
    .join("\n");
}

function schemaOf(said: Json): Json | null {
  const places = [
    said["format"],
    asObject(asObject(said["text"])["format"])["schema"],
    asObject(asObject(said["response_format"])["json_schema"])["schema"],
    asObject(asObject(said["output_config"])["format"])["schema"],
    asObject(said["output_format"])["schema"],
  ];
  const found = places.find((place) => Object.keys(asObject(place)).length > 0);
  return found === undefined ? null : asObject(found);
}
