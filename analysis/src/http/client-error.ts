import type { Socket } from "node:net";
import { AppError } from "#domain/errors.ts";
import { errorBody, statusOfError } from "./error-response.ts";

/** What is no HTTP at all, or has headers beyond every limit, never reaches a route: it gets the same form of answer from here. */
export function answerClientError(error: Error & { readonly code: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  // Nobody sends 256 KiB of headers by accident; it is the alert in the address.
  const known = new AppError(error.code === "HPE_HEADER_OVERFLOW" ? "QUERY_TOO_LONG" : "REQUEST_INVALID");
  const body = JSON.stringify(errorBody(known));
  const reason = known.code === "QUERY_TOO_LONG" ? "URI Too Long" : "Bad Request";
  socket.end(
    `HTTP/1.1 ${statusOfError[known.code]} ${reason}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
