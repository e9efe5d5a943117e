import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { limitOf, timeOf } from "./loki-params.fixture.ts";
import type { Answer } from "./loki-routes.fixture.ts";
import { text } from "./loki-routes.fixture.ts";

/** How a Loki can fail. */
export type LokiFault =
  /** Nobody listens at the port. */
  | "refused"
  /** Takes the request and never answers. */
  | "silent"
  /** Answers rightly, but late. */
  | "slow"
  | 401
  | 429
  | 500
  /** Half of the right answer, and the connection is gone. */
  | "half"
  /** A page with 200, as of a proxy in front. */
  | "html"
  /** A million lines in answer to any query, whatever its limit. */
  | "million"
  /** Up to eight lines of a megabyte each in answer to any query. */
  | "huge-line"
  /** The header `Date` is an hour ahead. */
  | "wrong-clock"
  /** All connections break in the middle of the next query; then it works again. */
  | "restart";

/** One request and how it would be answered rightly. */
export interface Delivery {
  readonly path: string;
  readonly response: ServerResponse;
  readonly rightAnswer: () => Answer;
  readonly query: URLSearchParams;
  readonly breakAll: () => void;
}

/** Whether it is a request for lines or numbers, at which some faults aim. */
export function isQuery(path: string): boolean {
  return /\/query(_range)?$/.test(path);
}

/** Answers with that fault. */
export function deliver(fault: LokiFault | null, delivery: Delivery): void {
  const { path, query, response, rightAnswer, breakAll } = delivery;
  if (fault === "wrong-clock") response.setHeader("Date", new Date(Date.now() + 3_600_000).toUTCString());
  const ofQuery = isQuery(path) ? fault : null;
  if (ofQuery === "million") sendMillion(response, endOf(query));
  else if (ofQuery === "huge-line") send(response, hugeAnswer(endOf(query), limitOf(query)));
  else if (ofQuery === "restart") breakInTheMiddle(response, rightAnswer(), breakAll);
  else if (fault === "half") breakInTheMiddle(response, rightAnswer(), () => response.socket?.destroy());
  else send(response, faultyAnswer(fault, path) ?? rightAnswer());
}

function endOf(query: URLSearchParams): bigint {
  return timeOf(query, query.has("time") ? "time" : "end", BigInt(Date.now()) * 1_000_000n);
}

/** Sends the answer whole. */
export function send(response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  if (status === 204) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** What takes the place of the right answer, if anything. */
function faultyAnswer(fault: LokiFault | null, path: string): Answer | null {
  if (fault === 401) return text(401, "Unauthorized\n", { "WWW-Authenticate": 'Basic realm="loki"' });
  if (fault === 429)
    return text(429, path.endsWith("/push") ? rateLimited : "too many outstanding requests", { "Retry-After": "1" });
  if (fault === 500) return text(500, "rpc error: code = Unavailable desc = connection error\n");
  if (fault === "html") return { status: 200, type: "text/html", body: "<!doctype html><title>Sign in</title>" };
  return null;
}

const rateLimited =
  "Ingestion rate limit exceeded for user fake (limit: 4194304 bytes/sec) while attempting to ingest '1' lines totaling '100' bytes, reduce log volume or contact your Loki administrator to see if the limit can be increased\n";

/** Sends the first half of the body under the length of the whole, then breaks. */
function breakInTheMiddle(response: ServerResponse, answer: Answer, breakNow: () => void): void {
  const body = Buffer.from(answer.body || "{}");
  response.writeHead(answer.status === 204 ? 200 : answer.status, {
    "Content-Type": answer.type,
    "Content-Length": Math.max(2, body.length),
  });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), breakNow);
}

const millionBlocks = 1000;
const linesPerBlock = 1000;

/** A valid answer that does not end soon, made while it is sent. */
function sendMillion(response: ServerResponse, endNs: bigint): void {
  response.writeHead(200, { "Content-Type": "application/json" });
  Readable.from(millionLines(endNs))
    .on("error", () => response.destroy())
    .pipe(response);
}

function* millionLines(endNs: bigint): Generator<string> {
  yield `${streamHead}{"job":"million"},"values":[`;
  for (let block = 0; block < millionBlocks; block += 1) {
    const lines = Array.from({ length: linesPerBlock }, (_, index) => {
      const number = block * linesPerBlock + index;
      return `["${endNs - 1n - BigInt(number)}","line ${number}"]`;
    });
    yield (block === 0 ? "" : ",") + lines.join(",");
  }
  yield streamTail;
}

const streamHead = '{"status":"success","data":{"resultType":"streams","result":[{"stream":';
const streamTail = ']}],"stats":{}}}';
const hugeBytes = 1024 * 1024;

/** An answer with lines of a megabyte each. */
function hugeAnswer(endNs: bigint, limit: number): Answer {
  const lines = Array.from({ length: Math.min(limit, 8) }, (_, index) => {
    return `["${endNs - 1n - BigInt(index)}","${"x".repeat(hugeBytes)}"]`;
  });
  const body = `${streamHead}{"job":"huge"},"values":[${lines.join(",")}${streamTail}`;
  return { status: 200, type: "application/json", body };
}
