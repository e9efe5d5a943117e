import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Alert } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import { renderHtml } from "#lib/html.ts";
import { answerAnalysis } from "../analysis-answer.ts";
import { jsonBody } from "../body.ts";
import { isLokiStream } from "../intake.ts";
import type { Form } from "../negotiation.ts";
import { negotiate } from "../negotiation.ts";
import { previewPage } from "../pages/preview.ts";
import type { Query } from "../query.ts";
import { queryBytesMax, readSwitch } from "../query.ts";
import { sendHtml, sendJson, sendText } from "../send.ts";
import type { RouteDependencies } from "./index.ts";

const alertParameters = ["rule", "output", "alert", "priority", "hostname", "source", "tags", "time", "uuid"] as const;

interface Asked {
  readonly alert: Alert;
  readonly dryRun: boolean;
  readonly showMapping: boolean;
  readonly store: boolean;
}

/** `/analyze` for people, `/api/analyze` for scripts: an alert goes in, its analysis comes out. Neither keeps the alert as an event. */
export function analyzeRoutes(app: FastifyInstance, dependencies: RouteDependencies): void {
  const { parse } = dependencies;

  app.get("/analyze", async (request, reply) => {
    const query = request.query as Query;
    const given = Object.fromEntries(
      alertParameters.flatMap((name) => (query[name] === undefined || query[name] === "" ? [] : [[name, query[name]]])),
    );
    const form = negotiate(request.headers.accept, ["html", "json", "text"]);
    return await answer(request, reply, ask(parse(given), query), form, dependencies);
  });

  app.post("/api/analyze", async (request, reply) => {
    const body = jsonBody(request);
    if (typeof body !== "object" || body === null || Array.isArray(body)) {
      throw new AppError("ALERT_INVALID", { detail: "The body must be one JSON object." });
    }
    if (isLokiStream(body) && Array.isArray(body.values) && body.values.length > 1) {
      throw new AppError("ALERT_INVALID", {
        detail: `This Loki stream holds ${body.values.length} events; one analysis is of one.`,
        hint: "Send them one at a time, or hand them all in with POST /api/events.",
      });
    }
    const form = negotiate(request.headers.accept, ["json", "text", "html", "sse"]);
    return await answer(request, reply, ask(parse(body), body as Record<string, unknown>), form, dependencies);
  });
}

function ask(alert: Alert, options: Readonly<Record<string, unknown>>): Asked {
  return {
    alert,
    dryRun: readSwitch(options["dry_run"], "dry_run"),
    showMapping: readSwitch(options["show_mapping"], "show_mapping"),
    store: readSwitch(options["store"], "store"),
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
  if (asked.dryRun) return await answerPreview(request, reply, asked, form, dependencies);
  const { alert, store } = asked;
  return await answerAnalysis(request, reply, { alert, store, form, previewLink: previewLink(request) }, dependencies);
}

async function answerPreview(
  request: FastifyRequest,
  reply: FastifyReply,
  { alert, showMapping }: Asked,
  form: Form,
  { analyst }: RouteDependencies,
): Promise<FastifyReply> {
  if (form === "html") {
    const page = previewPage({
      rule: alert.rule,
      comparison: await analyst.compare(alert, { showMapping }),
      analysisLink: linkWith(request, { dry_run: null, show_mapping: null }),
      mappingLink: linkWith(request, { show_mapping: showMapping ? null : "true" }),
      surroundings: request.surroundings,
    });
    return sendHtml(reply, renderHtml(page));
  }
  const preview = await analyst.preview(alert, { showMapping });
  return form === "text" ? sendText(reply, `${preview.prompt.user}\n`) : sendJson(reply, preview);
}

function previewLink(request: FastifyRequest): string | null {
  return linkWith(request, { dry_run: "true" });
}

/** The same address with parameters changed, relative; null for a page that came by no address, and for an address that would be too long. */
function linkWith({ method, query }: FastifyRequest, changes: Readonly<Record<string, string | null>>): string | null {
  if (method !== "GET" && method !== "HEAD") return null;
  const parameters = new URLSearchParams(query as Record<string, string>);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  const text = parameters.toString();
  return text.length > queryBytesMax ? null : `?${text}`;
}
