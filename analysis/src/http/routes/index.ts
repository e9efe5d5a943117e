import type { FastifyInstance } from "fastify";
import type { HealthBoard } from "../health-board.ts";
import type { Metrics } from "../metrics.ts";
import type { HttpDependencies } from "../ports.ts";
import type { Repeats } from "../repeats.ts";
import type { Sessions } from "../sessions.ts";
import { analyzeRoutes } from "./analyze.ts";
import { documentRoutes } from "./documents.ts";
import { eventRoutes } from "./events.ts";
import { healthRoutes } from "./health.ts";
import { historyRoutes } from "./history.ts";
import { metricsRoutes } from "./metrics.ts";
import { sessionRoutes } from "./session.ts";
import { triageRoutes } from "./triage.ts";

/** What the routes are made of. */
export interface RouteDependencies extends HttpDependencies {
  readonly metrics: Metrics;
  readonly health: HealthBoard;
  readonly repeats: Repeats;
  readonly sessions: Sessions | null;
  readonly delay: (address: string) => Promise<void>;
}

/** One file per noun. */
export function registerRoutes(app: FastifyInstance, dependencies: RouteDependencies): void {
  for (const register of [
    analyzeRoutes,
    eventRoutes,
    historyRoutes,
    triageRoutes,
    healthRoutes,
    metricsRoutes,
    sessionRoutes,
    documentRoutes,
  ])
    register(app, dependencies);
}
