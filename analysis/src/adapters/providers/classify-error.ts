import { APICallError } from "@ai-sdk/provider";
import type { FaultKind } from "#domain/model-fault.ts";
import { ModelFault } from "#domain/model-fault.ts";

/** One place that tells what an error of a provider or of its library means. Its words are read, never passed on: they may hold the prompt. */

const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ETIMEDOUT",
  "EACCES",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const late = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS/;
const notTls = /ERR_SSL|EPROTO/;

/** Words by which providers tell what a status alone does not. */
const wordings: readonly (readonly [FaultKind, RegExp])[] = [
  [
    "CONTEXT_TOO_LONG",
    /context.?(?:length|window|size)|maximum context|prompt is too long|too many tokens|exceeds? the (?:available )?context|input length/,
  ],
  ["QUOTA_USED", /insufficient_quota|usage limit|exceeded your current quota|credit balance|billing|payment required/],
  [
    "MODEL_MISSING",
    /model_not_found|model[^.]{0,120}(?:not found|does not exist|not exist|is not available|has been (?:deprecated|retired))|unknown model|no such model|invalid model|not_found_error/,
  ],
  ["KEY_WRONG", /invalid.{0,10}api.?key|incorrect api key|authentication_error|invalid x-api-key|permission_error/],
  ["OVERLOADED", /overloaded|server_error|api_error|internal.?server|out of memory|runner process|unavailable/],
  ["RATE_LIMITED", /rate.?limit|too many requests/],
  ["CONTENT_FILTERED", /content.?(?:filter|policy|management)/],
];

export function classifyError(error: unknown): ModelFault {
  for (const known of chainOf(error)) if (known instanceof ModelFault) return known;
  for (const known of chainOf(error)) {
    if (APICallError.isInstance(known) && known.statusCode !== undefined && known.statusCode >= 300)
      return ofStatus(known);
  }
  return (
    ofConnection(error) ??
    ofEvent(error) ??
    new ModelFault(isParsing(error) ? "NOT_A_PROVIDER" : "FAILED", { cause: error })
  );
}

/** True when the request was refused because the model takes no schema. */
export function refusesSchema(error: unknown): boolean {
  return chainOf(error).some(
    (known) =>
      APICallError.isInstance(known) &&
      (known.statusCode === 400 || known.statusCode === 422) &&
      /response_format|text\.format|json_schema|output_config|output_format|structured.?output|\.format\b|['"`]format['"`]|schema|grammar/i.test(
        wordsOf(known),
      ),
  );
}

/** True when there is no such call, as on servers that know chat completions only. */
export function knowsNoResponses(error: unknown): boolean {
  return chainOf(error).some((known) => {
    if (!APICallError.isInstance(known)) return false;
    const words = wordsOf(known);
    if (known.statusCode === 404 || known.statusCode === 405 || known.statusCode === 501)
      return !/model/i.test(words) || /responses/i.test(words);
    return known.statusCode === 400 && /responses api|v1\/responses|use.{0,40}chat.?completions/i.test(words);
  });
}

function ofStatus(error: APICallError): ModelFault {
  const status = error.statusCode ?? 0;
  const retryAfterMs = retryAfter(error.responseHeaders ?? {});
  const options = { status, cause: error, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
  return new ModelFault(kindOfStatus(status, wordsOf(error)), options);
}

const kindsOfStatus: Readonly<Record<number, FaultKind>> = {
  401: "KEY_WRONG",
  402: "QUOTA_USED",
  403: "KEY_WRONG",
  404: "NOT_A_PROVIDER",
  405: "NOT_A_PROVIDER",
  408: "OVERLOADED",
  413: "REQUEST_TOO_LARGE",
  425: "OVERLOADED",
  429: "RATE_LIMITED",
};

/** What may stand behind a status, told by its words. */
const wordedStatus: Readonly<Record<number, readonly FaultKind[]>> = {
  403: ["MODEL_MISSING", "QUOTA_USED"],
  404: ["MODEL_MISSING"],
  429: ["QUOTA_USED"],
};

function kindOfStatus(status: number, words: string): FaultKind {
  if (status < 400) return "REDIRECTED";
  if (status >= 500) return "OVERLOADED";
  const worded = wordings.find(([, pattern]) => pattern.test(words))?.[0];
  const usual = kindsOfStatus[status];
  if (usual === undefined) return worded ?? "REQUEST_REFUSED";
  if (status === 404 && /model/.test(words)) return "MODEL_MISSING";
  return worded !== undefined && wordedStatus[status]?.includes(worded) ? worded : usual;
}

/** Seconds or a date, or OpenAI's own header in milliseconds. */
function retryAfter(headers: Readonly<Record<string, string>>): number | null {
  const inMs = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(inMs) && inMs >= 0) return inMs;
  const given = headers["retry-after"];
  if (given === undefined || given.trim() === "") return null;
  const seconds = Number(given);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(given);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function ofConnection(error: unknown): ModelFault | null {
  for (const known of chainOf(error)) {
    const code = codeOf(known);
    if (unreachable.has(code)) return new ModelFault("UNREACHABLE", { cause: error });
    if (late.has(code)) return new ModelFault("TIMED_OUT", { cause: error });
    if (notTls.test(code)) return new ModelFault("NOT_TLS", { cause: error });
    if (certificate.test(code)) return new ModelFault("CERTIFICATE", { cause: error });
    if (
      code === "ECONNRESET" ||
      code === "EPIPE" ||
      code.startsWith("UND_ERR") ||
      code.startsWith("HPE_") ||
      /^terminated$|socket hang up|other side closed/.test(messageOf(known))
    )
      return new ModelFault("CONNECTION_LOST", { cause: error });
  }
  return /^(?:fetch failed|bad port)$|cannot connect/i.test(messageOf(error))
    ? new ModelFault("UNREACHABLE", { cause: error })
    : null;
}

/** An error that came as an event of the stream, in the provider's own form. */
function ofEvent(error: unknown): ModelFault | null {
  const words = wordsOf(error);
  const worded = wordings.find(([, pattern]) => pattern.test(words))?.[0];
  return worded === undefined ? null : new ModelFault(worded, { cause: error });
}

function isParsing(error: unknown): boolean {
  return chainOf(error).some(
    (known) =>
      known instanceof SyntaxError ||
      /JSONParse|TypeValidation|InvalidResponse|EmptyResponse/i.test((known as Error).name ?? "") ||
      /invalid json|parse|normalized .* stream/i.test(messageOf(known)),
  );
}

function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at = error; at !== undefined && at !== null && chain.length < 8; at = (at as { cause?: unknown }).cause) {
    chain.push(at);
    if (at instanceof AggregateError) chain.push(...at.errors.slice(0, 4));
  }
  return chain;
}

function codeOf(error: unknown): string {
  const { code } = (typeof error === "object" ? error : {}) as { code?: unknown };
  return typeof code === "string" ? code : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}

const wordsMax = 4000;

function wordsOf(error: unknown): string {
  if (typeof error === "string") return error.slice(0, wordsMax).toLowerCase();
  if (APICallError.isInstance(error))
    return `${error.message} ${error.responseBody ?? ""}`.slice(0, wordsMax).toLowerCase();
  if (error instanceof Error) return error.message.slice(0, wordsMax).toLowerCase();
  try {
    return (JSON.stringify(error) ?? "").slice(0, wordsMax).toLowerCase();
  } catch {
    return "";
  }
}
