import type { HealthCheck, ServiceHealth } from "#ports/service-health.ts";
import type { Answer } from "./ask.ts";
import { ask, besideHealth, saidByStatus } from "./ask.ts";
import { notFound, usualPath } from "./find-address.ts";
import type { ServiceOptions } from "./service-options.ts";

/** Counted, so that the answer stays small however many targets there are. */
const trialQuery = "/api/v1/query?query=count(up)";

/** A database of metrics that speaks Prometheus' query language: is it ready, and does a query work? */
export function createMetricsStoreCheck(name: string, { target, find, fetch }: ServiceOptions): HealthCheck {
  return async (signal) => {
    const address = await find(target);
    if (address === null) return notFound(target);
    const { setting } = target;
    const query = besideHealth(address, usualPath(target), trialQuery);
    const options = { setting, fetch, signal };
    const [ready, trial] = await Promise.all([ask(address, options), ask(query, options)]);
    if (ready.kind === "silent") return { status: "unhealthy", detail: `${name} ${ready.said}.` };
    if (ready.status !== 200)
      return { status: "unhealthy", detail: `${name} ${saidByStatus(ready.status, address, setting)}.` };
    return ofTrial(name, trial);
  };
}

function ofTrial(name: string, trial: Answer): ServiceHealth {
  if (trial.kind === "silent")
    return { status: "degraded", detail: `${name} is ready, but for a query it ${trial.said}.` };
  const found = resultOf(trial.body);
  if (trial.status !== 200 || found === null)
    return {
      status: "degraded",
      detail: `${name} is ready, but a trial query (up) fails with answer ${trial.status}: dashboards stay empty; its log says why.`,
    };
  return found === 0
    ? { status: "healthy", detail: "Queries work; it scrapes nothing yet (there is no series up)." }
    : { status: "healthy" };
}

/** How many series came; null where it is no answer to a query. */
function resultOf(body: string): number | null {
  try {
    const { status, data } = JSON.parse(body) as { status?: unknown; data?: { result?: unknown } };
    return status === "success" && Array.isArray(data?.result) ? data.result.length : null;
  } catch {
    return null;
  }
}
