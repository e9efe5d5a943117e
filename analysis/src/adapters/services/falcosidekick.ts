import type { HealthCheck, ServiceHealth } from "#ports/service-health.ts";
import { ask, besideHealth, saidByStatus } from "./ask.ts";
import { notFound, usualPath } from "./find-address.ts";
import { readMetric } from "./read-metrics.ts";
import type { ServiceOptions } from "./service-options.ts";

/** falcosidekick: does it answer, and does what it sends arrive? */
export function createFalcosidekickCheck({ target, find, fetch }: ServiceOptions): HealthCheck {
  const outputs = createOutputs();
  return async (signal) => {
    const address = await find(target);
    if (address === null) return notFound(target);
    const { setting } = target;
    const metrics = besideHealth(address, usualPath(target), "/metrics");
    const options = { setting, fetch, signal };
    const [alive, page] = await Promise.all([ask(address, options), ask(metrics, options)]);
    if (alive.kind === "silent") return { status: "unhealthy", detail: `falcosidekick ${alive.said}.` };
    if (alive.status !== 200)
      return { status: "unhealthy", detail: `falcosidekick ${saidByStatus(alive.status, address, setting)}.` };
    const isRead = page.kind === "answered" && page.status === 200 && !(page.cut && !page.body.includes("_outputs"));
    return isRead ? outputs.judge(page.body) : unread;
  };
}

const unread: ServiceHealth = {
  status: "healthy",
  detail:
    "It answers; its metrics cannot be read (or are larger than 256 KiB), so whether its outputs arrive is not known.",
};

interface Counts {
  readonly ok: number;
  readonly failed: number;
}

/** The second is the name in older versions (stats_prometheus.go of falcosecurity/falcosidekick). */
const outputNames = ["falcosecurity_falcosidekick_outputs_total", "falcosidekick_outputs"];

/** By destination what was sent since the reading before, or since its start when nothing has been compared yet. Where nothing is sent, the last word stands. */
function createOutputs(): { readonly judge: (page: string) => ServiceHealth } {
  let before = new Map<string, Counts>();
  const sent = new Map<string, Counts>();
  return {
    judge(page) {
      const counts = countsOf(page);
      for (const [destination, now] of counts) {
        const then = before.get(destination);
        const isRestarted = then === undefined || now.ok < then.ok || now.failed < then.failed;
        const since = isRestarted ? now : { ok: now.ok - then.ok, failed: now.failed - then.failed };
        // Its first reading may be of months: then only what never arrived is worth a word.
        if (since.ok + since.failed > 0)
          sent.set(destination, isRestarted && since.ok > 0 ? { ok: since.ok, failed: 0 } : since);
      }
      before = counts;
      return ofOutputs(sent, counts.size);
    },
  };
}

function countsOf(page: string): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { labels, value } of outputNames.flatMap((name) => readMetric(page, name))) {
    const destination = (labels["destination"] ?? "an output").replaceAll(/[^\w.-]/g, "_").slice(0, 40);
    const { ok, failed } = counts.get(destination) ?? { ok: 0, failed: 0 };
    const isError = labels["status"] === "error";
    counts.set(destination, isError ? { ok, failed: failed + value } : { ok: ok + value, failed });
  }
  return counts;
}

function ofOutputs(sent: ReadonlyMap<string, Counts>, count: number): ServiceHealth {
  const failing = [...sent].filter(([, { failed }]) => failed > 0);
  if (failing.length === 0)
    return {
      status: "healthy",
      detail: count === 0 ? "It answers; it has sent nothing yet." : "What it sends arrives.",
    };
  const named = failing.map(([name, { ok, failed }]) => `${name} (${failed} of ${ok + failed})`).join(", ");
  return {
    status: "degraded",
    detail: `falcosidekick cannot deliver to ${named}: its log says why; check address and credentials of ${failing.length === 1 ? "this output" : "these outputs"} in its configuration.`,
  };
}
