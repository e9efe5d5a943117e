import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import type { Analysis, PastAnalysis } from "#domain/analysis.ts";
import { analysisSchema, pastAnalysisSchema } from "#domain/analysis.ts";

/** Callers of the service: scripts that post, and readers who page through everything. */

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const requestTimeoutMs = 90_000;
const pageSize = 500;
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** Rejects when the connection breaks before the whole answer is there. */
export async function send(method: "GET" | "POST", url: string, body?: unknown): Promise<Answer> {
  const bytes = body === undefined ? null : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const headers = bytes === null ? {} : { "content-type": "application/json", "content-length": bytes.length };
  const signal = AbortSignal.timeout(requestTimeoutMs);
  return await new Promise((resolve, reject) => {
    const sending = request(url, { method, headers, agent, signal });
    sending.on("error", reject);
    sending.on("response", (response) => {
      text(response).then((whole) => resolve({ status: response.statusCode ?? 0, body: whole }), reject);
    });
    sending.end(bytes ?? undefined);
  });
}

export async function get(url: string): Promise<Record<string, unknown>> {
  const { status, body } = await send("GET", url);
  assert.equal(status, 200, `${url} answered ${status}: ${body}`);
  return JSON.parse(body);
}

/** Asks for an analysis that has to be whole. */
export async function analyse(url: string, alert: unknown): Promise<Analysis> {
  const { status, body } = await send("POST", `${url}/api/analyze`, alert);
  assert.equal(status, 200, `an analysis was answered ${status}: ${body}`);
  return analysisSchema.parse(JSON.parse(body));
}

/** `work` for each, so many at once; the results in order. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as Item, index);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

/** Every event that can be read, newest first. */
export async function allEvents(url: string): Promise<Record<string, unknown>[]> {
  return await allPages(`${url}/api/events`, "events");
}

/** Every analysis of the history; one that is not whole fails. */
export async function allAnalyses(url: string): Promise<PastAnalysis[]> {
  const found = await allPages(`${url}/api/history`, "analyses");
  return found.map((each) => pastAnalysisSchema.parse(each));
}

async function allPages(url: string, name: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (let cursor: unknown = ""; cursor !== null; ) {
    const page = await get(`${url}?limit=${pageSize}&cursor=${encodeURIComponent(String(cursor))}`);
    found.push(...(page[name] as Record<string, unknown>[]));
    cursor = page["next_cursor"];
  }
  return found;
}

/** Asks again until it is so; says what was found last when it never is. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found>,
  isThere: (found: Found) => boolean,
  timeoutMs: number,
): Promise<Found> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (isThere(found)) return found;
    if (performance.now() > endMs)
      assert.fail(`${what}: not within ${timeoutMs / 1000} s, last ${JSON.stringify(found)}`);
    await wait(250);
  }
}
