import type { ProviderError } from "./behaviour.ts";
import type { FakeRequest } from "./fake-request.ts";
import { asObject, forcedTool } from "./fake-request.ts";
import { providerError } from "./provider-errors.ts";

/** What the real server would refuse before its model sees the request. */

export interface CheckSettings {
  /** Null: any model. */
  readonly models: readonly string[] | null;
  /** Null: any key, or none. */
  readonly apiKey: string | null;
}

type Check = (request: FakeRequest, settings: CheckSettings) => ProviderError | null;

const invalid = "invalid_request_error";
const refuse = (message: string, rest: Partial<ProviderError> = {}): ProviderError => ({
  status: 400,
  type: invalid,
  message,
  ...rest,
});

/** OpenAI's models from before structured output. */
const withoutSchema = /^(?:gpt-4(?:-turbo)?|gpt-4-32k|gpt-3\.5-turbo)(?:-(?:preview|\d{4}.*))?$/;
const reasoning = /^(?:o\d|gpt-5)/;
const outputTokensMin = 16;

/** The first thing wrong with it; null where the model may answer. */
export function checkRequest(request: FakeRequest, settings: CheckSettings): ProviderError | null {
  for (const check of [checkKey, checkBody, checkModel, checkOllama, checkOpenai, checkAnthropic]) {
    const wrong = check(request, settings);
    if (wrong !== null) return wrong;
  }
  return null;
}

export const checkKey: Check = (request, { apiKey }) => {
  const { protocol, headers } = request;
  if (protocol === "ollama" || apiKey === null) return null;
  const given = protocol === "openai" ? headers.authorization?.replace(/^Bearer /, "") : headers["x-api-key"];
  if (given === apiKey) return null;
  if (given !== undefined) return providerError(protocol, "key-wrong", request);
  return protocol === "openai"
    ? {
        status: 401,
        type: invalid,
        message:
          "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
      }
    : { status: 401, type: "authentication_error", message: "x-api-key header is required" };
};

const checkBody: Check = ({ protocol, body, raw }) => {
  if (body !== undefined) return null;
  if (protocol === "ollama")
    return refuse(raw.length === 0 ? "missing request body" : "invalid character looking for beginning of value");
  return refuse(
    protocol === "openai"
      ? "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)"
      : "The request body is not valid JSON: expected value: line 1 column 1 (char 0)",
  );
};

const checkModel: Check = (request, { models }) => {
  const { protocol, model } = request;
  if (model === null) {
    return refuse(
      { ollama: "model is required", openai: "you must provide a model parameter", anthropic: "model: Field required" }[
        protocol
      ],
    );
  }
  if (models === null || models.includes(model) || (protocol === "ollama" && models.includes(`${model}:latest`)))
    return null;
  return providerError(protocol, "model-missing", request);
};

const checkOllama: Check = ({ protocol, body }) => {
  if (protocol !== "ollama") return null;
  const { format, options } = asObject(body);
  for (const [name, value] of Object.entries(asObject(options))) {
    if (/^num_/.test(name) && !Number.isInteger(value)) return refuse(`option "${name}" must be of type integer`);
  }
  const known =
    format === undefined ||
    format === null ||
    format === "" ||
    format === "json" ||
    Object.keys(asObject(format)).length > 0;
  return known
    ? null
    : refuse(`invalid format: ${JSON.stringify(format)}; expected "json" or a valid JSON Schema object`, {
        status: 500,
      });
};

const checkOpenai: Check = (request) => {
  const { protocol, call, body, model } = request;
  if (protocol !== "openai") return null;
  const asked = asObject(body);
  const name = model ?? "";
  if (request.schema !== null && withoutSchema.test(name)) return providerError(protocol, "not-structured", request);
  const { max_output_tokens: outputMax } = asked;
  if (call === "responses" && typeof outputMax === "number" && outputMax < outputTokensMin) {
    return refuse(
      `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= ${outputTokensMin}, but got ${outputMax} instead.`,
      {
        param: "max_output_tokens",
        code: "integer_below_min_value",
      },
    );
  }
  if (reasoning.test(name) && asked["temperature"] !== undefined && asked["temperature"] !== 1) {
    return refuse("Unsupported parameter: 'temperature' is not supported with this model.", {
      param: "temperature",
      code: "unsupported_parameter",
    });
  }
  if (call === "chat" && reasoning.test(name) && asked["max_tokens"] !== undefined) {
    return refuse(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { param: "max_tokens", code: "unsupported_parameter" },
    );
  }
  return isStrict(asked) ? strictFault(request) : null;
};

const checkAnthropic: Check = (request) => {
  if (request.protocol !== "anthropic") return null;
  const asked = asObject(request.body);
  if (request.headers["anthropic-version"] === undefined) return refuse("anthropic-version: header is required");
  if (typeof asked["max_tokens"] !== "number") return refuse("max_tokens: Field required");
  if (!Array.isArray(asked["messages"]) || asked["messages"].length === 0)
    return refuse("messages: at least one message is required");
  if (request.schema === null || forcedTool(request) !== null) return null;
  const open = findObject(request.schema, (schema) => schema["additionalProperties"] !== false);
  return open === null
    ? null
    : refuse("output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false");
};

function isStrict(asked: Readonly<Record<string, unknown>>): boolean {
  const places = [asObject(asked["text"])["format"], asObject(asked["response_format"])["json_schema"]];
  return places.some((place) => asObject(place)["strict"] === true);
}

/** OpenAI's strict form: closed objects whose every key is required. */
function strictFault({ schema, call }: FakeRequest): ProviderError | null {
  if (schema === null) return null;
  const place = call === "responses" ? "text.format.schema" : "response_format";
  const say = (words: string) =>
    refuse(`Invalid schema for response_format 'analysis': In context=(), ${words}`, {
      param: place,
      code: "invalid_json_schema",
    });
  if (findObject(schema, (object) => object["additionalProperties"] !== false))
    return say("'additionalProperties' is required to be supplied and to be false.");
  const lacks = findObject(schema, (object) => {
    const required = Array.isArray(object["required"]) ? object["required"] : [];
    return Object.keys(asObject(object["properties"])).some((key) => !required.includes(key));
  });
  return lacks === null
    ? null
    : say("'required' is required to be supplied and to be an array including every key in properties.");
}

/** The first object of a schema for which this holds. */
function findObject(schema: unknown, holds: (object: Readonly<Record<string, unknown>>) => boolean): object | null {
  if (Array.isArray(schema)) {
    for (const part of schema) {
      const found = findObject(part, holds);
      if (found !== null) return found;
    }
    return null;
  }
  const object = asObject(schema);
  if (object["type"] === "object" && holds(object)) return object;
  return Object.keys(object).length === 0 ? null : findObject(Object.values(object), holds);
}
