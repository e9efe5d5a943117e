import type { FastifyReply, FastifyRequest } from "fastify";
import { stringifyVisible } from "#alert/json.ts";
import type { ErrorCode } from "#domain/errors.ts";
import { AppError } from "#domain/errors.ts";
import { renderHtml } from "#lib/html.ts";
import { wantsHtml } from "./negotiation.ts";
import { errorPage } from "./pages/error.ts";
import { surroundingsOf } from "./surroundings.ts";

/** Every code's status; a new code without one does not compile. */
export const statusOfError = {
  ALERT_INVALID: 400,
  BODY_EMPTY: 400,
  BODY_NOT_JSON: 400,
  BODY_NOT_UTF8: 400,
  BODY_TOO_DEEP: 400,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  QUERY_TOO_LONG: 414,
  QUERY_INVALID: 400,
  REQUEST_INVALID: 400,
  NO_EVENT_ACCEPTED: 400,
  UNAUTHORIZED: 401,
  NO_TOKEN_SET: 401,
  CROSS_SITE: 403,
  HOST_NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  RECEIPT_NOT_FOUND: 404,
  ANALYSIS_NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CURSOR_INVALID: 400,
  STORE_UNAVAILABLE: 503,
  LOG_STORE_UNAVAILABLE: 503,
  LEAK_BLOCKED: 500,
  PSEUDONYMISE_FAILED: 500,
  CONFIG_INVALID: 500,
  PORT_IN_USE: 500,
  INPUT_UNREADABLE: 400,
  USAGE: 400,
  INTERNAL: 500,
} as const satisfies Record<ErrorCode, number>;

const ofFastify: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "BODY_TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "MEDIA_TYPE_UNSUPPORTED",
  FST_ERR_CTP_EMPTY_JSON_BODY: "BODY_EMPTY",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "REQUEST_INVALID",
  FST_ERR_BAD_URL: "REQUEST_INVALID",
  FST_ERR_NOT_FOUND: "NOT_FOUND",
};

/** Foreign errors become ours: what a client did wrong keeps its kind, everything else is INTERNAL. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const known = ofFastify[code ?? ""];
  if (known) return new AppError(known, { cause: error });
  return new AppError(
    statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? "REQUEST_INVALID" : "INTERNAL",
    { cause: error },
  );
}

/** Answers with code, sentence and hint: JSON, or a page for a browser. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: AppError): FastifyReply {
  const status = statusOfError[error.code];
  reply.status(status).header("cache-control", "no-store");
  if (status >= 500) reply.header("x-request-id", request.id);
  if (error.code === "STORE_UNAVAILABLE" || error.code === "LOG_STORE_UNAVAILABLE") reply.header("retry-after", "5");
  if (wantsHtml(request.headers.accept) && !request.url.startsWith("/api/")) {
    const surroundings = request.surroundings ?? surroundingsOf(request.url, null);
    return reply.type("text/html; charset=utf-8").send(renderHtml(errorPage(error, surroundings)));
  }
  return reply.type("application/json; charset=utf-8").send(stringifyVisible(errorBody(error)));
}

export function errorBody({ code, message, hint }: AppError): object {
  return { error: { code, message, hint } };
}
