import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";

/** How what stands in front of a log store, or the store behind it, can fail. */
export type ProxyFault = "refused" | "silent" | "slow" | "half" | "html" | "million" | "huge-line" | 401 | 429 | 500;

export interface FaultProxy {
  readonly url: string;
  readonly fault: (kind: ProxyFault | null, slowMs?: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface FaultProxyOptions {
  readonly target: string;
  /** What each request has to bring; else it is 401. */
  readonly authorization?: string;
}

/** Stands in front of a store that speaks HTTP, and lets it fail. */
export async function startFaultProxy({ target, authorization }: FaultProxyOptions): Promise<FaultProxy> {
  let fault: ProxyFault | null = null;
  let slowMs = 0;
  const server = createServer((request, response) => {
    const handle = async () => {
      const body = await buffer(request);
      const current = fault;
      if (current === "silent") return;
      if (current === "slow") await wait(slowMs);
      const isKnown = authorization === undefined || request.headers.authorization === authorization;
      if (!deliver(isKnown ? current : 401, request, response))
        await pass({ target, request, body, response, isHalf: current === "half" });
    };
    handle().catch(() => response.destroy());
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async fault(kind, ms = 1000) {
      fault = kind;
      slowMs = ms;
      if (kind === "refused") await stop(server);
      else if (!server.listening) await listen(server, port);
    },
    close: () => stop(server),
  };
}

/** False where the store itself is to answer. */
function deliver(fault: ProxyFault | null, request: IncomingMessage, response: ServerResponse): boolean {
  const isQuery = request.url?.startsWith("/select/") ?? false;
  if (typeof fault === "number") response.writeHead(fault).end("no\n");
  else if (fault === "html") response.writeHead(200).end("<html><h1>Please sign in</h1></html>");
  else if (fault === "million" && isQuery) Readable.from(millionRows()).pipe(response);
  else if (fault === "huge-line" && isQuery) Readable.from(hugeRows()).pipe(response);
  else return false;
  return true;
}

interface Passing {
  readonly target: string;
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
  readonly isHalf: boolean;
}

async function pass({ target, request, body, response, isHalf }: Passing): Promise<void> {
  const { method = "GET", url = "/", headers } = request;
  const answer = await fetch(`${target}${url}`, {
    method,
    headers: { "content-type": String(headers["content-type"] ?? "text/plain") },
    ...(method === "GET" ? {} : { body: new Uint8Array(body) }),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!isHalf) return void response.writeHead(answer.status).end(bytes);
  response.writeHead(200, { "content-length": Math.max(2, bytes.length) });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

const linesAtOnce = 1000;

function* millionRows(): Generator<string> {
  const nowMs = Date.now();
  for (let block = 0; block < 1000; block += 1) {
    const time = new Date(nowMs - block).toISOString().replace("Z", "");
    const rows = Array.from({ length: linesAtOnce }, (_, index) => row(`${time}${String(index).padStart(6, "0")}Z`));
    yield `${rows.join("\n")}\n`;
  }
}

function* hugeRows(): Generator<string> {
  const time = new Date().toISOString();
  for (let index = 0; index < 8; index += 1) yield `${row(time, "x".repeat(2 ** 20) + index)}\n`;
}

function row(time: string, message = "a line"): string {
  return JSON.stringify({ _time: time, _msg: message, rule: "R", priority: "Notice", source: "syscall" });
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
