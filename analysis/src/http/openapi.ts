import * as z from "zod";
import { priorities } from "#domain/alert.ts";
import { analysisSchema, previewSchema } from "#domain/analysis.ts";

/** The API as OpenAPI 3.1, from the same schemas that the answers are made of. `openapi.test.ts` compares it with the routes there are. */

interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly schema?: object;
}

interface Call {
  readonly method: "get" | "post";
  readonly path: string;
  readonly summary: string;
  readonly open?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly body?: Readonly<Record<string, object>>;
  readonly answers: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly status?: string;
  readonly errors?: readonly number[];
}

const text = { type: "string" };
const ofComponent = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const flag = { type: "boolean", default: false };

const alertParameters: readonly Parameter[] = [
  { name: "rule", description: "Name of the Falco rule" },
  { name: "output", description: "The alert line" },
  { name: "priority", description: "One of Falco's eight", schema: { enum: priorities } },
  { name: "hostname", description: "Where it happened" },
  { name: "source", description: "syscall (default), k8s_audit, ..." },
  { name: "tags", description: "Comma-separated tags of the rule" },
  { name: "time", description: "ISO 8601, or an epoch in s, ms, µs or ns" },
];
const switches: readonly Parameter[] = [
  { name: "dry_run", description: "Show what would be sent to a model; nothing is sent", schema: flag },
  { name: "show_mapping", description: "With dry_run: the table of tokens and values", schema: flag },
];

const alertBody = z.object({
  rule: z.string(),
  output: z.string().optional().describe("The alert line; `alert` is another name of it"),
  priority: z.string().optional(),
  hostname: z.string().optional(),
  source: z.string().optional(),
  tags: z.union([z.array(z.string()), z.string()]).optional(),
  time: z.union([z.string(), z.number()]).optional(),
  output_fields: z.record(z.string(), z.unknown()).optional(),
  dry_run: z.boolean().optional(),
  show_mapping: z.boolean().optional(),
  store: z.boolean().optional(),
});
const event = z.object({
  id: z.string(),
  uuid: z.string().optional(),
  hostname: z.string().optional(),
  time: z.string(),
  rule: z.string(),
  priority: z.enum(priorities),
  source: z.string(),
  tags: z.array(z.string()),
  output: z.string(),
  output_fields: z.record(z.string(), z.unknown()),
});
const eventPage = z.object({ events: z.array(event), next_cursor: z.string().nullable() });
const intakeAnswer = z.object({
  accepted: z.int(),
  rejected: z.array(z.object({ index: z.int(), message: z.string() })),
});
const health = z.object({ status: z.literal("healthy"), version: z.string(), uptime_s: z.int() });
const healthAll = z.object({
  status: z.enum(["healthy", "degraded", "unhealthy"]),
  stack: z.string(),
  services: z.record(
    z.string(),
    z.object({
      status: z.enum(["healthy", "degraded", "unhealthy", "not_configured"]),
      latency_ms: z.number(),
      detail: z.string().optional(),
    }),
  ),
  checked_at: z.string(),
});
const error = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }) });

export const calls: readonly Call[] = [
  {
    method: "post",
    path: "/api/analyze",
    summary: "Analyse one alert",
    body: { "application/json": ofComponent("AlertRequest") },
    answers: {
      "200": {
        "application/json": { anyOf: [ofComponent("Analysis"), ofComponent("Preview")] },
        "text/event-stream": text,
        "text/plain": text,
        "text/html": text,
      },
    },
    errors: [400, 413, 415],
  },
  {
    method: "get",
    path: "/analyze",
    summary: "Analyse the alert in the address: a page, or JSON or text by Accept",
    parameters: [...alertParameters, ...switches],
    answers: {
      "200": {
        "text/html": text,
        "application/json": { anyOf: [ofComponent("Analysis"), ofComponent("Preview")] },
        "text/plain": text,
      },
    },
    errors: [400, 414],
  },
  {
    method: "post",
    path: "/api/events",
    summary: "Hand in events: Falco's http_output, falcosidekick's webhook, files. Acknowledged means on disk",
    body: {
      "application/json": { description: "One Falco event or an array of them" },
      "application/x-ndjson": text,
      "text/plain": text,
    },
    answers: { "202": { "application/json": ofComponent("IntakeAnswer") } },
    errors: [400, 413, 415, 503],
  },
  {
    method: "get",
    path: "/api/events",
    summary: "Events, newest first",
    parameters: [
      { name: "since", description: "From this time on: ISO 8601, an epoch, or a span such as 1h" },
      { name: "until", description: "Before this time" },
      { name: "priority", description: "One or several, comma-separated" },
      { name: "rule", description: "Exactly this rule" },
      { name: "hostname", description: "Exactly this host" },
      { name: "source", description: "Exactly this source" },
      { name: "q", description: "Words that stand in rule, line or fields" },
      {
        name: "limit",
        description: "At most so many, up to 500",
        schema: { type: "integer", minimum: 1, maximum: 500, default: 100 },
      },
      { name: "cursor", description: "next_cursor of the page before" },
    ],
    answers: { "200": { "application/json": ofComponent("EventPage") } },
    errors: [400, 503],
  },
  {
    method: "get",
    path: "/",
    summary: "The latest events as a page; takes the filters of /api/events",
    answers: { "200": { "text/html": text } },
    errors: [400, 503],
  },
  {
    method: "get",
    path: "/health",
    summary: "Is the service up? Needs no token, asks nobody else",
    open: true,
    answers: { "200": { "application/json": ofComponent("Health") } },
  },
  {
    method: "get",
    path: "/api/health/all",
    summary: "Health of everything it needs, within 3 s",
    answers: {
      "200": { "application/json": ofComponent("HealthAll") },
      "503": { "application/json": ofComponent("HealthAll") },
    },
  },
  { method: "get", path: "/metrics", summary: "Prometheus text format", answers: { "200": { "text/plain": text } } },
  {
    method: "get",
    path: "/openapi.json",
    summary: "This description",
    answers: { "200": { "application/json": { type: "object" } } },
  },
  { method: "get", path: "/docs", summary: "This description as a page", answers: { "200": { "text/html": text } } },
  {
    method: "get",
    path: "/sign-in",
    summary: "The sign-in page",
    open: true,
    answers: { "200": { "text/html": text } },
  },
  {
    method: "post",
    path: "/sign-in",
    summary: "Takes the token once and sets a cookie",
    open: true,
    body: { "application/x-www-form-urlencoded": { type: "object", properties: { token: text, target: text } } },
    answers: { "303": {} },
    errors: [401, 403, 415],
  },
  { method: "post", path: "/sign-out", summary: "Ends the session", answers: { "303": {} }, errors: [403] },
  {
    method: "get",
    path: "/style.css",
    summary: "The style sheet",
    open: true,
    answers: { "200": { "text/css": text } },
  },
];

/** OpenAPI 3.1 of everything the service answers. */
export function openApiDocument(version: string): Record<string, unknown> {
  const schemas = {
    AlertRequest: alertBody,
    Analysis: analysisSchema,
    Preview: previewSchema,
    Event: event,
    EventPage: eventPage,
    IntakeAnswer: intakeAnswer,
    Health: health,
    HealthAll: healthAll,
    Error: error,
  };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const call of calls) {
    const path = paths[call.path] ?? {};
    paths[call.path] = path;
    path[call.method] = operation(call);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "SIB - SIEM in a Box",
      version,
      description: 'Explains Falco alerts. Every error is {"error": {"code", "message", "hint"}}.',
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: [{ bearer: [] }, { basic: [] }, { session: [] }, {}],
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [name, z.toJSONSchema(schema, { target: "draft-2020-12" })]),
      ),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        basic: { type: "http", scheme: "basic", description: "The token as the password, any user name" },
        session: { type: "apiKey", in: "cookie", name: "sib_session" },
      },
    },
  };
}

function operation({ summary, open, parameters = [], body, answers, errors = [] }: Call): object {
  const failures = [...errors, ...(open ? [] : [401, 403])].map(String);
  const contentOf = (types: Readonly<Record<string, object>>) =>
    Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }]));
  return {
    summary,
    ...(open ? { security: [] } : {}),
    ...(parameters.length === 0
      ? {}
      : {
          parameters: parameters.map(({ name, description, schema }) => ({
            name,
            in: "query",
            description,
            schema: schema ?? text,
          })),
        }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, types]) => [status, { description: "Done", content: contentOf(types) }]),
      ),
      ...Object.fromEntries(
        [...new Set(failures)].map((status) => [
          status,
          {
            description: "See error.code and error.hint",
            content: contentOf({ "application/json": ofComponent("Error") }),
          },
        ]),
      ),
    },
  };
}
