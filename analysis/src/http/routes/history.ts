import type { FastifyInstance } from "fastify";
import type { PastAnalysis } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import type { KeptAnalysis } from "#ports/analysis-store.ts";
import { readHistoryQuery } from "../history-query.ts";
import type { Query } from "../query.ts";
import { sendJson } from "../send.ts";
import type { RouteDependencies } from "./index.ts";

/** `/api/history`: past analyses, and exactly what left for each; `/api/cache` forgets what alike alerts share. */
export function historyRoutes(app: FastifyInstance, dependencies: RouteDependencies): void {
  const { analyst, store, now, repeats } = dependencies;
  const forget = () => {
    analyst.forget();
    repeats.forget();
  };

  app.get("/api/history", async (request, reply) => {
    const page = await store.listAnalyses(readHistoryQuery(request.query as Query, now()));
    return sendJson(reply, { analyses: await recalled(page.analyses, dependencies), next_cursor: page.nextCursor });
  });

  app.get<{ Params: { id: string } }>("/api/history/:id", async (request, reply) => {
    const kept = await store.findAnalysis(request.params.id);
    const [analysis] = kept === null ? [] : await recalled([kept], dependencies);
    if (analysis === undefined) throw new AppError("ANALYSIS_NOT_FOUND");
    return sendJson(reply, analysis);
  });

  app.get<{ Params: { id: string } }>("/api/history/:id/receipt", async (request, reply) => {
    const receipt = await store.findReceipt(request.params.id);
    if (receipt === null) throw new AppError("RECEIPT_NOT_FOUND");
    return reply.type("application/json; charset=utf-8").send(receipt);
  });

  app.delete<{ Params: { id: string } }>("/api/history/:id", async (request, reply) => {
    if (!(await store.deleteAnalysis(request.params.id))) throw new AppError("ANALYSIS_NOT_FOUND");
    forget();
    return reply.status(204).send();
  });

  app.post("/api/cache/clear", async (_request, reply) => {
    const cleared = await store.clearClasses();
    forget();
    return sendJson(reply, { cleared });
  });
}

/** With the names of their events, where those are still in the alert log; one that cannot be read is left out. */
async function recalled(
  kept: readonly KeptAnalysis[],
  { analyst, alertLog, parse, log }: RouteDependencies,
): Promise<PastAnalysis[]> {
  const refs = kept.map(({ identity, eventNs }) => ({ identity, timeNs: eventNs }));
  // An alert log that is away takes the names with it, not the history.
  const events = await alertLog.find(refs).catch(() => new Map());
  const past: PastAnalysis[] = [];
  for (const each of kept) {
    const event = events.get(each.identity)?.event;
    const analysis = await analyst.recall(each, event === undefined ? null : parse(event));
    if (analysis === null) log.error({ analysis: each.id }, "an analysis in the history cannot be read");
    else past.push(analysis);
  }
  return past;
}
