import { answer } from "./behaviour.ts";
import type { Failure } from "./failure.ts";
import { providerError } from "./provider-errors.ts";

/** What goes wrong on the way, or with the stream as such. */

const html = `<!DOCTYPE html>
<html><head><title>Sign in to the guest network</title></head>
<body><h1>Welcome</h1><form action="/login" method="post"><input name="email"></form></body></html>
`;

const htmlHeaders = { "content-type": "text/html; charset=utf-8" };

/** Of the form the client expects, so that only the content is wrong. */
function contentTypeFor(protocol: Parameters<Failure>[0], stream: boolean): string {
  if (!stream) return "application/json; charset=utf-8";
  return protocol === "ollama" ? "application/x-ndjson" : "text/event-stream; charset=utf-8";
}

export const connectionFailures = {
  refused: () => ({ kind: "refused" }),
  reset: () => ({ kind: "reset" }),
  "silence-after-connect": () => ({ kind: "silence" }),
  "silence-mid-stream": (_, text) => answer(text, { breakOff: { after: 0.5, how: "silence" } }),
  /** The head and the opening of the stream, then nothing: a model that is thinking for ever. */
  "silence-before-text": (_, text) => answer(text, { breakOff: { after: 0, how: "silence" } }),
  "slow-drip": (_, text) => ({ kind: "endless", text, piece: " ", byteDelayMs: 5 }),
  /** Alive, yet nothing is ever said. */
  "pings-for-ever": () => ({ kind: "endless", text: "", piece: null, pieceDelayMs: 10 }),
  /** Whole and right, but late. */
  "slow-start": (_, text) => answer(text, { delayMs: 300 }),
  "socket-cut-mid-stream": (_, text) => answer(text, { breakOff: { after: 0.5, how: "cut" } }),
  /** Closed in good order, but without the events that end an answer. */
  "stream-ends-early": (_, text) => answer(text, { breakOff: { after: 0.5, how: "end" } }),
  /** Every byte of the text, but no event that ends it. */
  "stream-ends-without-finish": (_, text) => answer(text, { breakOff: { after: 1, how: "end" } }),
  "error-event-mid-stream": (_, text) => answer(text, { breakOff: { after: 0.5, how: "error-event" } }),
  "response-failed-mid-stream": (_, text) => answer(text, { breakOff: { after: 0.5, how: "failed-event" } }),
  "stream-error-first": (_, text) => answer(text, { breakOff: { after: "nothing", how: "error-event" } }),
  /** As OpenAI tells of an empty account once a stream is open. */
  "stream-error-first-quota": (protocol, text) => (request) => {
    const error = providerError(protocol, "quota-used", request);
    return answer(text, { breakOff: { after: "nothing", how: "error-event", error } });
  },
  "empty-body": (protocol) => (request) => ({
    kind: "reply",
    status: 200,
    headers: { "content-type": contentTypeFor(protocol, request.stream) },
    body: "",
  }),
  "not-json": (protocol) => (request) => {
    const words = "upstream connect error or disconnect/reset before headers";
    const isEvents = request.stream && protocol !== "ollama";
    const body = isEvents ? `data: ${words}\n\n` : `${words}\n`;
    return { kind: "reply", status: 200, headers: { "content-type": contentTypeFor(protocol, request.stream) }, body };
  },
  /** JSON, but of another service. */
  "other-json": (protocol) => (request) => {
    const object = JSON.stringify({ status: "ok", uptime: 12 });
    const isEvents = request.stream && protocol !== "ollama";
    const body = isEvents ? `data: ${object}\n\n` : `${object}\n`;
    return { kind: "reply", status: 200, headers: { "content-type": contentTypeFor(protocol, request.stream) }, body };
  },
  "html-200": () => ({ kind: "reply", status: 200, headers: htmlHeaders, body: html }),
  "bad-gateway-502-html": () => ({
    kind: "reply",
    status: 502,
    headers: { ...htmlHeaders, server: "nginx/1.27.0" },
    body: "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.27.0</center>\r\n</body>\r\n</html>\r\n",
  }),
  "wrong-content-type": (_, text) => answer(text, { contentType: "text/plain; charset=utf-8" }),
  redirect: () => ({ kind: "redirect", status: 302 }),
  "redirect-307": () => ({ kind: "redirect", status: 307 }),
} as const satisfies Readonly<Record<string, Failure>>;
