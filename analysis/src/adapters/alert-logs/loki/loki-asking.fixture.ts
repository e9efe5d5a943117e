import assert from "node:assert/strict";
import type { LokiServer, LokiServerOptions } from "./loki-server.fixture.ts";
import { startLokiServer } from "./loki-server.fixture.ts";

/** What the tests of the Loki fixture ask it. */

export const secondNs = 1_000_000_000n;
export const minuteNs = 60n * secondNs;
export const hourNs = 60n * minuteNs;
/** So that times in these tests do not depend on when they run. */
export const nowMs = Date.parse("2026-06-01T12:00:00Z");
export const nowNs = BigInt(nowMs) * 1_000_000n;

/** Without what Loki adds by itself. */
export const plain = { discoverLogLevels: false, discoverServiceName: false };
type Values = readonly (readonly [ns: bigint, line: string, metadata?: Record<string, string>])[];

/** Runs with a server of its own. */
export async function withServer(
  options: LokiServerOptions,
  run: (server: LokiServer) => Promise<void>,
): Promise<void> {
  const server = await startLokiServer({ nowMs: () => nowMs, ...options, limits: { ...plain, ...options.limits } });
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

/** The JSON of a push of one stream. */
export function pushBody(labels: Record<string, string>, values: Values): string {
  const written = values.map(([ns, ...rest]) => [String(ns), ...rest]);
  return JSON.stringify({ streams: [{ stream: labels, values: written }] });
}

/** Pushes one stream. */
export async function push(server: LokiServer, labels: Record<string, string>, values: Values) {
  const headers = { "Content-Type": "application/json" };
  const body = pushBody(labels, values);
  const response = await fetch(`${server.url}/loki/api/v1/push`, { method: "POST", headers, body });
  return { status: response.status, text: await response.text() };
}

/** Whatever the answer is. */
export async function get(
  server: LokiServer,
  path: string,
  query: Record<string, string> = {},
  init: RequestInit = {},
) {
  const response = await fetch(`${server.url}${path}?${new URLSearchParams(query)}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

interface Result {
  readonly stream?: Record<string, string>;
  readonly metric?: Record<string, string>;
  readonly values: readonly (readonly [string, string])[];
  readonly value: readonly [number, string];
}

/** The data of a query that succeeds. */
export async function ask(server: LokiServer, kind: "query_range" | "query", query: Record<string, string>) {
  const { status, text } = await get(server, `/loki/api/v1/${kind}`, query);
  assert.equal(status, 200, text);
  return JSON.parse(text).data as { resultType: string; result: readonly Result[]; stats: object };
}

/** The lines that a query finds, stream by stream. */
export async function lines(
  server: LokiServer,
  query: string,
  more: Record<string, string> = {},
): Promise<readonly string[]> {
  const { result } = await ask(server, "query_range", { query, ...more });
  return result.flatMap(({ values }) => values.map(([, line]) => line));
}

/** Labels and value of each sample of an instant query. */
export async function vector(server: LokiServer, query: string, time = nowNs) {
  const { resultType, result } = await ask(server, "query", { query, time: String(time) });
  assert.equal(resultType, "vector");
  return result.map(({ metric, value }) => [metric, value[1]]);
}
