import type { FakeRequest } from "./fake-request.ts";
import { asObject } from "./fake-request.ts";

/** What the providers answer besides asking a model: lists of models, versions, and wrong addresses. */

export interface SideReply {
  readonly status: number;
  readonly body: object | string;
}

export function replyToSideCall(request: FakeRequest, models: readonly string[]): SideReply {
  const route = `${request.method} ${request.path.split("?")[0]}`;
  const replies = { ollama: replyOfOllama, openai: replyOfOpenai, anthropic: replyOfAnthropic };
  return replies[request.protocol](route, request, models);
}

type SideReplies = (route: string, request: FakeRequest, models: readonly string[]) => SideReply;

const replyOfOllama: SideReplies = (route, request, models) => {
  switch (route) {
    case "GET /":
    case "HEAD /":
      return { status: 200, body: "Ollama is running" };
    case "GET /api/version":
      return { status: 200, body: { version: "0.13.5" } };
    case "GET /api/tags":
      return { status: 200, body: { models: models.map(tagOf) } };
    case "GET /api/ps":
      return { status: 200, body: { models: [] } };
    case "POST /api/show":
      return show(request, models);
    default:
      return { status: 404, body: "404 page not found" };
  }
};

const replyOfOpenai: SideReplies = (route, { method, path }, models) => {
  if (route === "GET /v1/models") {
    return {
      status: 200,
      body: {
        object: "list",
        data: models.map((id) => ({ id, object: "model", created: 1_721_172_741, owned_by: "system" })),
      },
    };
  }
  return {
    status: 404,
    body: {
      error: { message: `Invalid URL (${method} ${path})`, type: "invalid_request_error", param: null, code: null },
    },
  };
};

const replyOfAnthropic: SideReplies = (route, _request, models) => {
  if (route === "GET /v1/models") {
    const data = models.map((id) => ({ type: "model", id, display_name: id, created_at: "2025-09-29T00:00:00Z" }));
    return {
      status: 200,
      body: { data, has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null },
    };
  }
  return {
    status: 404,
    body: { type: "error", error: { details: null, type: "not_found_error", message: "Not found" } },
  };
};

const details = {
  parent_model: "",
  format: "gguf",
  family: "llama",
  families: ["llama"],
  parameter_size: "3.2B",
  quantization_level: "Q4_K_M",
};

function tagOf(model: string): object {
  return {
    name: model,
    model,
    modified_at: "2026-02-01T00:00:00Z",
    size: 2_019_393_189,
    digest: "a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
    details,
  };
}

function show({ body }: FakeRequest, models: readonly string[]): SideReply {
  const { model, name } = asObject(body);
  const asked = String(model ?? name ?? "");
  if (!models.includes(asked) && !models.includes(`${asked}:latest`))
    return { status: 404, body: { error: `model '${asked}' not found` } };
  return {
    status: 200,
    body: {
      modelfile: `FROM ${asked}`,
      parameters: "",
      template: "{{ .Prompt }}",
      details,
      model_info: {
        "general.architecture": "llama",
        "general.parameter_count": 3_212_749_888,
        "llama.context_length": 131_072,
      },
      capabilities: ["completion", "tools"],
      modified_at: "2026-02-01T00:00:00Z",
    },
  };
}
