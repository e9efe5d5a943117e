import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Fastify from "fastify";
import { AppError } from "#domain/errors.ts";
import type { Access } from "./access.ts";
import { decideAccess } from "./access.ts";
import type { Caller } from "./caller.ts";
import { createReadCaller } from "./caller.ts";
import { answerClientError } from "./client-error.ts";
import { createDelay } from "./delay.ts";
import { sendError, statusOfError, toAppError } from "./error-response.ts";
import { createMetrics } from "./metrics.ts";
import { wantsHtml } from "./negotiation.ts";
import type { HttpDependencies } from "./ports.ts";
import { parseQuery, queryBytesMax } from "./query.ts";
import { registerRoutes } from "./routes/index.ts";
import { sendSignInPage } from "./routes/session.ts";
import { securityHeaders } from "./security-headers.ts";
import { createSessions } from "./sessions.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks, and on what ground they are served. */
    caller: Caller;
    access: Access;
  }
}

type Refusal = Extract<Access, { readonly allowed: false }>;

const headerBytesMax = 256 * 1024;
const analysisBytesMax = 1024 * 1024;
const requestTimeoutMs = 60_000;

/** The whole HTTP side: access rules before everything, errors in one form, nothing of a query string or body in any log. */
export function createApp(dependencies: HttpDependencies): FastifyInstance {
  const { settings, log, elapsed } = dependencies;
  const app = Fastify({
    logger: false,
    bodyLimit: analysisBytesMax,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: 0,
    keepAliveTimeout: 30_000,
    forceCloseConnections: "idle",
    http: { maxHeaderSize: headerBytesMax },
    clientErrorHandler: answerClientError,
    routerOptions: { querystringParser: parseQuery },
    frameworkErrors: (error, request, reply) => void sendError(request, reply as FastifyReply, toAppError(error)),
  });
  const metrics = createMetrics(dependencies.version);
  const sessions =
    settings.apiToken === null ? null : createSessions(settings.apiToken, dependencies.now, dependencies.randomId);
  const readCaller = createReadCaller(settings.trustedProxies);
  const delay = createDelay();
  const started = new WeakMap<FastifyRequest, number>();

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  app.addHook("onRequest", async (request, reply) => {
    started.set(request, elapsed());
    reply.headers(securityHeaders(settings));
    request.caller = readCaller(request.socket.remoteAddress ?? "", request.headers);
    const route = request.routeOptions.url ?? "";
    request.access = decideAccess(
      { method: request.method, route, headers: request.headers, caller: request.caller },
      settings,
      sessions,
    );
    if (!request.access.allowed) return await refuse(request, reply, request.access);
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

  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    const seconds = (elapsed() - (started.get(request) ?? elapsed())) / 1000;
    metrics.request(route, request.method, reply.statusCode, seconds);
    log.info(
      { route, method: request.method, status: reply.statusCode, ms: Math.round(seconds * 1e6) / 1000 },
      "request",
    );
  });

  app.setErrorHandler((error, request, reply) => {
    const known = toAppError(error);
    if (statusOfError[known.code] >= 500) {
      const { name, code } = error as { name?: string; code?: string };
      log.error({ name, code, answered: known.code, route: request.routeOptions.url }, "request failed");
    }
    return sendError(request, reply, known);
  });

  app.setNotFoundHandler((request, reply) => {
    const url = request.url.split("?")[0] ?? "/";
    const allowed = (["GET", "POST", "DELETE"] as const).filter((method) => app.hasRoute({ method, url }));
    if (allowed.length > 0) reply.header("allow", allowed.join(", "));
    return sendError(request, reply, new AppError(allowed.length > 0 ? "METHOD_NOT_ALLOWED" : "NOT_FOUND"));
  });

  registerRoutes(app, { ...dependencies, metrics, sessions, delay });
  return app;
}
