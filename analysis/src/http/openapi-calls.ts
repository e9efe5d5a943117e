import { priorities } from "#domain/alert.ts";

/** Every call of the service with what it takes and gives, as `/openapi.json` and `/docs` show it. */

export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly schema?: object;
  /** In the query string unless told. */
  readonly in?: "path";
}

/** One call of the service; errors of access and method are added to each. */
export interface Call {
  readonly method: "get" | "post" | "delete";
  readonly path: string;
  readonly summary: string;
  readonly open?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly body?: Readonly<Record<string, object>>;
  readonly answers: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly errors?: readonly number[];
}

export const text = { type: "string" };
export const ofComponent = (name: string) => ({ $ref: `#/components/schemas/${name}` });
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
  { name: "store", description: "Keep the result in the log store too", schema: flag },
];

const eventParameters: readonly Parameter[] = [
  {
    name: "since",
    description: "From this time on: ISO 8601, an epoch in s, ms, µs or ns, or a span back from now such as 1h",
  },
  { name: "until", description: "Before this time, in the same forms" },
  { name: "priority", description: "One or several of Falco's eight, comma-separated, in any case" },
  { name: "rule", description: "Exactly this rule" },
  { name: "hostname", description: "Exactly this host" },
  { name: "source", description: "Exactly this source" },
  { name: "q", description: "Words that stand in rule, line or fields" },
  {
    name: "limit",
    description: "At most so many; more than 500 counts as 500",
    schema: { type: "integer", minimum: 1, default: 100 },
  },
  { name: "cursor", description: "next_cursor of the page before" },
];

const analysisId: Parameter = { name: "id", in: "path", description: "`meta.id` of the analysis" };
const historyParameters: readonly Parameter[] = [
  { name: "since", description: "Made from this time on, in the forms of /api/events" },
  { name: "until", description: "Made before this time" },
  { name: "severity", description: "One or several of critical, high, medium, low, comma-separated" },
  { name: "rule", description: "Exactly this rule" },
  { name: "technique", description: "This ATT&CK technique; T1059 finds its sub-techniques too" },
  { name: "q", description: "Words that stand in rule, line or analysis; names are searched as their tokens" },
  {
    name: "limit",
    description: "At most so many; more than 500 counts as 500",
    schema: { type: "integer", minimum: 1, default: 50 },
  },
  { name: "cursor", description: "next_cursor of the page before" },
];

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
    errors: [400, 413, 415, 500],
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
    errors: [400, 414, 500],
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
    answers: {
      "202": { "application/json": ofComponent("IntakeAnswer") },
      "400": { "application/json": { anyOf: [ofComponent("NothingAccepted"), ofComponent("Error")] } },
    },
    errors: [413, 415, 503],
  },
  {
    method: "get",
    path: "/api/events",
    summary: "Events, newest first",
    parameters: eventParameters,
    answers: { "200": { "application/json": ofComponent("EventPage") } },
    errors: [400, 414, 503],
  },
  {
    method: "get",
    path: "/api/history",
    summary: "Past analyses, newest first; names are put in where the event is still in the alert log",
    parameters: historyParameters,
    answers: { "200": { "application/json": ofComponent("HistoryPage") } },
    errors: [400, 414, 503],
  },
  {
    method: "get",
    path: "/api/history/{id}",
    summary: "One past analysis",
    parameters: [analysisId],
    answers: { "200": { "application/json": ofComponent("PastAnalysis") } },
    errors: [404, 503],
  },
  {
    method: "delete",
    path: "/api/history/{id}",
    summary: "Delete one analysis, its receipt, and what alike alerts share of it",
    parameters: [analysisId],
    answers: { "204": {} },
    errors: [404, 503],
  },
  {
    method: "post",
    path: "/api/cache/clear",
    summary: "Forget what alike alerts share; past analyses stay",
    answers: { "200": { "application/json": ofComponent("CacheCleared") } },
    errors: [503],
  },
  {
    method: "get",
    path: "/api/history/{id}/receipt",
    summary: "Exactly what left the network for one analysis; with the built-in analyst that is nothing",
    parameters: [analysisId],
    answers: { "200": { "application/json": ofComponent("Receipt") } },
    errors: [404, 503],
  },
  {
    method: "get",
    path: "/api/triage/failed",
    summary: "Jobs of automatic triage that failed for good, newest first",
    answers: { "200": { "application/json": ofComponent("FailedJobs") } },
    errors: [503],
  },
  {
    method: "post",
    path: "/api/triage/failed/{id}/retry",
    summary: "Try one of them again",
    parameters: [{ name: "id", in: "path", description: "`id` of the failed job" }],
    answers: { "202": { "application/json": ofComponent("Retried") } },
    errors: [404, 503],
  },
  {
    method: "get",
    path: "/",
    summary: "The latest events as a page; takes the filters of /api/events",
    parameters: eventParameters,
    answers: { "200": { "text/html": text } },
    errors: [400, 414, 503],
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
  {
    method: "get",
    path: "/status",
    summary: "Health of everything as a page that fetches itself anew",
    answers: { "200": { "text/html": text } },
  },
  {
    method: "post",
    path: "/api/health/llm",
    summary: "Asks the model one tiny question and tells how it went; the health of the whole never does",
    answers: { "200": { "application/json": ofComponent("ServiceHealth") } },
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
