import type { HealthCheck, ServiceHealth } from "#ports/service-health.ts";
import type { Answer } from "./ask.ts";
import { ask, besideHealth, saidByStatus } from "./ask.ts";
import { createFalcoReadings } from "./falco-readings.ts";
import { notFound, usualPath } from "./find-address.ts";
import type { ServiceOptions } from "./service-options.ts";

const howToEnable =
  "set metrics.enabled and webserver.prometheus_metrics_enabled to true in falco.yaml, and what it sees is looked at too";

/** Falco: does it answer, and by its own metrics, does it see the system calls? */
export function createFalcoCheck({ target, find, fetch, elapsed }: ServiceOptions): HealthCheck {
  const readings = createFalcoReadings();
  return async (signal) => {
    const address = await find(target);
    if (address === null) return notFound(target);
    const { setting } = target;
    const metrics = besideHealth(address, usualPath(target), "/metrics");
    const options = { setting, fetch, signal };
    const [alive, page] = await Promise.all([ask(address, options), ask(metrics, options)]);
    if (alive.kind === "silent") return { status: "unhealthy", detail: `Falco ${alive.said}.` };
    if (alive.status !== 200)
      return { status: "unhealthy", detail: `Falco ${saidByStatus(alive.status, address, setting)}.` };
    if (!isPage(page)) return withoutMetrics(page);
    return page.cut && !page.body.includes("n_evts_total") ? tooLarge : readings.judge(page.body, elapsed());
  };
}

const tooLarge: ServiceHealth = {
  status: "healthy",
  detail: "It answers; its metrics are larger than 256 KiB, so what it sees is not looked at.",
};

function isPage(page: Answer): page is Extract<Answer, { readonly kind: "answered" }> {
  return page.kind === "answered" && page.status === 200;
}

/** Metrics are off unless switched on; that is how most people run it. */
function withoutMetrics(page: Answer): ServiceHealth {
  if (page.kind === "silent")
    return { status: "degraded", detail: `Falco is up, but for its metrics it ${page.said}.` };
  return {
    status: "healthy",
    detail: `It answers; its metrics are not enabled (answer ${page.status}): ${howToEnable}.`,
  };
}
