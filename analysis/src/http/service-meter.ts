import type { Registry } from "prom-client";
import { Gauge } from "prom-client";
import type { Checked } from "./health-board.ts";
import type { Sources } from "./metrics.ts";

const levels: Readonly<Record<Checked["status"], number | null>> = {
  healthy: 1,
  degraded: 0.5,
  unhealthy: 0,
  not_configured: null,
};

/** How other services were when they were last looked at; nothing of those that are not set up, and nothing when that is too long ago. */
export function createServiceMeter(registers: Registry[], services: Sources["services"]): void {
  const latency = new Gauge({
    name: "sib_service_latency_seconds",
    help: "How long the last look at a service took",
    labelNames: ["service"],
    registers: [],
  });
  const up = new Gauge({
    name: "sib_service_up",
    help: "State of a service by the last look at it: 1 healthy, 0.5 degraded, 0 unhealthy; absent when it is not set up",
    labelNames: ["service"],
    registers,
    // One look for both, so that they tell of the same moment.
    collect() {
      this.reset();
      latency.reset();
      for (const [service, { status, latency_ms }] of Object.entries(services())) {
        const level = levels[status];
        if (level === null) continue;
        up.set({ service }, level);
        latency.set({ service }, latency_ms / 1000);
      }
    },
  });
  for (const registry of registers) registry.registerMetric(latency);
}
