import type { FastifyInstance } from "fastify";
import { AppError } from "#domain/errors.ts";
import { sendJson } from "../send.ts";
import type { RouteDependencies } from "./index.ts";

/** `/api/history`: so far the receipts of analyses, exactly what left for each. */
export function historyRoutes(app: FastifyInstance, { receipts }: RouteDependencies): void {
  app.get<{ Params: { id: string } }>("/api/history/:id/receipt", async (request, reply) => {
    const receipt = receipts.find(request.params.id);
    if (receipt === undefined) throw new AppError("RECEIPT_NOT_FOUND");
    return sendJson(reply, receipt);
  });
}
