import type { FastifyInstance } from "fastify";
import type { Refusals } from "../metrics.ts";
import type { HttpDependencies, ServiceHealth } from "../ports.ts";
import { sendJson } from "../send.ts";
import { within as withinTime } from "../within.ts";
import type { RouteDependencies } from "./index.ts";

const checkTimeoutMs = 2500;
/** A model that has to be loaded first takes its time; whoever asked need not wait for it. */
const askTimeoutMs = 30_000;
const stillAsking = "No answer within 30 s; it is still being asked. /api/health/all will say how that went.";

/** Services that are always named, whether somebody looks at them or not. */
const alwaysNamed = ["falco", "falcosidekick", "grafana", "llm"] as const;

interface Checked extends ServiceHealth {
  readonly latency_ms: number;
}

/** `/health` for load balancers, open and without looking at anything else; `/api/health/all` for people; `/api/health/llm` asks the model a tiny question, since a person wants to know. */
export function healthRoutes(app: FastifyInstance, dependencies: RouteDependencies): void {
  const { version, stack, elapsed, now } = dependencies;
  const startedMs = elapsed();

  app.get("/health", async (_request, reply) =>
    sendJson(reply, { status: "healthy", version, uptime_s: Math.floor((elapsed() - startedMs) / 1000) }),
  );

  app.post("/api/health/llm", async (_request, reply) => {
    const { model } = dependencies;
    if (!model) return sendJson(reply, { status: "not_configured", detail: "llm.provider is builtin" });
    const state = await withinTime(model.check(), askTimeoutMs);
    return sendJson(reply, state ?? { status: "degraded", detail: stillAsking });
  });

  app.get("/api/health/all", async (_request, reply) => {
    const { name } = dependencies.alertLog;
    const { [name]: log, ...others } = await checkAll(dependencies);
    const services = log ? { ...others, [name]: withRefusals(log, dependencies.metrics.refusals()) } : others;
    const status = overall(services, name);
    return sendJson(reply.status(status === "unhealthy" ? 503 : 200), {
      status,
      stack,
      services,
      checked_at: now().toISOString(),
    });
  });
}

/** Refused events stand in the detail for good; while nothing has been accepted since, the log is not healthy. */
function withRefusals(log: Checked, { count, last, lasting }: Refusals): Checked {
  if (count === 0) return log;
  const status = lasting && log.status === "healthy" ? "degraded" : log.status;
  const since = lasting ? "none has been accepted since" : "others have been accepted since";
  const told = `Events refused since the start: ${count}, the last at ${last?.toISOString() ?? "an unknown time"}; ${since}.`;
  return { ...log, status, detail: log.detail === undefined ? told : `${log.detail} ${told}` };
}

/** All at once, each within its own time, whatever hangs. */
async function checkAll({
  alertLog,
  store,
  healthChecks,
  elapsed,
}: HttpDependencies): Promise<Record<string, Checked>> {
  const notConfigured = async (): Promise<ServiceHealth> => ({ status: "not_configured" });
  const checks: Record<string, (signal: AbortSignal) => Promise<ServiceHealth>> = {
    ...Object.fromEntries(alwaysNamed.map((name) => [name, notConfigured])),
    ...healthChecks,
    [alertLog.name]: (signal) => alertLog.health(signal),
    analysis: async () => ofStore(await store.health()),
  };
  const entries = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const began = elapsed();
      const result = await within(check);
      return [name, { ...result, latency_ms: Math.round((elapsed() - began) * 10) / 10 }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Alerts are analysed without it too; but nothing is kept and shared. */
function ofStore({ status, detail }: Awaited<ReturnType<HttpDependencies["store"]["health"]>>): ServiceHealth {
  if (status === "healthy") return { status };
  return { status: "degraded", detail: `Analyses cannot be kept or shared: ${detail ?? "the database failed."}` };
}

async function within(check: (signal: AbortSignal) => Promise<ServiceHealth>): Promise<ServiceHealth> {
  const signal = AbortSignal.timeout(checkTimeoutMs);
  const late = new Promise<ServiceHealth>((resolve) => {
    signal.addEventListener("abort", () =>
      resolve({ status: "unhealthy", detail: `No answer within ${checkTimeoutMs / 1000} s.` }),
    );
  });
  try {
    return await Promise.race([check(signal), late]);
  } catch {
    return { status: "unhealthy", detail: "The check failed." };
  }
}

function overall(services: Readonly<Record<string, ServiceHealth>>, alertLogName: string): ServiceHealth["status"] {
  if ([alertLogName, "analysis"].some((name) => services[name]?.status === "unhealthy")) return "unhealthy";
  const configured = Object.values(services).filter(({ status }) => status !== "not_configured");
  return configured.every(({ status }) => status === "healthy") ? "healthy" : "degraded";
}
