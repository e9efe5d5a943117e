import type { HealthCheck } from "#ports/service-health.ts";
import { createMetricsStoreCheck } from "./metrics-store.ts";
import type { ServiceOptions } from "./service-options.ts";

/** Prometheus, at `/-/ready`: it is not while it reads its log after a start. */
export function createPrometheusCheck(options: ServiceOptions): HealthCheck {
  return createMetricsStoreCheck("Prometheus", options);
}
