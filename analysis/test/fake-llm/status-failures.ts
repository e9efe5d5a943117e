import type { BehaviourFunction } from "./behaviour.ts";
import type { Failure } from "./failure.ts";
import type { ErrorName } from "./provider-errors.ts";
import { providerError } from "./provider-errors.ts";

/** What a provider says with a status, in its own words. */

/** Short, so that a test can wait for it. */
export const retryAfterSeconds = 1;

const retryAfter = { "retry-after": String(retryAfterSeconds) };

function failing(name: ErrorName, headers: Readonly<Record<string, string>> = {}): Failure {
  return (protocol): BehaviourFunction =>
    (request) => ({ kind: "error", error: providerError(protocol, name, request), headers });
}

export const statusFailures = {
  "status-400": failing("bad-request"),
  "status-401": failing("key-wrong"),
  "status-403": failing("forbidden"),
  "model-404": failing("model-missing"),
  /** Ollama since 0.3.13 or so; OpenAI's Responses call. Elsewhere as `model-404`. */
  "model-missing-newer": (protocol) => (request) => {
    const error = providerError(protocol, "model-missing", request);
    if (protocol === "ollama")
      return { kind: "error", error: { ...error, message: `model '${request.model}' not found` } };
    return { kind: "error", error: request.call === "responses" ? { ...error, status: 400 } : error };
  },
  "status-408": failing("timeout"),
  "status-413": failing("too-large"),
  "status-429-retry-after": failing("rate-limited", retryAfter),
  /** A date instead of seconds. */
  "status-429-retry-date": (protocol) => (request) => ({
    kind: "error",
    error: providerError(protocol, "rate-limited", request),
    headers: { "retry-after": new Date(Date.now() + retryAfterSeconds * 1000).toUTCString() },
  }),
  /** An hour: more than anybody waits. */
  "status-429-retry-in-an-hour": failing("rate-limited", { "retry-after": "3600" }),
  "status-429": failing("rate-limited"),
  /** Anthropic says it with 400. */
  "status-429-quota": failing("quota-used"),
  "status-500": failing("server-error"),
  "status-503": failing("unavailable"),
  "status-503-retry-after": failing("unavailable", retryAfter),
  "overloaded-529": failing("overloaded"),
  "context-too-long": failing("context-too-long"),
  /** Refused while the request holds a schema; without one the answer is good. */
  "not-structured": (protocol, text) => (request) =>
    request.schema === null
      ? { kind: "answer", text }
      : { kind: "error", error: providerError(protocol, "not-structured", request) },
  /** A proxy that knows only the status. */
  "status-500-empty": () => ({ kind: "reply", status: 500, body: "" }),
} as const satisfies Readonly<Record<string, Failure>>;
