import type { FastifyInstance } from "fastify";
import { renderHtml } from "#lib/html.ts";
import { statusPage } from "../pages/status.ts";
import { sendHtml, sendJson } from "../send.ts";
import { within } from "../within.ts";
import type { RouteDependencies } from "./index.ts";

/** A model that has to be loaded first takes its time; whoever asked need not wait for it. */
const askTimeoutMs = 30_000;
const stillAsking = "No answer within 30 s; it is still being asked. /api/health/all will say how that went.";

/**
 * `/health` for load balancers, open and without looking at anything else; `/api/health/all` for machines and `/status` for people;
 * `/api/health/llm` asks the model a tiny question, since a person wants to know.
 */
export function healthRoutes(app: FastifyInstance, dependencies: RouteDependencies): void {
  const { version, elapsed, health } = dependencies;
  const startedMs = elapsed();

  app.get("/health", async (_request, reply) =>
    sendJson(reply, { status: "healthy", version, uptime_s: Math.floor((elapsed() - startedMs) / 1000) }),
  );

  app.post("/api/health/llm", async (_request, reply) => {
    const { model } = dependencies;
    if (!model) return sendJson(reply, { status: "not_configured", detail: "llm.provider is builtin" });
    const state = await within(model.check(), askTimeoutMs);
    return sendJson(reply, state ?? { status: "degraded", detail: stillAsking });
  });

  app.get("/api/health/all", async (_request, reply) => {
    const report = await health.check();
    return sendJson(reply.status(report.status === "unhealthy" ? 503 : 200), report);
  });

  app.get("/status", async (request, reply) =>
    sendHtml(reply, renderHtml(statusPage(await health.check(), request.surroundings))),
  );

  app.addHook("onClose", async () => health.stop());
}
