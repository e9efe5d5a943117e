import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { createDriftWatch } from "#adapters/services/drift-watch.ts";
import { createFalcoCheck } from "#adapters/services/falco.ts";
import { withSilence } from "#adapters/services/falco-silence.ts";
import { createFalcosidekickCheck } from "#adapters/services/falcosidekick.ts";
import { createFindAddress } from "#adapters/services/find-address.ts";
import { createGrafanaCheck } from "#adapters/services/grafana.ts";
import { createLogStoreCheck } from "#adapters/services/log-store.ts";
import { createOwnCheck } from "#adapters/services/own.ts";
import { createPrometheusCheck } from "#adapters/services/prometheus.ts";
import type { ServiceOptions } from "#adapters/services/service-options.ts";
import { createVictoriaMetricsCheck } from "#adapters/services/victoriametrics.ts";
import type { WriteBack } from "#analysis/write-back/write-back.ts";
import type { Toolbox } from "#cli/command.ts";
import type { Config } from "#config/load-config.ts";
import type { HttpDependencies } from "#http/ports.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import type { HealthCheck } from "#ports/service-health.ts";
import { stateFile } from "./open-state.ts";
import type { ServedModel } from "./served-model.ts";
import type { ServedTriage } from "./served-triage.ts";

export interface HealthParts {
  readonly toolbox: Pick<Toolbox, "fetch" | "now">;
  readonly alertLog: AlertLog;
  readonly store: Pick<AnalysisStore, "health">;
  readonly model: Pick<ServedModel, "health"> | null;
  readonly triage: Pick<ServedTriage, "counts"> | null;
  readonly writes: Pick<WriteBack, "counts"> | null;
  /** How names are looked up; the system's way when it is not told. */
  readonly lookup?: (name: string) => Promise<unknown>;
}

/** Where a relative `storage.state` begins, as the toolbox has it. */
const packageFolder = fileURLToPath(new URL("..", import.meta.url));

/** The health address of each service: its setting, and the compose service's usual one. */
export const healthTargets = {
  falco: { key: "health.falco_url", usual: "http://falco:8765/healthz" },
  falcosidekick: { key: "health.falcosidekick_url", usual: "http://falcosidekick:2801/healthz" },
  grafana: { key: "health.grafana_url", usual: "http://grafana:3000/api/health" },
  loki: { key: "health.loki_url", usual: "http://loki:3100/ready" },
  prometheus: { key: "health.prometheus_url", usual: "http://prometheus:9090/-/ready" },
  victorialogs: { key: "health.victorialogs_url", usual: "http://victorialogs:9428/health" },
  victoriametrics: { key: "health.victoriametrics_url", usual: "http://victoriametrics:8428/health" },
} as const;

/** What `/api/health/all` looks at besides the alert log. */
export function createServedHealth(
  config: Config,
  parts: HealthParts,
): Pick<HttpDependencies, "healthChecks" | "onEvents"> {
  const { toolbox, alertLog, model, lookup } = parts;
  const drift = createDriftWatch();
  const find = createFindAddress(lookup === undefined ? {} : { lookup });
  const elapsed = () => performance.now();
  const optionsOf = (name: keyof typeof healthTargets): ServiceOptions => {
    const { key, usual } = healthTargets[name];
    const target = { name, setting: key, address: config.values[key], usual };
    return { target, find, fetch: toolbox.fetch, elapsed };
  };
  return {
    healthChecks: {
      falco: falcoCheck(config, createFalcoCheck(optionsOf("falco")), parts),
      falcosidekick: createFalcosidekickCheck(optionsOf("falcosidekick")),
      ...logChecks(config, alertLog, optionsOf),
      grafana: createGrafanaCheck(optionsOf("grafana")),
      llm: async () =>
        model === null ? { status: "not_configured", detail: "llm.provider is builtin" } : model.health(),
      analysis: ownCheck(config, parts, drift),
    },
    onEvents: (events, received) => {
      for (const { timeNs, event } of events) {
        drift.note(Number(timeNs / 1_000_000n), received.getTime(), event.hostname);
      }
    },
  };
}

function falcoCheck({ values }: Config, check: HealthCheck, { alertLog, toolbox }: HealthParts): HealthCheck {
  const minutes = values["health.falco_silence"];
  return minutes === null ? check : withSilence(check, { minutes, alertLog, now: toolbox.now });
}

/** Who keeps events, and the database of metrics that is installed beside it. */
function logChecks(
  { values }: Config,
  alertLog: AlertLog,
  optionsOf: (name: keyof typeof healthTargets) => ServiceOptions,
): Record<string, HealthCheck> {
  const { name } = alertLog;
  if (name === "embedded") return {};
  const metrics =
    name === "loki"
      ? { prometheus: createPrometheusCheck(optionsOf("prometheus")) }
      : { victoriametrics: createVictoriaMetricsCheck(optionsOf("victoriametrics")) };
  // The alert log knows its own address; a health address counts only when it is set.
  if (values[`health.${name}_url`] === null) return metrics;
  const health: HealthCheck = (signal) => alertLog.health(signal);
  return { [name]: createLogStoreCheck({ ...optionsOf(name), health }), ...metrics };
}

function ownCheck(
  { values }: Config,
  { store, triage, writes }: HealthParts,
  drift: ReturnType<typeof createDriftWatch>,
): HealthCheck {
  const file = stateFile(values["storage.state"], packageFolder);
  return createOwnCheck({
    store: () => store.health(),
    folder: file === null ? null : dirname(file),
    jobs: async () => (await triage?.counts()) ?? null,
    drift,
    writes: writes?.counts ?? null,
    elapsed: () => performance.now(),
  });
}
