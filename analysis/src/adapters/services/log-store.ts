import type { HealthCheck, ServiceHealth } from "#ports/service-health.ts";
import { ask, saidByStatus } from "./ask.ts";
import type { ServiceOptions } from "./service-options.ts";

export interface LogStoreOptions extends ServiceOptions {
  /** As the alert log itself sees it, by its own queries. */
  readonly health: HealthCheck;
}

/** Loki or VictoriaLogs where a health address of its own is set: both have to be well. */
export function createLogStoreCheck({ target, find, fetch, health }: LogStoreOptions): HealthCheck {
  return async (signal) => {
    const address = await find(target);
    if (address === null) return await health(signal);
    const { setting } = target;
    const [state, answer] = await Promise.all([health(signal), ask(address, { setting, fetch, signal })]);
    if (answer.kind === "answered" && answer.status === 200) return state;
    const said = answer.kind === "silent" ? answer.said : saidByStatus(answer.status, address, setting);
    return worse(state, `Its health address ${said}.`);
  };
}

function worse({ status, detail }: ServiceHealth, said: string): ServiceHealth {
  return {
    status: status === "unhealthy" ? status : "degraded",
    detail: detail === undefined ? said : `${detail} ${said}`,
  };
}
