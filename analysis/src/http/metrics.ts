import type { CallRecord } from "#analysis/desk/call-record.ts";
import type { ModelGauges } from "#analysis/desk/wired-model.ts";
import type { Analysis } from "#domain/analysis.ts";
import type { JobCounts } from "#ports/job-queue.ts";
import type { Checked } from "./health-board.ts";

/** Counters of the service; no label ever holds text of a user or an alert. */
export interface Metrics {
  readonly request: (request: RequestMeasure) => void;
  readonly analysis: (analysis: Analysis) => void;
  /** The same request again, so many times, answered from memory. */
  readonly repeated: (analysis: Analysis, times: number) => void;
  /** `at` is told for refused ones. */
  readonly events: (outcome: EventOutcome, count: number, at?: Date) => void;
  readonly modelCall: (call: CallRecord) => void;
  /** Events refused since the start, for people: `/api/health/all` tells it. */
  readonly refusals: () => Refusals;
  /** Makes ready what `render` needs, so that the first scrape does not wait. */
  readonly load: () => Promise<void>;
  /** The Prometheus text format. */
  readonly render: () => Promise<{ readonly text: string; readonly contentType: string }>;
}

export interface RequestMeasure {
  /** The route's pattern, never the address. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** Accepted is on disk; rejected is no event; refused is an event that the store could not write. */
export type EventOutcome = "accepted" | "rejected" | "refused";

export interface Refusals {
  readonly count: number;
  readonly last: Date | null;
  /** Nothing has been accepted since. */
  readonly lasting: boolean;
}

/** What is not counted but looked up when somebody scrapes. */
export interface Sources {
  readonly model: () => ModelGauges | null;
  readonly jobs: () => Promise<JobCounts | null>;
  /** What is known of other services without waiting for them. */
  readonly services: () => Readonly<Record<string, Checked>>;
}

/** What is counted, before and after the library is there. */
export type Meter = Pick<Metrics, "request" | "analysis" | "repeated" | "events" | "modelCall">;

/** So many observations wait for the library at most; then it is loaded. */
const waitingMax = 1000;

/** The library costs a tenth of the start, so it comes after it: until then observations wait. */
export function createMetrics(version: string, sources: Partial<Sources> = {}): Metrics {
  const waiting: ((meter: Meter) => void)[] = [];
  let meter: Meter | null = null;
  let loading: Promise<Loaded> | null = null;
  let refusals: Refusals = { count: 0, last: null, lasting: false };

  const loadOnce = () => {
    loading ??= import("./prometheus.ts").then(({ createPrometheus }) => {
      const loaded = createPrometheus(version, sources);
      meter = loaded;
      for (const observe of waiting.splice(0)) observe(loaded);
      return loaded;
    });
    return loading;
  };
  const observe = (note: (meter: Meter) => void) => {
    if (meter) return note(meter);
    waiting.push(note);
    if (waiting.length >= waitingMax) void loadOnce();
  };
  return {
    request: (measure) => observe((to) => to.request(measure)),
    analysis: (analysis) => observe((to) => to.analysis(analysis)),
    repeated: (analysis, times) => observe((to) => to.repeated(analysis, times)),
    events: (outcome, count, at) => {
      if (outcome === "refused") refusals = { count: refusals.count + count, last: at ?? null, lasting: true };
      else if (outcome === "accepted") refusals = { ...refusals, lasting: false };
      observe((to) => to.events(outcome, count));
    },
    refusals: () => refusals,
    modelCall: (call) => observe((to) => to.modelCall(call)),
    load: async () => void (await loadOnce()),
    render: async () => await (await loadOnce()).render(),
  };
}

type Loaded = Meter & Pick<Metrics, "render">;
