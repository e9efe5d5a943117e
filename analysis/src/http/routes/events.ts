import type { FastifyInstance, preParsingAsyncHookHandler } from "fastify";
import { AppError } from "#domain/errors.ts";
import { renderHtml } from "#lib/html.ts";
import type { IncomingEvent } from "#ports/alert-log.ts";
import { ownSource } from "#ports/note-log.ts";
import { eventBody } from "../body.ts";
import { errorBody } from "../error-response.ts";
import { readEventQuery } from "../event-query.ts";
import { readIntake } from "../intake.ts";
import type { IntakeRoom } from "../intake-room.ts";
import { createIntakeRoom } from "../intake-room.ts";
import { eventsPage } from "../pages/events.ts";
import type { Query } from "../query.ts";
import { sendHtml, sendJson } from "../send.ts";
import type { RouteDependencies } from "./index.ts";

const intakeBytesMax = 16 * 1024 * 1024;
/** Of bodies that are being read or written; what comes beyond it waits at the socket. */
const intakeHeldMax = 2 * intakeBytesMax;
const pageEvents = 50;

/** `/api/events`: where Falco and falcosidekick hand in, and where everybody reads; `/` shows the latest. */
export function eventRoutes(app: FastifyInstance, dependencies: RouteDependencies): void {
  const { alertLog, metrics, now } = dependencies;

  const parsers = { ...dependencies, ...dependencies.intakeParser };
  const room = createIntakeRoom(intakeHeldMax);
  const intake = { bodyLimit: intakeBytesMax, preParsing: enterInto(room) };

  app.post("/api/events", intake, async (request, reply) => {
    const read = () => readIntake(eventBody(request), parsers);
    const { accepted, rejected, rejectedCount } = await room.inTurn(read);
    metrics.events("rejected", rejectedCount);
    if (accepted.length === 0) {
      const error = new AppError("NO_EVENT_ACCEPTED", { detail: rejected[0]?.message ?? "" });
      return sendJson(reply.status(400), { ...errorBody(error), accepted: 0, rejected });
    }
    // What we said ourselves, and a notification channel brought back, is no event: it is taken and not kept.
    await keep(accepted.filter(({ event }) => event.source !== ownSource));
    return sendJson(reply.status(202), { accepted: accepted.length, rejected });
  });

  const keep = async (events: readonly IncomingEvent[]) => {
    if (events.length === 0) return;
    try {
      await alertLog.append(events);
    } catch (error) {
      metrics.events("refused", events.length, now());
      throw error instanceof AppError ? error : new AppError("STORE_UNAVAILABLE", { cause: error });
    }
    metrics.events("accepted", events.length);
    dependencies.onEvents?.(events, now());
    dependencies.triage?.wake();
  };

  app.get("/api/events", async (request, reply) => {
    const page = await alertLog.query(readEventQuery(request.query as Query, now()));
    const events = page.events.map(({ id, event }) => ({ id, ...event }));
    return sendJson(reply, { events, next_cursor: page.nextCursor });
  });

  app.get("/", async (request, reply) => {
    const query = request.query as Query;
    const page = await alertLog.query(readEventQuery({ limit: String(pageEvents), ...query }, now()));
    return sendHtml(reply, renderHtml(eventsPage({ page, query, surroundings: request.surroundings })));
  });
}

/** Before the body is read; what the sender does not tell is taken for the most it may send. */
function enterInto(room: IntakeRoom): preParsingAsyncHookHandler {
  return async (request, reply, payload) => {
    const left = new AbortController();
    reply.raw.once("close", () => left.abort(new AppError("REQUEST_INVALID", { detail: "Its sender has left." })));
    const told = Number(request.headers["content-length"] ?? intakeBytesMax);
    const leave = await room.enter(Math.min(told, intakeBytesMax), left.signal);
    reply.raw.once("finish", leave).once("close", leave);
    return payload;
  };
}
