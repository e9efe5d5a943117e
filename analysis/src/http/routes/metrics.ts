import type { FastifyInstance } from "fastify";
import type { RouteDependencies } from "./index.ts";

/** `/metrics` in the Prometheus text format. */
export function metricsRoutes(app: FastifyInstance, { metrics }: RouteDependencies): void {
  app.get("/metrics", async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
