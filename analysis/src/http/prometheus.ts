import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Meter, Metrics, Sources } from "./metrics.ts";
import { createModelMeter } from "./model-meter.ts";
import { createServiceMeter } from "./service-meter.ts";

/** The counters in Prometheus' own library, with those of the process. Loaded by `metrics.ts` when the service is up. */
export function createPrometheus(
  version: string,
  { model = () => null, jobs = async () => null, services = () => ({}) }: Partial<Sources> = {},
): Meter & Pick<Metrics, "render"> {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: "sib_info", help: "Version of the service", labelNames: ["version"], registers }).set(
    { version },
    1,
  );
  const requests = new Histogram({
    name: "sib_http_request_duration_seconds",
    help: "Time of HTTP requests by route",
    labelNames: ["route", "method", "status"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const analyses = new Counter({
    name: "sib_analyses_total",
    help: "Analyses by who made them, verdict and severity",
    labelNames: ["engine", "verdict", "severity"],
    registers,
  });
  const degraded = new Counter({
    name: "sib_analyses_degraded_total",
    help: "Analyses that the built-in analyst made instead of the configured model",
    registers,
  });
  const cached = new Counter({
    name: "sib_analyses_cached_total",
    help: "Analyses that an earlier alert of the same class had answered",
    registers,
  });
  const repeated = createRepeatCounter(registers);
  const duration = new Histogram({
    name: "sib_analysis_duration_seconds",
    help: "Time of an analysis",
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.05, 1, 30],
    registers,
  });
  const cost = new Counter({
    name: "sib_llm_cost_total",
    help: "Cost of analyses by llm.prices, in the currency of that table",
    registers,
  });
  const events = new Counter({
    name: "sib_events_total",
    help: "Events handed in: accepted (on disk), rejected (not an event), refused (the store could not write)",
    labelNames: ["outcome"],
    registers,
  });
  for (const outcome of ["accepted", "rejected", "refused"]) events.inc({ outcome }, 0);
  createTriageMeter(registers, jobs);
  createServiceMeter(registers, services);
  return {
    modelCall: createModelMeter(registers, model),
    request: ({ route, method, status, seconds }) => requests.observe({ route, method, status }, seconds),
    analysis({ verdict, risk_assessment, meta }) {
      analyses.inc({ engine: meta.engine, verdict, severity: risk_assessment.severity });
      if (meta.degraded !== null) degraded.inc();
      if (meta.cached) cached.inc();
      duration.observe(meta.duration_ms / 1000);
      cost.inc(meta.usage.cost ?? 0);
    },
    repeated({ verdict, risk_assessment, meta }, times) {
      repeated.inc(times);
      cached.inc(times);
      analyses.inc({ engine: meta.engine, verdict, severity: risk_assessment.severity }, times);
    },
    events: (outcome, count) => events.inc({ outcome }, count),
    render: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}

function createRepeatCounter(registers: Registry[]): Counter {
  return new Counter({
    name: "sib_repeated_requests_total",
    help: "The same request again within a second, answered from memory; they are in no histogram",
    registers,
  });
}

/** Jobs of automatic triage as they stand when somebody looks; nothing where nobody triages, or the database does not answer. */
function createTriageMeter(registers: Registry[], jobs: Sources["jobs"]): void {
  new Gauge({
    name: "sib_triage_jobs",
    help: "Jobs of automatic triage: waiting, running, failed for good",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      const counts = await jobs().catch(() => null);
      for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
    },
  });
}
