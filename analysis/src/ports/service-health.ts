/** One service's state, with a sentence that says what to do. */
export interface ServiceHealth {
  readonly status: "healthy" | "degraded" | "unhealthy" | "not_configured";
  readonly detail?: string;
}

/** Looks at one service; the signal ends the looking, and whoever asked does not wait any longer. */
export type HealthCheck = (signal: AbortSignal) => Promise<ServiceHealth>;
