import type { FastifyInstance } from "fastify";
import { parseExactJson } from "#alert/json.ts";
import type { Alert } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import { renderHtml } from "#lib/html.ts";
import type { IncomingEvent } from "#ports/alert-log.ts";
import type { EventBody } from "../body.ts";
import { eventBody } from "../body.ts";
import { errorBody } from "../error-response.ts";
import { readEventQuery } from "../event-query.ts";
import { eventsPage } from "../pages/events.ts";
import type { Query } from "../query.ts";
import { sendJson } from "./analyze.ts";
import type { RouteDependencies } from "./index.ts";

const intakeBytesMax = 16 * 1024 * 1024;
const pageEvents = 50;
const rejectedMax = 1000;

interface Rejected {
  readonly index: number;
  readonly message: string;
}

interface Intake {
  readonly accepted: readonly IncomingEvent[];
  readonly rejected: readonly Rejected[];
}

/** `/api/events`: where Falco and falcosidekick hand in, and where everybody reads; `/` shows the latest. */
export function eventRoutes(app: FastifyInstance, dependencies: RouteDependencies): void {
  const { alertLog, metrics, now } = dependencies;

  app.post("/api/events", { bodyLimit: intakeBytesMax }, async (request, reply) => {
    const { accepted, rejected } = readIntake(eventBody(request), dependencies);
    metrics.events("rejected", rejected.length);
    const shown = rejected.slice(0, rejectedMax);
    if (accepted.length === 0) {
      const error = new AppError("NO_EVENT_ACCEPTED", { detail: shown[0]?.message ?? "" });
      return reply
        .status(400)
        .type("application/json; charset=utf-8")
        .send(JSON.stringify({ ...errorBody(error), accepted: 0, rejected: shown }));
    }
    try {
      await alertLog.append(accepted);
    } catch (error) {
      metrics.events("refused", accepted.length);
      throw error;
    }
    metrics.events("accepted", accepted.length);
    return sendJson(reply.status(202), { accepted: accepted.length, rejected: shown });
  });

  app.get("/api/events", async (request, reply) => {
    const page = await alertLog.query(readEventQuery(request.query as Query, now()));
    const events = page.events.map(({ id, event }) => ({ id, ...event }));
    return sendJson(reply, { events, next_cursor: page.nextCursor });
  });

  app.get("/", async (request, reply) => {
    const query = request.query as Query;
    const page = await alertLog.query(readEventQuery({ limit: String(pageEvents), ...query }, now()));
    return reply
      .type("text/html; charset=utf-8")
      .send(renderHtml(eventsPage({ page, query, everybodyServed: dependencies.settings.auth === "none" })));
  });
}

/** Everything that is an event is taken, everything else is named by its place. */
function readIntake(body: EventBody, dependencies: RouteDependencies): Intake {
  const accepted: IncomingEvent[] = [];
  const rejected: Rejected[] = [];
  for (const [index, read] of itemsOf(body, dependencies).entries()) {
    try {
      accepted.push(...read().map(dependencies.toIncoming));
    } catch (error) {
      rejected.push({ index, message: error instanceof AppError ? error.message : "This could not be read." });
    }
  }
  return { accepted, rejected };
}

/** Each item as a function that reads it: a JSON array's elements, one value, or lines. */
function itemsOf(body: EventBody, { parse, parseAll, parseLine }: RouteDependencies): (() => readonly Alert[])[] {
  const ofValue = (value: unknown) => () =>
    isLokiPush(value) ? value.streams.flatMap(parseAll) : isLokiStream(value) ? parseAll(value) : [parse(value)];
  if (body.kind === "json") return (Array.isArray(body.value) ? body.value : [body.value]).map(ofValue);
  const lines = body.text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => () => (/^\s*\{/.test(line) ? ofValue(parseExactJson(line))() : [parseLine(line)]));
}

function isLokiStream(value: unknown): boolean {
  return typeof value === "object" && value !== null && "stream" in value && "values" in value;
}

function isLokiPush(value: unknown): value is { readonly streams: readonly unknown[] } {
  return typeof value === "object" && value !== null && "streams" in value && Array.isArray(value.streams);
}
