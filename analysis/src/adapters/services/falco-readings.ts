import type { ServiceHealth } from "#ports/service-health.ts";
import { readMetric, readTotal } from "./read-metrics.ts";

/**
 * What Falco's own metrics say, by two readings of its counters. Names: https://falco.org/docs/concepts/metrics/ and
 * userspace/falco/falco_metrics.cpp; Falco 0.38 to 0.40 have some of them under other names.
 */
export interface FalcoReadings {
  /** Takes a page of metrics at a time of a steady clock. */
  readonly judge: (page: string, atMs: number) => ServiceHealth;
}

interface Reading {
  readonly atMs: number;
  /** Which start of which Falco: behind one address there may be many. */
  readonly of: string;
  readonly events: number;
  readonly drops: number;
  readonly alertsLost: number;
}

/** Counters move in bursts: nearer readings are not compared. */
const comparedAfterMs = 30_000;
const readingsMax = 200;
const dropsPercentMax = 5;

export function createFalcoReadings(): FalcoReadings {
  let kept: readonly Reading[] = [];
  return {
    judge(page, atMs) {
      const sources = sourcesOf(page);
      if (!sources.kernel) return withoutKernel(sources);
      const events = readTotal(page, "falcosecurity_scap_n_evts_total", "falcosecurity_falco_n_evts_total");
      if (events === null) return withoutCounters;
      const reading = {
        atMs,
        of: startOf(page),
        events,
        drops: readTotal(page, "falcosecurity_scap_n_drops_total", "falcosecurity_falco_n_drops_total") ?? 0,
        alertsLost: readTotal(page, "falcosecurity_falco_outputs_queue_num_drops_total") ?? 0,
      };
      const before = kept.findLast((one) => one.of === reading.of && atMs - one.atMs >= comparedAfterMs);
      // Of one Falco, what is older than the reading that was compared is never compared again.
      kept = [...kept.filter((one) => one.of !== reading.of || !before || one.atMs >= before.atMs), reading];
      kept = kept.slice(-readingsMax);
      return before ? compare(before, reading) : atFirst(reading, page);
    },
  };
}

function compare(before: Reading, now: Reading): ServiceHealth {
  const seconds = Math.round((now.atMs - before.atMs) / 1000);
  const events = now.events - before.events;
  const drops = now.drops - before.drops;
  const lost = now.alertsLost - before.alertsLost;
  if (events <= 0) return seesNothing(`not one in the last ${seconds} s`);
  const percent = (100 * drops) / events;
  if (percent > dropsPercentMax) return dropsMany(percent, seconds);
  if (lost > 0) return losesAlerts(lost, seconds);
  return {
    status: "healthy",
    detail: `${rate(events, seconds)}, ${drops === 0 ? "none" : shownPercent(percent)} dropped.`,
  };
}

function atFirst({ events }: Reading, page: string): ServiceHealth {
  const upS = readTotal(page, "falcosecurity_falco_duration_seconds_total") ?? 0;
  if (events === 0 && upS * 1000 >= comparedAfterMs) return seesNothing(`none since its start ${upS} s ago`);
  return {
    status: "healthy",
    detail: "It answers; what it sees is told when its counters have been read twice, 30 s apart.",
  };
}

function seesNothing(howLong: string): ServiceHealth {
  return {
    status: "degraded",
    detail: `Falco is up, but sees no system calls: ${howLong}. Its driver is not loaded or not fed: look for "driver" and "probe" in Falco's log, check engine.kind in falco.yaml, and that it runs privileged, with the host's /proc, /sys/kernel and /dev mounted.`,
  };
}

function dropsMany(percent: number, seconds: number): ServiceHealth {
  return {
    status: "degraded",
    detail: `Falco drops ${shownPercent(percent)} of the system calls (last ${seconds} s), so attacks may pass unseen: raise engine.*.buf_size_preset in falco.yaml, give it more CPU, or let it watch less (base_syscalls, fewer rules).`,
  };
}

function losesAlerts(lost: number, seconds: number): ServiceHealth {
  return {
    status: "degraded",
    detail: `Falco threw away ${lost} ${lost === 1 ? "alert" : "alerts"} in the last ${seconds} s, since an output took them too slowly: check http_output in falco.yaml, and raise outputs_queue.capacity.`,
  };
}

const withoutCounters: ServiceHealth = {
  status: "healthy",
  detail:
    "It answers; its metrics hold no counts of system calls: set metrics.kernel_event_counters_enabled to true in falco.yaml, and what it sees is looked at too.",
};

interface Sources {
  /** A driver is meant to hand it system calls. */
  readonly kernel: boolean;
  readonly plugins: readonly string[];
}

/** Each source has an engine of its own; older versions name engines and sources in two metrics. */
function sourcesOf(page: string): Sources {
  const engines = readMetric(page, "falcosecurity_scap_engine_name_info").map(({ labels }) => labels);
  const named = readMetric(page, "falcosecurity_falco_evt_source_info").map(({ labels }) => labels["evt_source"] ?? "");
  const sources = [...engines.flatMap((labels) => labels["evt_source"] ?? []), ...named];
  const drivers = engines.filter(({ engine_name }) => engine_name !== "source_plugin" && engine_name !== "nodriver");
  return {
    kernel: drivers.length > 0 || engines.length === 0,
    plugins: [...new Set(sources)].filter((source) => source !== "syscall" && source !== ""),
  };
}

function withoutKernel({ plugins }: Sources): ServiceHealth {
  if (plugins.length === 0)
    return seesNothing("it runs without a driver (engine nodriver) and without a plugin that brings events");
  return {
    status: "healthy",
    detail: `It watches ${plugins.map(word).join(", ")} and no system calls, as it is set up to.`,
  };
}

function startOf(page: string): string {
  const [host] = readMetric(page, "falcosecurity_evt_hostname_info");
  const start = readTotal(page, "falcosecurity_falco_start_timestamp_nanoseconds") ?? 0;
  return `${host?.labels["hostname"] ?? ""} ${start}`;
}

/** Labels are the service's words, shown to people. */
function word(text: string): string {
  return text.replaceAll(/[^\w.-]/g, "_").slice(0, 40);
}

function rate(events: number, seconds: number): string {
  const each = events / Math.max(1, seconds);
  return `It sees ${each >= 10 ? Math.round(each) : each.toFixed(1)} system calls a second`;
}

function shownPercent(percent: number): string {
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
