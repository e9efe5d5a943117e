import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { stringifyExact } from "#alert/json.ts";
import { renderReport } from "#analysis/report.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import { renderHtml } from "#lib/html.ts";
import { jsonBody } from "../body.ts";
import type { Form } from "../negotiation.ts";
import { negotiate } from "../negotiation.ts";
import { analysisPage } from "../pages/analysis.ts";
import { previewPage } from "../pages/preview.ts";
import type { Query } from "../query.ts";
import { readSwitch } from "../query.ts";
import type { RouteDependencies } from "./index.ts";

const alertParameters = ["rule", "output", "alert", "priority", "hostname", "source", "tags", "time", "uuid"] as const;
const reportColumns = 80;

interface Asked {
  readonly alert: Alert;
  readonly dryRun: boolean;
  readonly showMapping: boolean;
}

/** `/analyze` for people, `/api/analyze` for scripts: an alert goes in, its analysis comes out. Neither keeps the alert as an event. */
export function analyzeRoutes(app: FastifyInstance, dependencies: RouteDependencies): void {
  const { parse } = dependencies;

  app.get("/analyze", async (request, reply) => {
    const query = request.query as Query;
    const given = Object.fromEntries(
      alertParameters.flatMap((name) => (query[name] === undefined || query[name] === "" ? [] : [[name, query[name]]])),
    );
    const asked = ask(parse(given), query);
    return await answer(
      request,
      reply,
      asked,
      negotiate(request.headers.accept, ["html", "json", "text"]),
      dependencies,
    );
  });

  app.post("/api/analyze", async (request, reply) => {
    const body = jsonBody(request);
    if (typeof body !== "object" || body === null || Array.isArray(body)) {
      throw new AppError("ALERT_INVALID", { detail: "The body must be one JSON object." });
    }
    const asked = ask(parse(body), body as Record<string, unknown>);
    return await answer(
      request,
      reply,
      asked,
      negotiate(request.headers.accept, ["json", "text", "html", "sse"]),
      dependencies,
    );
  });
}

function ask(alert: Alert, options: Readonly<Record<string, unknown>>): Asked {
  readSwitch(options["store"], "store");
  return {
    alert,
    dryRun: readSwitch(options["dry_run"], "dry_run"),
    showMapping: readSwitch(options["show_mapping"], "show_mapping"),
  };
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Asked,
  form: Form,
  dependencies: RouteDependencies,
): Promise<FastifyReply> {
  reply.header("vary", "accept");
  if (asked.dryRun) return answerPreview(request, reply, asked, form, dependencies);
  const analysis = await dependencies.analyst.analyse(asked.alert);
  dependencies.metrics.analysis(analysis);
  if (form === "html") {
    const page = analysisPage({
      alert: asked.alert,
      analysis,
      previewLink: previewLink(request),
      everybodyServed: dependencies.settings.auth === "none",
    });
    return reply.type("text/html; charset=utf-8").send(renderHtml(page));
  }
  if (form === "text")
    return reply
      .type("text/plain; charset=utf-8")
      .send(renderReport(asked.alert, analysis, { width: reportColumns, colour: false }));
  if (form === "sse") return sendEvents(reply, analysis);
  return sendJson(reply, analysis);
}

function answerPreview(
  request: FastifyRequest,
  reply: FastifyReply,
  { alert, showMapping }: Asked,
  form: Form,
  { analyst, settings }: RouteDependencies,
): FastifyReply {
  const preview = analyst.preview(alert, { showMapping });
  if (form === "html") {
    const page = previewPage({
      alert,
      preview,
      analysisLink: withoutDryRun(request),
      everybodyServed: settings.auth === "none",
    });
    return reply.type("text/html; charset=utf-8").send(renderHtml(page));
  }
  if (form === "text") return reply.type("text/plain; charset=utf-8").send(`${preview.prompt.user}\n`);
  return sendJson(reply, preview);
}

export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type("application/json; charset=utf-8").send(stringifyExact(value));
}

/** Sections as they are ready, then the whole; the built-in analyst has them all at once. */
function sendEvents(reply: FastifyReply, analysis: Analysis): FastifyReply {
  const { meta: _, ...body } = analysis;
  const event = (name: string, value: unknown) => `event: ${name}\ndata: ${stringifyExact(value)}\n\n`;
  return reply.type("text/event-stream; charset=utf-8").send(event("partial", body) + event("result", analysis));
}

/** The same address with `dry_run=true`, relative; only a page that came by its address has one. */
function previewLink(request: FastifyRequest): string | null {
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  const parameters = new URLSearchParams(request.query as Record<string, string>);
  parameters.set("dry_run", "true");
  return `?${parameters}`;
}

function withoutDryRun(request: FastifyRequest): string | null {
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  const parameters = new URLSearchParams(request.query as Record<string, string>);
  parameters.delete("dry_run");
  parameters.delete("show_mapping");
  return `?${parameters}`;
}
