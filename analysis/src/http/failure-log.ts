import type { FastifyRequest } from "fastify";
import type { AppError } from "#domain/errors.ts";
import { statusOfError } from "./error-response.ts";
import type { Logger } from "./ports.ts";

const framesMax = 6;

/** Notes a fault of ours by allow-list: kind, place and request id. Never a message, which may hold what a user sent. */
export function logFailure(log: Logger, request: FastifyRequest, error: unknown, known: AppError): void {
  if (statusOfError[known.code] < 500) return;
  const { name, code, stack } = error as { name?: unknown; code?: unknown; stack?: unknown };
  log.error(
    {
      request: request.id,
      route: request.routeOptions.url,
      answered: known.code,
      name: typeof name === "string" ? name : undefined,
      code: typeof code === "string" ? code : undefined,
      where: known.code === "INTERNAL" ? frames(stack) : undefined,
    },
    "request failed",
  );
}

/** Functions and places only: the lines of a stack that are not the message. A message may have lines of this form, so it is cut off first. */
function frames(stack: unknown): string[] {
  if (typeof stack !== "string") return [];
  const lines = stack.split("\n");
  const first = lines.findLastIndex((line) => !line.startsWith("    at ")) + 1;
  return lines.slice(first, first + framesMax).map((line) => line.slice("    at ".length));
}
