import { durationNs, prometheusDurationNs } from "./logql-literals.fixture.ts";
import type { Tree } from "./logql-tree.fixture.ts";
import {
  childOf,
  itemsOf,
  LokiRefusal,
  needChild,
  notImplemented,
  onlyChild,
  stageError,
} from "./logql-tree.fixture.ts";
import type { Labels, LokiStream, StoredEntry } from "./loki-entry.fixture.ts";
import { labelsText, lowerBound } from "./loki-entry.fixture.ts";
import { selectorOf } from "./loki-matchers.fixture.ts";
import { pipelineOf } from "./loki-pipeline.fixture.ts";

export interface Sample {
  readonly metric: Labels;
  readonly value: number;
}

/** A metric query, ready to be asked for points in time. */
export interface MetricQuery {
  /** How far before the first point it reads. */
  readonly rangeNs: bigint;
  /** One vector for each point; the points go up. */
  readonly run: (streams: Iterable<LokiStream>, pointsNs: readonly bigint[]) => readonly (readonly Sample[])[];
}

/** What a `MetricExpr` means. */
export function metricOf(expression: Tree): MetricQuery {
  const tree = onlyChild(expression);
  if (tree.name === "MetricExpr") return metricOf(expression.children[0] ?? expression);
  if (tree.name === "RangeAggregationExpr") return rangeAggregation(tree);
  if (tree.name === "VectorAggregationExpr") return vectorAggregation(tree);
  throw notImplemented(tree.name);
}

function rangeAggregation(tree: Tree): MetricQuery {
  const operation = onlyChild(needChild(tree, "RangeOp"));
  if (operation.name !== "CountOverTime" && operation.name !== "Rate") throw notImplemented(operation.name);
  if (childOf(tree, "Grouping") !== undefined)
    throw stageError(`grouping not allowed for ${operation.text} aggregation`);
  if (childOf(tree, "Number") !== undefined)
    throw stageError(`parameter not supported for operation ${operation.text}`);
  const { selects, stage, rangeNs, offsetNs } = logRange(needChild(tree, "LogRangeExpr"));
  const divisor = operation.name === "Rate" ? Number(rangeNs) / 1e9 : 1;
  return {
    rangeNs: rangeNs + offsetNs,
    run(streams, pointsNs) {
      const shifted = pointsNs.map((ns) => ns - offsetNs);
      const series = seriesOf(streams, { selects, stage }, (shifted[0] ?? 0n) - rangeNs, shifted.at(-1) ?? 0n);
      return shifted.map((ns) =>
        series.flatMap(({ metric, times }) => {
          // Later than the beginning, up to the end: a line at the border is counted once.
          const count = lowerBound(times, ns + 1n) - lowerBound(times, ns - rangeNs + 1n);
          return count === 0 ? [] : [{ metric, value: count / divisor }];
        }),
      );
    },
  };
}

function logRange(tree: Tree): ReturnType<typeof readRange> {
  const inner = childOf(tree, "LogRangeExpr");
  return inner === undefined ? readRange(tree) : logRange(inner);
}

function readRange(tree: Tree) {
  if (childOf(tree, "UnwrapExpr") !== undefined) throw notImplemented("UnwrapExpr");
  const duration = needChild(needChild(tree, "Range"), "Duration").text;
  const rangeNs = prometheusDurationNs(duration);
  if (rangeNs === null)
    throw new LokiRefusal(`parse error at line 1, col ${tree.from + 1}: not a valid duration string: "${duration}"`);
  const offset = childOf(tree, "OffsetExpr");
  return {
    selects: selectorOf(needChild(tree, "Selector")),
    stage: pipelineOf(childOf(tree, "PipelineExpr")),
    rangeNs,
    offsetNs: offset === undefined ? 0n : durationNs(needChild(offset, "Duration").text),
  };
}

interface Series {
  readonly metric: Labels;
  readonly times: { readonly ns: bigint }[];
}

type LogPart = Pick<ReturnType<typeof readRange>, "selects" | "stage">;

/** The times of the lines, by what labels they have at the end of the pipeline. */
function seriesOf(streams: Iterable<LokiStream>, query: LogPart, afterNs: bigint, untilNs: bigint): readonly Series[] {
  const collector = createSeries();
  for (const { labels: base, entries } of streams) {
    if (!query.selects(base)) continue;
    const end = lowerBound(entries, untilNs + 1n);
    for (let index = lowerBound(entries, afterNs + 1n); index < end; index += 1) {
      const { ns, line, labels } = entries[index] as StoredEntry;
      const passed = query.stage({ line, labels }, base);
      if (passed !== null) collector.add(ns, passed.labels);
    }
  }
  return collector.sorted();
}

function createSeries() {
  const byName = new Map<string, Series>();
  // Most entries share their labels object, so that few need a name made for them.
  const byLabels = new WeakMap<Labels, Series>();
  const seriesFor = (labels: Labels): Series => {
    if (labels["__error__"]) throw pipelineError(labels);
    const name = labelsText(labels);
    const series = byName.get(name) ?? { metric: labels, times: [] };
    byName.set(name, series);
    byLabels.set(labels, series);
    return series;
  };
  return {
    add(ns: bigint, labels: Labels) {
      (byLabels.get(labels) ?? seriesFor(labels)).times.push({ ns });
    },
    /** Several streams can end in one series. */
    sorted(): readonly Series[] {
      for (const { times } of byName.values()) times.sort((one, other) => (one.ns < other.ns ? -1 : 1));
      return [...byName.values()];
    },
  };
}

function pipelineError(labels: Labels): LokiRefusal {
  const error = labels["__error__"] ?? "";
  return new LokiRefusal(
    `pipeline error: '${error}' for series: '${labelsText(labels)}'.\nUse a label filter to intentionally skip this error. (e.g | __error__!="${error}").\nTo skip all potential errors you can match empty errors.(e.g __error__="")\nThe label filter can also be specified after unwrap. (e.g | unwrap latency | __error__="" )\n`,
  );
}

const aggregations: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Count: (values) => values.length,
  Min: (values) => values.reduce((least, value) => Math.min(least, value)),
  Max: (values) => values.reduce((most, value) => Math.max(most, value)),
};

function vectorAggregation(tree: Tree): MetricQuery {
  const operation = onlyChild(needChild(tree, "VectorOp"));
  const inner = metricOf(needChild(tree, "MetricExpr"));
  const group = groupingOf(childOf(tree, "Grouping"));
  const aggregate = operation.name === "Topk" ? topk(tree) : aggregation(tree, operation);
  return {
    rangeNs: inner.rangeNs,
    run: (streams, pointsNs) =>
      inner.run(streams, pointsNs).map((samples) => {
        const groups = Map.groupBy(samples, ({ metric }) => labelsText(group(metric)));
        return [...groups.values()].flatMap((members) => aggregate(members, group(members[0]?.metric ?? {})));
      }),
  };
}

type Aggregate = (samples: readonly Sample[], metric: Labels) => readonly Sample[];

function aggregation(tree: Tree, { name, text }: Tree): Aggregate {
  const aggregate = aggregations[name];
  if (aggregate === undefined) throw notImplemented(name);
  if (childOf(tree, "Number") !== undefined) throw stageError(`unsupported parameter for operation ${text}`);
  return (samples, metric) => [{ metric, value: aggregate(samples.map(({ value }) => value)) }];
}

/** Unlike the others it keeps the labels; the grouping only says among whom. */
function topk(tree: Tree): Aggregate {
  const count = Number(childOf(tree, "Number")?.text ?? Number.NaN);
  if (Number.isNaN(count)) throw stageError("parameter required for operation topk");
  if (count < 1) throw stageError(`invalid parameter (must be greater than 0) topk(${count}`);
  return (samples) => samples.toSorted((one, other) => other.value - one.value).slice(0, count);
}

function groupingOf(grouping: Tree | undefined): (metric: Labels) => Labels {
  if (grouping === undefined) return () => ({});
  const names = itemsOf(grouping, "Identifier").map(({ text }) => text);
  const isBy = childOf(grouping, "By") !== undefined;
  return (metric) => Object.fromEntries(Object.entries(metric).filter(([name]) => names.includes(name) === isBy));
}
