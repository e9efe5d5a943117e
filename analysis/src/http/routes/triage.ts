import type { FastifyInstance } from "fastify";
import { AppError } from "#domain/errors.ts";
import { eventRefOf } from "#ports/event-id.ts";
import type { FailedJob } from "#ports/job-queue.ts";
import { sendJson } from "../send.ts";
import type { RouteDependencies } from "./index.ts";

const failedMax = 500;

/** `/api/triage`: what automatic triage could not do, and doing it again. */
export function triageRoutes(app: FastifyInstance, { triage = null, alertLog }: RouteDependencies): void {
  app.get("/api/triage/failed", async (_request, reply) => {
    const failed = triage === null ? [] : await triage.failed(failedMax);
    const rules = await rulesOf(failed);
    return sendJson(reply, {
      failed: failed.map(({ id, eventId, tries, reason, failedMs }) => {
        return { id, rule: rules.get(eventId) ?? null, reason, tries, failed_at: new Date(failedMs).toISOString() };
      }),
    });
  });

  app.post<{ Params: { id: string } }>("/api/triage/failed/:id/retry", async (request, reply) => {
    if (triage === null || !(await triage.retry(request.params.id))) throw new AppError("JOB_NOT_FOUND");
    return sendJson(reply.status(202), { retried: request.params.id });
  });

  /** Of the events that are still there. */
  const rulesOf = async (failed: readonly FailedJob[]): Promise<ReadonlyMap<string, string>> => {
    const refs = failed.flatMap(({ eventId }) => {
      const ref = eventRefOf(eventId);
      return ref === null ? [] : [{ ...ref, eventId }];
    });
    if (refs.length === 0) return new Map();
    const events = await alertLog.find(refs).catch(() => new Map());
    return new Map(refs.map(({ eventId, identity }) => [eventId, events.get(identity)?.event.rule ?? null]));
  };
}
