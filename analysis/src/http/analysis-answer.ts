import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { stringifyVisible } from "#alert/json.ts";
import { renderReport } from "#analysis/report.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";
import type { Html } from "#lib/html.ts";
import { renderHtml } from "#lib/html.ts";
import { errorBody, toAppError } from "./error-response.ts";
import { logFailure } from "./failure-log.ts";
import { mayCallModel } from "./model-permission.ts";
import type { Form } from "./negotiation.ts";
import { analysisPage, analysisPageRest, analysisPageStart, staleAnswer, waitingNote } from "./pages/analysis.ts";
import { errorSection } from "./pages/error.ts";
import { layoutEnd } from "./pages/layout.ts";
import type { Partials } from "./partials.ts";
import { createPartials } from "./partials.ts";
import type { RouteDependencies } from "./routes/index.ts";
import { sendHtml } from "./send.ts";
import { within } from "./within.ts";

export interface AnalysisRequest {
  readonly alert: Alert;
  readonly store: boolean;
  readonly form: Form;
  /** Relative link to the preview of the same alert; null when there is none. */
  readonly previewLink: string | null;
}

const reportColumns = 80;
/** An answer that is there within this time is sent whole, with a status of its own; a later one in parts, so that the reader sees the first at once. */
const wholeWithinMs = 60;
/** Proxies cut connections on which nothing moves. */
const heartbeatMs = 15_000;

/** Runs the analysis and sends it in the form that was asked for; the run is stopped when the reader leaves. */
export async function answerAnalysis(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: AnalysisRequest,
  dependencies: RouteDependencies,
): Promise<FastifyReply> {
  const partials = createPartials();
  const running = run(request, reply, asked, partials, dependencies);
  const { form } = asked;
  if (form === "html" || form === "sse") {
    const early = await within(running, wholeWithinMs);
    if (early === null) return sendParts(request, reply, asked, { running, partials }, dependencies);
    return form === "html"
      ? sendHtml(reply, renderHtml(analysisPage({ ...asked, analysis: early, surroundings: request.surroundings })))
      : sendStream(reply, "text/event-stream; charset=utf-8", resultEvents(early, partials.taken()));
  }
  const analysis = await running;
  const body =
    form === "json"
      ? stringifyVisible(analysis)
      : renderReport(asked.alert, analysis, { width: reportColumns, colour: false });
  reply.type(form === "json" ? "application/json; charset=utf-8" : "text/plain; charset=utf-8");
  rememberAnswer(request, reply, { analysis, body, countAgain: partials.countAgain() }, dependencies);
  return reply.send(body);
}

interface Answered {
  readonly analysis: Analysis;
  readonly body: string;
  /** Null where the answer is not the one that a class shares. */
  readonly countAgain: ((times: number) => void) | null;
}

/** The same request again within a second need not come this way. */
function rememberAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { analysis, body, countAgain }: Answered,
  { repeats, metrics }: RouteDependencies,
): void {
  if (countAgain === null) return;
  repeats.remember(request.raw, {
    headers: reply.getHeaders(),
    body,
    again(times) {
      countAgain(times);
      metrics.repeated(analysis, times);
    },
  });
}

async function run(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: AnalysisRequest,
  partials: Partials,
  { analyst, metrics }: RouteDependencies,
): Promise<Analysis> {
  const { alert, store } = asked;
  const { access, method, headers } = request;
  const isAsked = access.allowed && mayCallModel({ method, headers, via: access.via });
  const analysis = await analyst.analyse(alert, {
    signal: closedBy(reply),
    allowModel: isAsked,
    asker: asked.form === "html" && method === "GET" ? "person" : "script",
    // A link that nobody clicked writes nothing either.
    store: store && isAsked,
    onPartial: partials.add,
    onPlace: partials.place,
    onStale: partials.stale,
    onShared: partials.shared,
  });
  metrics.analysis(analysis);
  return analysis;
}

interface Running {
  readonly running: Promise<Analysis>;
  readonly partials: Partials;
}

function sendParts(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: AnalysisRequest,
  running: Running,
  { log }: RouteDependencies,
): FastifyReply {
  const fail = (error: unknown) => {
    const known = toAppError(error);
    logFailure(log, request, error, known);
    return known;
  };
  return asked.form === "html"
    ? sendStream(reply, "text/html; charset=utf-8", pageParts(request, asked, running, fail))
    : sendStream(reply, "text/event-stream; charset=utf-8", eventParts(running, fail));
}

type Fail = (error: unknown) => ReturnType<typeof toAppError>;

/** Status and headers are out by now, so a failure becomes part of the page. */
async function* pageParts(
  { surroundings }: FastifyRequest,
  asked: AnalysisRequest,
  { running, partials }: Running,
  fail: Fail,
) {
  yield renderHtml(analysisPageStart({ ...asked, surroundings }));
  for await (const note of notesUntil(running, partials)) yield renderHtml(note);
  try {
    yield renderHtml(analysisPageRest({ ...asked, analysis: await running, surroundings }));
  } catch (error) {
    yield renderHtml(errorSection(fail(error)));
    yield renderHtml(layoutEnd);
  }
}

/** An answer that has expired, and each new place in the queue, until the analysis is there. */
async function* notesUntil(running: Promise<Analysis>, partials: Partials): AsyncGenerator<Html> {
  const done = running.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([done, partials.more().then(() => false)]))) {
    const stale = partials.takeStale();
    const place = partials.takePlace();
    partials.take();
    if (stale !== null) yield staleAnswer(stale);
    if (place !== null) yield waitingNote(place);
  }
}

/** `partial` events as they come, then one `result`, or one `error`. */
async function* eventParts({ running, partials }: Running, fail: Fail) {
  yield ": on its way\n\n";
  let settled = false;
  const done = running.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  while (!settled) {
    const moved = await within(
      Promise.race([done, partials.more()]).then(() => true),
      heartbeatMs,
    );
    if (moved === null) yield ": still on its way\n\n";
    const place = partials.takePlace();
    if (place !== null) yield `: place ${place} in the queue\n\n`;
    const stale = partials.takeStale();
    if (stale !== null) yield event("stale", stale);
    for (const body of partials.take()) yield event("partial", body);
  }
  try {
    yield* resultEvents(await running, partials.taken());
  } catch (error) {
    yield event("error", errorBody(fail(error)));
  }
}

/** An analyst who had nothing before the end has everything at once. */
function* resultEvents(analysis: Analysis, partialsSent: boolean) {
  const { meta: _, ...body } = analysis;
  if (!partialsSent) yield event("partial", body);
  yield event("result", analysis);
}

function event(name: string, value: unknown): string {
  return `event: ${name}\ndata: ${stringifyVisible(value)}\n\n`;
}

function sendStream(reply: FastifyReply, type: string, parts: Iterable<string> | AsyncIterable<string>): FastifyReply {
  return reply
    .type(type)
    .header("x-accel-buffering", "no")
    .send(Readable.from(parts, { objectMode: false }));
}

/** Aborted when the connection closes before the answer is complete. */
function closedBy(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.on("close", () => {
    if (!reply.raw.writableEnded) controller.abort();
  });
  return controller.signal;
}
