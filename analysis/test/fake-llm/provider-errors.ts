import type { ProviderError } from "./behaviour.ts";
import type { FakeRequest, Protocol } from "./fake-request.ts";

/** The providers' own words for what goes wrong, gathered from their documentation and from reports of their users. */

export const errorNames = [
  "bad-request",
  "key-wrong",
  "forbidden",
  "model-missing",
  "timeout",
  "too-large",
  "rate-limited",
  "quota-used",
  "server-error",
  "unavailable",
  "overloaded",
  "context-too-long",
  "not-structured",
] as const;

export type ErrorName = (typeof errorNames)[number];

/** What the wordings name. */
export type ErrorFacts = Pick<FakeRequest, "call" | "model" | "headers">;

type ErrorTable = Readonly<Record<ErrorName, (facts: ErrorFacts) => ProviderError>>;

export function providerError(protocol: Protocol, name: ErrorName, facts: ErrorFacts): ProviderError {
  return tables[protocol][name](facts);
}

const fixed =
  (status: number, type: string, message: string, code: string | null = null, param: string | null = null) =>
  () => ({ status, type, message, code, param });

/** Only the message is sent. From server/routes.go, server/sched.go, and ollama.com for its cloud. */
const ollama: ErrorTable = {
  "bad-request": fixed(400, "", 'option "num_ctx" must be of type integer'),
  "key-wrong": fixed(401, "", "unauthorized"),
  forbidden: fixed(403, "", "ollama cloud is disabled: remote model is unavailable"),
  "model-missing": ({ model }) => ({
    status: 404,
    type: "",
    message: `model "${model}" not found, try pulling it first`,
  }),
  timeout: fixed(408, "", "request timeout"),
  "too-large": fixed(413, "", "http: request body too large"),
  "rate-limited": fixed(429, "", "too many concurrent requests"),
  "quota-used": fixed(
    429,
    "",
    "you have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade",
  ),
  "server-error": fixed(500, "", "llama runner process has terminated: signal: killed"),
  unavailable: fixed(503, "", "server busy, please try again.  maximum pending requests exceeded"),
  overloaded: fixed(529, "", "model is overloaded, please try again"),
  "context-too-long": fixed(
    400,
    "",
    "request (5312 tokens) exceeds the available context size (4096 tokens), try increasing it",
  ),
  // Of versions before 0.5, whose `format` is the word "json" or nothing.
  "not-structured": fixed(
    400,
    "",
    "json: cannot unmarshal object into Go struct field ChatRequest.format of type string",
  ),
};

const invalid = "invalid_request_error";

/** https://platform.openai.com/docs/guides/error-codes */
const openai: ErrorTable = {
  "bad-request": fixed(
    400,
    invalid,
    "Invalid type for 'temperature': expected a decimal, but got a string instead.",
    "invalid_type",
    "temperature",
  ),
  "key-wrong": ({ headers }) => ({
    status: 401,
    type: invalid,
    code: "invalid_api_key",
    message: `Incorrect API key provided: ${maskedKey(headers.authorization)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
  }),
  forbidden: fixed(
    403,
    "request_forbidden",
    "Country, region, or territory not supported",
    "unsupported_country_region_territory",
  ),
  "model-missing": ({ call, model }) =>
    call === "responses"
      ? {
          status: 404,
          type: invalid,
          message: `The requested model '${model}' does not exist.`,
          code: "model_not_found",
          param: "model",
        }
      : {
          status: 404,
          type: invalid,
          message: `The model \`${model}\` does not exist or you do not have access to it.`,
          code: "model_not_found",
        },
  timeout: fixed(408, "timeout", "Request timed out."),
  "too-large": fixed(413, invalid, "Maximum request size exceeded.", "request_too_large"),
  "rate-limited": ({ model }) => ({
    status: 429,
    type: "requests",
    code: "rate_limit_exceeded",
    message: `Rate limit reached for ${model} in organization org-0123456789 on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s. Visit https://platform.openai.com/account/rate-limits to learn more.`,
  }),
  "quota-used": fixed(
    429,
    "insufficient_quota",
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
    "insufficient_quota",
  ),
  "server-error": fixed(
    500,
    "server_error",
    "The server had an error while processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if the error persists.",
    "server_error",
  ),
  unavailable: fixed(
    503,
    "server_error",
    "The engine is currently overloaded, please try again later.",
    "server_is_overloaded",
  ),
  overloaded: fixed(
    529,
    "server_error",
    "Our servers are currently overloaded. Please try again later.",
    "server_is_overloaded",
  ),
  "context-too-long": ({ call }) =>
    call === "responses"
      ? {
          status: 400,
          type: invalid,
          message: "Your input exceeds the context window of this model. Please adjust your input and try again.",
          code: "context_length_exceeded",
          param: "input",
        }
      : {
          status: 400,
          type: invalid,
          message:
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9301 tokens. Please reduce the length of the messages.",
          code: "context_length_exceeded",
          param: "messages",
        },
  "not-structured": ({ call, model }) =>
    call === "responses"
      ? {
          status: 400,
          type: invalid,
          message: `Invalid parameter: 'text.format' of type 'json_schema' is not supported with model version \`${model}\`.`,
          param: "text.format",
        }
      : {
          status: 400,
          type: invalid,
          message:
            "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. Learn more about supported models at the Structured Outputs guide: https://platform.openai.com/docs/guides/structured-outputs",
          param: "response_format",
        },
};

/** https://docs.claude.com/en/api/errors */
const anthropic: ErrorTable = {
  "bad-request": fixed(400, invalid, "temperature: Input should be a valid number, unable to parse string as a number"),
  "key-wrong": fixed(401, "authentication_error", "invalid x-api-key"),
  forbidden: fixed(403, "permission_error", "Your API key does not have permission to use the specified resource."),
  // What a retired model gets, too.
  "model-missing": ({ model }) => ({ status: 404, type: "not_found_error", message: `model: ${model}` }),
  timeout: fixed(408, "timeout_error", "Request timed out"),
  "too-large": fixed(413, "request_too_large", "Request exceeds the maximum size"),
  "rate-limited": fixed(
    429,
    "rate_limit_error",
    "This request would exceed your organization's rate limit of 50,000 input tokens per minute. For details, refer to: https://docs.claude.com/en/api/rate-limits.",
  ),
  // Not a 429: Anthropic says so with 400.
  "quota-used": fixed(
    400,
    invalid,
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
  ),
  "server-error": fixed(500, "api_error", "Internal server error"),
  unavailable: fixed(503, "api_error", "Service temporarily unavailable"),
  overloaded: fixed(529, "overloaded_error", "Overloaded"),
  "context-too-long": fixed(400, invalid, "prompt is too long: 213462 tokens > 200000 maximum"),
  "not-structured": fixed(400, invalid, "output_config.format: Extra inputs are not permitted"),
};

const tables: Readonly<Record<Protocol, ErrorTable>> = { ollama, openai, anthropic };

/** As OpenAI repeats a wrong key: its ends only. */
function maskedKey(authorization: string | undefined): string {
  const key = authorization?.replace(/^Bearer /, "") ?? "";
  return key.length <= 8 ? "*".repeat(key.length) : `${key.slice(0, 4)}${"*".repeat(key.length - 8)}${key.slice(-4)}`;
}
