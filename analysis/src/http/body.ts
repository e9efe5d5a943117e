import type { FastifyRequest } from "fastify";
import { parseExactJson } from "#alert/json.ts";
import { AppError } from "#domain/errors.ts";

/** Bodies are taken as bytes and read here: exact integers, strict UTF-8, and our own sentences for what is wrong. */

const jsonTypes = /^application\/(?:[\w.-]+\+)?json$/;
const linesTypes = new Set([
  "application/x-ndjson",
  "application/ndjson",
  "application/jsonl",
  "application/x-jsonlines",
  "application/json-lines",
]);

/** Types that say nothing of what is inside: the text itself tells. */
const anyTypes = new Set(["", "text/plain", "application/octet-stream"]);

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The media type without parameters, in lower case; "" when there is none. */
export function mediaType(request: FastifyRequest): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** ASCII is UTF-8; anything else would be read as what it is not. */
const charsetsRead = new Set(["utf-8", "utf8", "us-ascii", "ascii"]);

function charsetOf(request: FastifyRequest): string {
  const found = /;\s*charset\s*=\s*["']?([^\s;"']*)/i.exec(request.headers["content-type"] ?? "");
  return found?.[1]?.toLowerCase() ?? "utf-8";
}

/** The body as text. Throws BODY_EMPTY, BODY_NOT_UTF8, or MEDIA_TYPE_UNSUPPORTED for a compressed one and for another charset. */
export function textBody(request: FastifyRequest): string {
  const { body } = request;
  const coding = request.headers["content-encoding"] ?? "identity";
  if (coding.toLowerCase() !== "identity")
    throw new AppError("MEDIA_TYPE_UNSUPPORTED", { hint: "Send the body uncompressed." });
  if (!charsetsRead.has(charsetOf(request)))
    throw new AppError("MEDIA_TYPE_UNSUPPORTED", {
      hint: "Send the text encoded as UTF-8, and say charset=utf-8 or nothing.",
    });
  if (!Buffer.isBuffer(body) || body.length === 0) throw new AppError("BODY_EMPTY");
  try {
    return decoder.decode(body);
  } catch (error) {
    throw new AppError("BODY_NOT_UTF8", { cause: error });
  }
}

/** The body as one JSON value. Throws also MEDIA_TYPE_UNSUPPORTED and the parser's own errors. */
export function jsonBody(request: FastifyRequest): unknown {
  const type = mediaType(request);
  if (type !== "" && !jsonTypes.test(type)) throw new AppError("MEDIA_TYPE_UNSUPPORTED");
  const text = textBody(request);
  if (text.trim() === "") throw new AppError("BODY_EMPTY");
  return parseExactJson(text);
}

/** How a body of events is to be read. */
export type EventBody =
  | { readonly kind: "json"; readonly value: unknown }
  /** `textAllowed`: a line may be Falco's text; otherwise every line is one JSON value. */
  | { readonly kind: "lines"; readonly text: string; readonly textAllowed: boolean };

/** Falco and falcosidekick send JSON or text, with or without saying so; many JSON lines often come as `application/json`. */
export function eventBody(request: FastifyRequest): EventBody {
  const type = mediaType(request);
  const isJson = jsonTypes.test(type);
  if (!isJson && !linesTypes.has(type) && !anyTypes.has(type)) throw new AppError("MEDIA_TYPE_UNSUPPORTED");
  const text = textBody(request);
  const start = text.trimStart().charAt(0);
  if (start === "") throw new AppError("BODY_EMPTY");
  if (linesTypes.has(type)) return { kind: "lines", text, textAllowed: false };
  if (!isJson && start !== "{" && start !== "[") return { kind: "lines", text, textAllowed: true };
  try {
    return { kind: "json", value: parseExactJson(text) };
  } catch (error) {
    // Several JSON lines are no JSON value, and a text line may begin with a bracket; one broken JSON value stays an error.
    const textAllowed = !isJson && (start === "[" || type === "text/plain");
    if (textAllowed || text.trim().includes("\n")) return { kind: "lines", text, textAllowed };
    throw error;
  }
}
