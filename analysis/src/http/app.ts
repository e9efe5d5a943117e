import { createServer } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Fastify from "fastify";
import { AppError } from "#domain/errors.ts";
import type { Access } from "./access.ts";
import { decideAccess } from "./access.ts";
import type { Caller } from "./caller.ts";
import { createReadCaller } from "./caller.ts";
import { answerClientError } from "./client-error.ts";
import { createDelay } from "./delay.ts";
import { sendError, toAppError } from "./error-response.ts";
import { logFailure } from "./failure-log.ts";
import { createHealthBoard } from "./health-board.ts";
import { createMetrics } from "./metrics.ts";
import { wantsHtml } from "./negotiation.ts";
import type { HttpDependencies } from "./ports.ts";
import { parseQuery, queryBytesMax } from "./query.ts";
import { createRepeats } from "./repeats.ts";
import type { RouteDependencies } from "./routes/index.ts";
import { registerRoutes } from "./routes/index.ts";
import { sendSignInPage } from "./routes/session.ts";
import { securityHeaders } from "./security-headers.ts";
import { createSessions } from "./sessions.ts";
import type { Surroundings } from "./surroundings.ts";
import { surroundingsOf } from "./surroundings.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks, and on what ground they are served. */
    caller: Caller;
    access: Access;
    surroundings: Surroundings;
  }
}

type Refusal = Extract<Access, { readonly allowed: false }>;

/** A query string of 64 KiB, the same again in a Referer, cookies: with room to spare. */
const headerBytesMax = 256 * 1024;
const analysisBytesMax = 1024 * 1024;
/** Whoever sends a byte a minute holds a connection no longer than this. */
const headersTimeoutMs = 20_000;
const requestTimeoutMs = 60_000;
/** Longer than the minute after which proxies let go of an idle connection, so that they are the ones to close it. */
const keepAliveMs = 75_000;
const connectionsMax = 4096;
/** Before Docker loses patience, which is 10 s. */
const closeWithinMs = 8000;
/** After the start, when nobody waits for it. */
const metricsAfterMs = 500;
/** Asked for by machines every few seconds. */
const unloggedRoutes = new Set(["/health", "/metrics", "/style.css"]);

/**
 * The whole HTTP side: access rules before everything, errors in one form, nothing of a query string or body in any log. `server.ts` listens
 * and closes; with `inject()` nothing listens.
 */
export function createApp(dependencies: HttpDependencies): FastifyInstance {
  const { settings, version, randomId, now } = dependencies;
  const headers = securityHeaders(settings);
  const repeats = createRepeats(dependencies.elapsed);
  const app = Fastify({
    logger: false,
    serverFactory: (handler) => {
      const server = createServer(
        { maxHeaderSize: headerBytesMax, headersTimeout: headersTimeoutMs },
        (request, response) => repeats.answer(request, response, () => handler(request, response)),
      );
      server.requestTimeout = requestTimeoutMs;
      server.keepAliveTimeout = keepAliveMs;
      return server;
    },
    genReqId: randomId,
    requestIdHeader: false,
    bodyLimit: analysisBytesMax,
    forceCloseConnections: "idle",
    clientErrorHandler: answerClientError,
    routerOptions: { querystringParser: parseQuery },
    frameworkErrors: (error, request, reply) =>
      void sendError(request, (reply as FastifyReply).headers(headers), toAppError(error)),
  });
  app.server.maxConnections = connectionsMax;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  const metrics = createMetrics(version, {
    model: () => dependencies.model?.gauges() ?? null,
    jobs: async () => (await dependencies.triage?.counts()) ?? null,
    services: () => health.recent(),
  });
  const health = createHealthBoard({ ...dependencies, refusals: metrics.refusals });
  const parts: RouteDependencies = {
    ...dependencies,
    metrics,
    health,
    repeats,
    sessions: settings.apiToken === null ? null : createSessions(settings.apiToken, now, randomId),
    delay: createDelay(),
  };
  dependencies.model?.onCall(parts.metrics.modelCall);
  guard(app, headers, parts);
  observe(app, parts);
  answerFailures(app, parts);
  closeInOrder(app);
  registerRoutes(app, parts);
  return app;
}

/** Nobody reaches a route before it is known who they are. */
function guard(
  app: FastifyInstance,
  headers: Record<string, string>,
  { settings, sessions, delay }: RouteDependencies,
): void {
  const readCaller = createReadCaller(settings.trustedProxies);

  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    const { method, routeOptions } = request;
    if (hasTwoHosts(request.raw.rawHeaders)) {
      return sendError(
        request,
        reply,
        new AppError("REQUEST_INVALID", { detail: "It has more than one Host header." }),
      );
    }
    const caller = readCaller(request.socket.remoteAddress ?? "", request.headers);
    const access = decideAccess(
      { method, route: routeOptions.url ?? "", headers: request.headers, caller },
      settings,
      sessions,
    );
    request.caller = caller;
    request.access = access;
    request.surroundings = surroundingsOf(request.url, { settings, access });
    if (!access.allowed) return await refuse(request, reply, access);
    const queryAt = request.url.indexOf("?");
    const tooLong = queryAt >= 0 && request.url.length - queryAt - 1 > queryBytesMax;
    return tooLong ? sendError(request, reply, new AppError("QUERY_TOO_LONG")) : undefined;
  });

  const refuse = async (request: FastifyRequest, reply: FastifyReply, { code, wrongToken }: Refusal) => {
    if (wrongToken) await delay(request.caller.address);
    const browses = (request.method === "GET" || request.method === "HEAD") && wantsHtml(request.headers.accept);
    if (code === "UNAUTHORIZED" && browses) return sendSignInPage(request, reply, settings, wrongToken);
    return sendError(request, reply, new AppError(code));
  };
}

/** Node keeps the first and drops the others; a proxy may have gone by another one, so none is believed (RFC 9112, 3.2). */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === "host").length > 1;
}

/** Counts and notes by the route's pattern; an address may hold an alert. */
function observe(app: FastifyInstance, { metrics, log }: RouteDependencies): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    const { method, id } = request;
    const status = reply.statusCode;
    metrics.request({ route, method, status, seconds: reply.elapsedTime / 1000 });
    if (unloggedRoutes.has(route) && status < 400) return;
    log.info({ request: id, route, method, status, ms: Math.round(reply.elapsedTime * 1000) / 1000 }, "request");
  });

  app.addHook("onListen", async () => {
    setTimeout(() => void metrics.load(), metricsAfterMs).unref();
  });
}

function answerFailures(app: FastifyInstance, { log }: RouteDependencies): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toAppError(error);
    logFailure(log, request, error, known);
    return sendError(request, reply, known);
  });

  app.setNotFoundHandler((request, reply) => {
    const url = request.url.split("?")[0] ?? "/";
    const allowed = (["GET", "POST", "DELETE"] as const).filter((method) => app.hasRoute({ method, url }));
    if (allowed.length > 0) reply.header("allow", allowed.join(", "));
    return sendError(request, reply, new AppError(allowed.length > 0 ? "METHOD_NOT_ALLOWED" : "NOT_FOUND"));
  });
}

/** What has begun is finished and its connection let go of; what takes too long is cut off. */
function closeInOrder(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", async () => {
    closing = true;
    setTimeout(() => app.server.closeAllConnections(), closeWithinMs).unref();
  });
  app.addHook("onSend", async (_request, reply) => {
    if (closing) reply.header("connection", "close");
  });
}
