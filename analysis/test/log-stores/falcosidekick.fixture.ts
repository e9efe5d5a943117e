import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { parseExactJson, stringifyExact } from "#alert/json.ts";
import { parseTime } from "#alert/time.ts";
import { builtProgram } from "../../src/adapters/alert-logs/victorialogs/victorialogs-server.fixture.ts";
import { freePort } from "../sib.ts";

/**
 * falcosidekick between Falco and those who read: the real one where `scripts/install-log-stores.sh` could build it, else a stand-in that does
 * what its source of 2.31 says. https://github.com/falcosecurity/falcosidekick
 */
export interface Falcosidekick {
  readonly url: string;
  readonly isReal: boolean;
  readonly close: () => Promise<void>;
}

export interface FalcosidekickOptions {
  /** `endpoint` may have a query, as VictoriaLogs wants one. */
  readonly loki?: { readonly hostPort: string; readonly endpoint?: string; readonly format?: "text" | "json" };
  readonly webhook?: string;
  readonly customFields?: Readonly<Record<string, string>>;
}

const usualEndpoint = "/loki/api/v1/push";

export async function startFalcosidekick(options: FalcosidekickOptions): Promise<Falcosidekick> {
  const found = builtProgram("falcosidekick", (name) => /^falcosidekick-v?\d[\d.]*$/.test(name));
  return "program" in found ? await startReal(found.program, options) : await startStandIn(options);
}

async function startReal(
  program: string,
  { loki, webhook, customFields = {} }: FalcosidekickOptions,
): Promise<Falcosidekick> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env["PATH"],
    LISTENADDRESS: "127.0.0.1",
    LISTENPORT: String(port),
    ...(loki === undefined
      ? {}
      : {
          LOKI_HOSTPORT: loki.hostPort,
          LOKI_ENDPOINT: loki.endpoint ?? usualEndpoint,
          LOKI_FORMAT: loki.format ?? "text",
        }),
    ...(webhook === undefined ? {} : { WEBHOOK_ADDRESS: webhook }),
    CUSTOMFIELDS: Object.entries(customFields)
      .map((pair) => pair.join(":"))
      .join(","),
  };
  const child = spawn(program, { env, stdio: "ignore" });
  process.once("exit", () => child.kill("SIGKILL"));
  for (let tries = 0; tries < 200; tries += 1) {
    const isUp = await fetch(`${url}/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    isReal: true,
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

export async function startStandIn(options: FalcosidekickOptions): Promise<Falcosidekick> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, isReal: false, close: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: FalcosidekickOptions,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://falcosidekick");
  if (pathname === "/ping") return void response.end("pong\n");
  if (pathname === "/healthz")
    return void response.writeHead(200, { "content-type": "application/json" }).end('{"status": "ok"}');
  if (request.method !== "POST") return void response.writeHead(400).end("Please send with post http method\n");
  const body = pathname === "/test" ? testEvent() : await text(request);
  const payload = payloadOf(body, options.customFields ?? {});
  if (payload === null) return void response.writeHead(400).end("Please send a valid request body\n");
  // Outputs are told after the answer, each once: it does not retry.
  response.end();
  forward(payload, options);
}

interface Payload {
  readonly uuid: string;
  readonly output: string;
  readonly priority: string;
  readonly rule: string;
  readonly time: string;
  readonly output_fields: Readonly<Record<string, unknown>>;
  readonly source: string;
  readonly tags?: readonly string[];
  readonly hostname?: string;
}

function testEvent(): string {
  return JSON.stringify({
    output: "This is a test from falcosidekick",
    priority: "Debug",
    hostname: "falcosidekick",
    rule: "Test rule",
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    output_fields: { "proc.name": "falcosidekick", "user.name": "falcosidekick" },
    tags: ["test", "example"],
  });
}

const priorities = "Emergency Alert Critical Error Warning Notice Informational Debug".split(" ");

/** `newFalcoPayload` and `Check`: null for what it refuses. */
function payloadOf(body: string, customFields: Readonly<Record<string, string>>): Payload | null {
  const event = asEvent(body);
  if (event === null) return null;
  const { rule, time, tags, hostname } = event;
  const priority = priorities.find((name) => name.toLowerCase() === String(event["priority"]).toLowerCase());
  const fields = { ...(event["output_fields"] as Record<string, unknown> | undefined), ...customFields };
  const isWhole =
    priority !== undefined &&
    typeof rule === "string" &&
    rule !== "" &&
    typeof time === "string" &&
    parseTime(time) !== null &&
    Object.keys(fields).length > 0;
  if (!isWhole) return null;
  return shortened({
    uuid: randomUUID(),
    output: String(event["output"] ?? ""),
    priority,
    rule,
    time,
    output_fields: sorted(fields),
    source: rule === "Test rule" ? "internal" : String(event["source"] || "syscalls"),
    ...(Array.isArray(tags) && tags.length > 0 ? { tags: tags.map(String).sort() } : {}),
    ...(typeof hostname === "string" && hostname !== "" ? { hostname } : {}),
  });
}

function asEvent(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = parseExactJson(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Go writes the keys of a map in order. */
function sorted(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of an event of more than 4096 bytes long texts are cut, in the line too. */
function shortened(payload: Payload): Payload {
  if (Buffer.byteLength(lineOf(payload)) <= 4096) return payload;
  let { output } = payload;
  const fields: Record<string, unknown> = { ...payload.output_fields };
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== "string" || Buffer.byteLength(value) <= 512) continue;
    const cut = `${Buffer.from(value).subarray(0, 507).toString()}[...]`;
    output = output.replaceAll(value, cut);
    fields[name] = cut;
  }
  return { ...payload, output, output_fields: fields };
}

/** As Go's `encoding/json` writes it: with these of HTML as escapes. */
function lineOf(payload: Payload): string {
  return stringifyExact(payload).replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function forward(payload: Payload, { loki, webhook, customFields = {} }: FalcosidekickOptions): void {
  const line = lineOf(payload);
  if (webhook !== undefined) post(webhook, line);
  if (loki === undefined) return;
  const values = [[String(parseTime(payload.time)?.ns), loki.format === "json" ? line : payload.output]];
  const body = JSON.stringify({ streams: [{ stream: labelsOf(payload, customFields), values }] });
  post(`${loki.hostPort}${loki.endpoint ?? usualEndpoint}`, body);
}

function labelsOf(payload: Payload, customFields: Readonly<Record<string, string>>): Record<string, string> {
  const { rule, source, priority, hostname, tags, output_fields: fields } = payload;
  const labels: Record<string, string> = { rule, source, priority };
  for (const [field, label] of [
    ["k8s.ns.name", "k8s_ns_name"],
    ["k8s.pod.name", "k8s_pod_name"],
  ] as const) {
    const value = fields[field];
    if (typeof value === "string") labels[label] = value;
  }
  for (const [name, value] of Object.entries(customFields))
    labels[name.replaceAll(".", "_").replaceAll(/[[\]]/g, "")] = value.replaceAll('"', "");
  if (hostname !== undefined) labels["hostname"] = hostname;
  if (tags !== undefined) labels["tags"] = tags.join(",");
  return labels;
}

function post(url: string, body: string): void {
  fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } }).then(
    (response) => response.body?.cancel(),
    () => undefined,
  );
}
