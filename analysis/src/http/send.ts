import type { FastifyReply } from "fastify";
import { stringifyVisible } from "#alert/json.ts";

/** Answers by their kind. */

/** Integers beyond 2^53 come out exact. */
export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type("application/json; charset=utf-8").send(stringifyVisible(value));
}

export function sendHtml(reply: FastifyReply, page: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").send(page);
}

export function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type("text/plain; charset=utf-8").send(text);
}
