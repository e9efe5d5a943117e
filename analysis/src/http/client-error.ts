import type { Socket } from "node:net";
import type { ErrorCode } from "#domain/errors.ts";
import { AppError } from "#domain/errors.ts";
import { errorBody } from "./error-response.ts";

interface Answer {
  readonly status: string;
  readonly code: ErrorCode;
}

const answers: Readonly<Record<string, Answer>> = {
  // Nobody sends 256 KiB of headers by accident; it is the alert in the address.
  HPE_HEADER_OVERFLOW: { status: "414 URI Too Long", code: "QUERY_TOO_LONG" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: "408 Request Timeout", code: "REQUEST_INVALID" },
};
const otherwise: Answer = { status: "400 Bad Request", code: "REQUEST_INVALID" };

/** The rest of what a client is sending is read and thrown away for so long, so that it gets to read the answer. */
const lingerMs = 1000;

/** What is no HTTP at all, comes too slowly, or has headers beyond every limit never reaches a route: it gets the same form of answer from here. */
export function answerClientError(error: Error & { readonly code: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code } = answers[error.code] ?? otherwise;
  const body = JSON.stringify(errorBody(new AppError(code)));
  const head = [
    `HTTP/1.1 ${status}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ].join("\r\n");
  socket.end(`${head}\r\n\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
