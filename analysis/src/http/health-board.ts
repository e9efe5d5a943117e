import type { HealthCheck, ServiceHealth } from "#ports/service-health.ts";
import type { Refusals } from "./metrics.ts";
import type { HttpDependencies } from "./ports.ts";

/** A service's state and how long the looking took. */
export interface Checked extends ServiceHealth {
  readonly latency_ms: number;
}

/** What `/api/health/all` answers and `/status` shows. */
export interface HealthReport {
  readonly status: "healthy" | "degraded" | "unhealthy";
  readonly stack: string;
  readonly services: Readonly<Record<string, Checked>>;
  readonly checked_at: string;
}

/** The state of everything, looked up for many at once. */
export interface HealthBoard {
  /** Within 3 s, whatever hangs. Who asks within a second of others gets what those get. */
  readonly check: () => Promise<HealthReport>;
  /** What is known without waiting, at most 30 s old, for who comes back again and again; while somebody does, it is kept fresh. */
  readonly recent: () => Readonly<Record<string, Checked>>;
  /** Nothing is looked up by itself any more. */
  readonly stop: () => void;
}

type Dependencies = Pick<HttpDependencies, "alertLog" | "healthChecks" | "stack" | "elapsed" | "now"> & {
  readonly refusals: () => Refusals;
};

const checkTimeoutMs = 2500;
const sharedMs = 1000;
const recentMs = 30_000;
/** So that what a scraper finds is never older than it may be, however seldom it comes. */
const refreshMs = 20_000;
const refreshForMs = 5 * 60_000;

/** Services that are always named, in the order in which an alert passes them. */
const alwaysNamed = ["falco", "falcosidekick"] as const;
const namedLast = ["grafana", "llm", "analysis"] as const;

export function createHealthBoard(dependencies: Dependencies): HealthBoard {
  const { elapsed, refusals, stack, alertLog, now } = dependencies;
  const checks = checksOf(dependencies);
  let run: { readonly beganMs: number; readonly result: Promise<Looked> } | null = null;
  let last: { readonly atMs: number; readonly services: Looked["services"] } | null = null;
  let wantedMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;

  const look = (): Promise<Looked> => {
    if (run && elapsed() - run.beganMs < sharedMs) return run.result;
    const beganMs = elapsed();
    const result = lookAtAll(checks, elapsed).then((services) => {
      last = { atMs: elapsed(), services };
      return { services, checkedAt: now() };
    });
    run = { beganMs, result };
    return result;
  };
  const stop = () => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const keepFresh = () => {
    wantedMs = elapsed();
    void look();
    if (timer !== null) return;
    timer = setInterval(() => {
      if (elapsed() - wantedMs > refreshForMs) stop();
      else void look();
    }, refreshMs);
    timer.unref();
  };
  /** Refused events are known at once, so they are added when somebody asks. */
  const told = (services: Looked["services"]) => {
    const { [alertLog.name]: log } = services;
    return log ? { ...services, [alertLog.name]: withRefusals(log, refusals()) } : services;
  };
  return {
    async check() {
      const { services: found, checkedAt } = await look();
      const services = told(found);
      return { status: overall(services, alertLog.name), stack, services, checked_at: checkedAt.toISOString() };
    },
    recent() {
      const known = last && elapsed() - last.atMs <= recentMs ? told(last.services) : {};
      keepFresh();
      return known;
    },
    stop,
  };
}

interface Looked {
  readonly services: Readonly<Record<string, Checked>>;
  readonly checkedAt: Date;
}

function checksOf({ alertLog, healthChecks }: Dependencies): Readonly<Record<string, HealthCheck>> {
  const notConfigured: HealthCheck = async () => ({ status: "not_configured" });
  const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, notConfigured]));
  return {
    ...named(alwaysNamed),
    [alertLog.name]: (signal) => alertLog.health(signal),
    ...named(Object.keys(healthChecks)),
    ...named(namedLast),
    analysis: async () => ({ status: "healthy" }),
    ...healthChecks,
  };
}

/** All at once, each within its own time, whatever hangs. */
async function lookAtAll(
  checks: Readonly<Record<string, HealthCheck>>,
  elapsed: () => number,
): Promise<Record<string, Checked>> {
  const entries = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const began = elapsed();
      const state = await inTime(check);
      return [name, { ...state, latency_ms: Math.round((elapsed() - began) * 10) / 10 }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function inTime(check: HealthCheck): Promise<ServiceHealth> {
  const signal = AbortSignal.timeout(checkTimeoutMs);
  const late = new Promise<ServiceHealth>((resolve) => {
    signal.addEventListener("abort", () =>
      resolve({
        status: "unhealthy",
        detail: `No answer within ${checkTimeoutMs / 1000} s: it hangs, is overloaded, or a firewall drops what is sent.`,
      }),
    );
  });
  try {
    return await Promise.race([check(signal), late]);
  } catch {
    return { status: "unhealthy", detail: "The check failed." };
  }
}

/** Refused events stand in the detail for good; while nothing has been accepted since, the log is not healthy. */
function withRefusals(log: Checked, { count, last, lasting }: Refusals): Checked {
  if (count === 0) return log;
  const status = lasting && log.status === "healthy" ? "degraded" : log.status;
  const since = lasting ? "none has been accepted since" : "others have been accepted since";
  const told = `Events refused since the start: ${count}, the last at ${last?.toISOString() ?? "an unknown time"}; ${since}.`;
  return { ...log, status, detail: log.detail === undefined ? told : `${log.detail} ${told}` };
}

function overall(services: Readonly<Record<string, ServiceHealth>>, alertLogName: string): HealthReport["status"] {
  if ([alertLogName, "analysis"].some((name) => services[name]?.status === "unhealthy")) return "unhealthy";
  const configured = Object.values(services).filter(({ status }) => status !== "not_configured");
  return configured.every(({ status }) => status === "healthy") ? "healthy" : "degraded";
}
