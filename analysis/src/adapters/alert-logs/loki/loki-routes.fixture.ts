import type { IncomingHttpHeaders } from "node:http";
import { goDuration, promDuration } from "./logql-literals.fixture.ts";
import { LokiRefusal } from "./logql-tree.fixture.ts";
import type { Labels, LokiStream } from "./loki-entry.fixture.ts";
import { labelOf, labelsText, lowerBound } from "./loki-entry.fixture.ts";
import type { LokiLimits } from "./loki-limits.fixture.ts";
import type { Sample } from "./loki-metric.fixture.ts";
import type { Bounds } from "./loki-params.fixture.ts";
import { boundsOf, directionOf, limitOf, pointsOf, timeOf } from "./loki-params.fixture.ts";
import { readPush } from "./loki-push.fixture.ts";
import { parseQuery, parseSelector, runLogQuery } from "./loki-query.fixture.ts";
import type { LokiStore } from "./loki-store.fixture.ts";

export interface Asked {
  readonly method: string;
  /** Without the prefix. */
  readonly path: string;
  /** Of the address and, if it is a form, of the body. */
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly type: "application/json" | "text/plain; charset=utf-8" | "text/html";
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Loki {
  readonly store: LokiStore;
  readonly limits: LokiLimits;
  readonly nowMs: () => number;
  readonly isReady: () => boolean;
}

/** Loki's HTTP API. https://grafana.com/docs/loki/latest/reference/loki-http-api/ */
export function answerTo(asked: Asked, loki: Loki): Answer {
  try {
    return route(asked, loki);
  } catch (error) {
    if (!(error instanceof LokiRefusal)) throw error;
    return text(error.status, asked.path === pushPath ? `${error.message}\n` : error.message);
  }
}

const pushPath = "/loki/api/v1/push";
const readMethods = ["GET", "POST"];

function route(asked: Asked, loki: Loki): Answer {
  const { path, method } = asked;
  if (path === "/ready")
    return loki.isReady() ? text(200, "ready\n") : text(503, "Ingester not ready: waiting for 15s after being ready\n");
  if (path === pushPath) return method === "POST" ? push(asked, loki) : text(405, "");
  const [, name] = /^\/loki\/api\/v1\/label\/([^/]+)\/values$/.exec(path) ?? [];
  const read = name === undefined ? readers[path] : (query: URLSearchParams) => labelValues(query, loki, name);
  if (read === undefined) return text(404, "404 page not found\n");
  return readMethods.includes(method) ? read(asked.query, loki) : text(405, "");
}

/** For what a server says in plain text: faults, mostly. */
export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    type: "text/plain; charset=utf-8",
    body,
    headers: { "X-Content-Type-Options": "nosniff", ...headers },
  };
}

function json(body: unknown): Answer {
  return { status: 200, type: "application/json", body: JSON.stringify(body) };
}

function push({ headers, body }: Asked, { store, limits }: Loki): Answer {
  const refusal = store.push(readPush(headers, body, limits));
  return refusal === null ? text(204, "") : text(400, `${refusal}\n`);
}

type Reader = (query: URLSearchParams, loki: Loki) => Answer;

const readers: Readonly<Record<string, Reader>> = {
  "/loki/api/v1/query_range": queryRange,
  "/loki/api/v1/query": queryInstant,
  "/loki/api/v1/labels": (query, loki) => list(streamsIn(query, loki).flatMap(({ labels }) => Object.keys(labels))),
  "/loki/api/v1/series": series,
  "/loki/api/v1/status/buildinfo": () =>
    json({
      version: "3.5.0",
      revision: "fixture",
      branch: "HEAD",
      buildUser: "",
      buildDate: "",
      goVersion: "go1.24.1",
    }),
};

function queryRange(query: URLSearchParams, loki: Loki): Answer {
  const nowNs = BigInt(Math.round(loki.nowMs() * 1000)) * 1000n;
  const bounds = boundsOf(query, nowNs, 1);
  const limit = limitOf(query);
  const direction = directionOf(query);
  const pointsNs = pointsOf(query, bounds);
  const parsed = parseQuery(query.get("query") ?? "");
  const { maxEntries } = loki.limits;
  if (parsed.kind === "metric") {
    checkLength(bounds.endNs - bounds.startNs + parsed.rangeNs, loki.limits);
    return data("matrix", matrix(parsed.run(loki.store.streams(), pointsNs), pointsNs));
  }
  if (limit > maxEntries)
    throw new LokiRefusal(
      `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${maxEntries})`,
    );
  checkLength(bounds.endNs - bounds.startNs, loki.limits);
  return data("streams", runLogQuery(loki.store.streams(), parsed, { ...bounds, limit, direction }));
}

function queryInstant(query: URLSearchParams, loki: Loki): Answer {
  limitOf(query);
  directionOf(query);
  const timeNs = timeOf(query, "time", BigInt(Math.round(loki.nowMs())) * 1_000_000n);
  const parsed = parseQuery(query.get("query") ?? "");
  if (parsed.kind === "log")
    throw new LokiRefusal(
      "log queries are not supported as an instant query type, please change your query to a range query type",
    );
  checkLength(parsed.rangeNs, loki.limits);
  const [samples = []] = parsed.run(loki.store.streams(), [timeNs]);
  const vector = samples.map(({ metric, value }) => ({ metric, value: [seconds(timeNs), number(value)] }));
  return data(
    "vector",
    sortedBy(vector, ({ metric }) => labelsText(metric)),
  );
}

function checkLength(lengthNs: bigint, { maxQueryLengthMs }: LokiLimits): void {
  const limitNs = BigInt(maxQueryLengthMs) * 1_000_000n;
  if (lengthNs <= limitNs) return;
  throw new LokiRefusal(
    `the query time range exceeds the limit (query length: ${goDuration(lengthNs)}, limit: ${promDuration(limitNs)})`,
  );
}

function matrix(vectors: readonly (readonly Sample[])[], pointsNs: readonly bigint[]) {
  const rows = new Map<string, { metric: Labels; values: [number, string][] }>();
  for (const [index, vector] of vectors.entries())
    for (const { metric, value } of vector) {
      const name = labelsText(metric);
      const row = rows.get(name) ?? { metric, values: [] };
      row.values.push([seconds(pointsNs[index] ?? 0n), number(value)]);
      rows.set(name, row);
    }
  return sortedBy([...rows], ([name]) => name).map(([, row]) => row);
}

function sortedBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  return items.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** Loki's numbers have a precision of milliseconds. */
function seconds(ns: bigint): number {
  return Number(ns / 1_000_000n) / 1000;
}

/** Go writes no exponents here. */
function number(value: number): string {
  return /e/.test(String(value)) ? value.toFixed(20).replace(/\.?0+$/, "") : String(value);
}

const noWork = { compressedBytes: 0, decompressedBytes: 0, decompressedLines: 0, totalDuplicates: 0 };

function data(resultType: "streams" | "matrix" | "vector", result: readonly unknown[]): Answer {
  const summary = { bytesProcessedPerSecond: 0, execTime: 0.001, linesProcessedPerSecond: 0, queueTime: 0 };
  const stats = {
    ingester: { ...noWork, totalReached: 1 },
    store: noWork,
    summary: { ...summary, totalBytesProcessed: 0, totalLinesProcessed: 0, totalEntriesReturned: result.length },
  };
  return json({ status: "success", data: { resultType, result, stats } });
}

function labelValues(query: URLSearchParams, loki: Loki, name: string): Answer {
  const values = streamsIn(query, loki).map(({ labels }) => labelOf(labels, decodeURIComponent(name)));
  return list(values.filter((value) => value !== undefined));
}

/** Sorted, each once. Where there is none, Loki leaves `data` away. */
function list(items: readonly string[]): Answer {
  const data = [...new Set(items)].sort();
  return json({ status: "success", ...(data.length === 0 ? {} : { data }) });
}

function streamsIn(query: URLSearchParams, loki: Loki): readonly LokiStream[] {
  const bounds = boundsOf(query, BigInt(Math.round(loki.nowMs())) * 1_000_000n, 6);
  const selector = query.get("query");
  const selects = selector ? parseSelector(selector) : () => true;
  return [...loki.store.streams()].filter((stream) => selects(stream.labels) && hasEntries(stream, bounds));
}

function hasEntries({ entries }: LokiStream, { startNs, endNs }: Bounds): boolean {
  return lowerBound(entries, startNs) < lowerBound(entries, endNs + 1n);
}

function series(query: URLSearchParams, loki: Loki): Answer {
  const matches = query.getAll("match[]").concat(query.getAll("match"));
  if (matches.length === 0) throw new LokiRefusal("0 matcher groups supplied");
  const selects = matches.map(parseSelector);
  const found = streamsIn(query, loki).filter(({ labels }) => selects.some((select) => select(labels)));
  return json({ status: "success", data: found.map(({ labels }) => labels) });
}
