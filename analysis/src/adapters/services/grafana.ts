import type { HealthCheck } from "#ports/service-health.ts";
import { ask, saidByStatus } from "./ask.ts";
import { notFound } from "./find-address.ts";
import type { ServiceOptions } from "./service-options.ts";

/** Grafana: it answers 503 and says so when only its database is away. */
export function createGrafanaCheck({ target, find, fetch }: ServiceOptions): HealthCheck {
  return async (signal) => {
    const address = await find(target);
    if (address === null) return notFound(target);
    const { setting } = target;
    const answer = await ask(address, { setting, fetch, signal });
    if (answer.kind === "silent") return { status: "unhealthy", detail: `Grafana ${answer.said}.` };
    const database = databaseOf(answer.body);
    if (answer.status === 200 && database === "ok") return { status: "healthy" };
    if (database !== null)
      return {
        status: "degraded",
        detail: "Grafana is up, but its own database fails: its log says why (a full disk, a locked file).",
      };
    if (answer.status === 200)
      return {
        status: "degraded",
        detail: `What answers there is not Grafana's health address (/api/health): check ${setting}.`,
      };
    return { status: "unhealthy", detail: `Grafana ${saidByStatus(answer.status, address, setting)}.` };
  };
}

function databaseOf(body: string): string | null {
  try {
    const { database } = JSON.parse(body) as { database?: unknown };
    return typeof database === "string" ? database : null;
  } catch {
    return null;
  }
}
