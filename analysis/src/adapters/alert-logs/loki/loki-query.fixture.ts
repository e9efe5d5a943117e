import type { Tree } from "./logql-tree.fixture.ts";
import { childOf, needChild, parseLogql, stageError } from "./logql-tree.fixture.ts";
import type { Labels, LokiStream, StoredEntry } from "./loki-entry.fixture.ts";
import { labelsText, lowerBound } from "./loki-entry.fixture.ts";
import { selectorOf } from "./loki-matchers.fixture.ts";
import type { MetricQuery } from "./loki-metric.fixture.ts";
import { metricOf } from "./loki-metric.fixture.ts";
import type { Passing, Stage } from "./loki-pipeline.fixture.ts";
import { pipelineOf } from "./loki-pipeline.fixture.ts";

/** A valid LogQL query: of log lines, or of numbers made of them. */
export type LokiQuery = ({ readonly kind: "log" } & LogQuery) | ({ readonly kind: "metric" } & MetricQuery);

export interface LogQuery {
  readonly selects: (labels: Labels) => boolean;
  readonly stage: Stage;
}

export interface LogRange {
  /** Inclusive. */
  readonly startNs: bigint;
  /** Exclusive. */
  readonly endNs: bigint;
  readonly limit: number;
  readonly direction: "forward" | "backward";
}

export interface StreamResult {
  readonly stream: Labels;
  readonly values: readonly (readonly [ns: string, line: string])[];
}

/** Parses with Grafana's grammar. Throws `LokiRefusal`: 400 for what Loki refuses, 501 for what this fixture cannot do. */
export function parseQuery(text: string): LokiQuery {
  const expression = parseLogql(text).children[0];
  if (expression?.name === "LogExpr") return { kind: "log", ...logOf(expression) };
  if (expression?.name === "MetricExpr") return { kind: "metric", ...metricOf(expression) };
  throw stageError("syntax error: unexpected $end");
}

/** Of `match[]` and the like: nothing but a stream selector. */
export function parseSelector(text: string): (labels: Labels) => boolean {
  const expression = parseLogql(text).children[0];
  if (expression?.name !== "LogExpr" || childOf(expression, "PipelineExpr") !== undefined)
    throw stageError("only label matchers are supported");
  return logOf(expression).selects;
}

function logOf(expression: Tree): LogQuery {
  const inner = childOf(expression, "LogExpr");
  if (inner !== undefined) return logOf(inner);
  return {
    selects: selectorOf(needChild(expression, "Selector")),
    stage: pipelineOf(childOf(expression, "PipelineExpr")),
  };
}

interface Found extends Passing {
  readonly ns: bigint;
}

/** The first lines in that direction, over all streams together, then grouped by their labels. */
export function runLogQuery(streams: Iterable<LokiStream>, query: LogQuery, range: LogRange): readonly StreamResult[] {
  const compare = range.direction === "forward" ? byTime : (one: Found, other: Found) => byTime(other, one);
  let found: Found[] = [];
  let bound: bigint | null = null;
  for (const stream of streams) {
    if (!query.selects(stream.labels)) continue;
    found = found.concat(foundIn(stream, query.stage, range, bound));
    if (found.length <= range.limit) continue;
    found = found.sort(compare).slice(0, range.limit);
    // What is beyond the last of enough lines need not be looked at in the other streams.
    bound = found.at(-1)?.ns ?? null;
  }
  return groupedByStream(found.sort(compare));
}

function byTime({ ns }: Found, other: Found): number {
  if (ns === other.ns) return 0;
  return ns < other.ns ? -1 : 1;
}

function foundIn(stream: LokiStream, stage: Stage, range: LogRange, bound: bigint | null): readonly Found[] {
  const { entries, labels: base } = stream;
  const isForward = range.direction === "forward";
  const first = lowerBound(entries, range.startNs);
  const end = lowerBound(entries, range.endNs);
  const found: Found[] = [];
  for (let count = 0; count < end - first && found.length < range.limit; count += 1) {
    const { ns, line, labels } = entries[isForward ? first + count : end - 1 - count] as StoredEntry;
    if (bound !== null && (isForward ? ns > bound : ns < bound)) break;
    const passed = stage({ line, labels }, base);
    if (passed !== null) found.push({ ns, ...passed });
  }
  return found;
}

function groupedByStream(found: readonly Found[]): readonly StreamResult[] {
  const nameOf = createLabelNames();
  const streams = new Map<string, { stream: Labels; values: [string, string][] }>();
  for (const { ns, line, labels } of found) {
    const name = nameOf(labels);
    const known = streams.get(name) ?? { stream: labels, values: [] };
    known.values.push([String(ns), line]);
    streams.set(name, known);
  }
  return [...streams].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, stream]) => stream);
}

/** Remembers the names of label sets: most entries of a stream share one object. */
function createLabelNames(): (labels: Labels) => string {
  const names = new WeakMap<Labels, string>();
  return (labels) => {
    const known = names.get(labels) ?? labelsText(labels);
    names.set(labels, known);
    return known;
  };
}
