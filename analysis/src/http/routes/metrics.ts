import type { FastifyInstance } from "fastify";
import type { RouteDependencies } from "./index.ts";

/** `/metrics` in the Prometheus text format. */
export function metricsRoutes(app: FastifyInstance, { metrics }: RouteDependencies): void {
  app.get("/metrics", async (_request, reply) => {
    const { text, contentType } = await metrics.render();
    return reply.type(contentType).send(text);
  });
}
