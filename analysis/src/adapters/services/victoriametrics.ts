import type { HealthCheck } from "#ports/service-health.ts";
import { createMetricsStoreCheck } from "./metrics-store.ts";
import type { ServiceOptions } from "./service-options.ts";

/** VictoriaMetrics on one node, at `/health`. */
export function createVictoriaMetricsCheck(options: ServiceOptions): HealthCheck {
  return createMetricsStoreCheck("VictoriaMetrics", options);
}
