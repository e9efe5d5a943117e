import type { FieldValue } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import { fieldWithUnderscores } from "./field-catalogue.ts";
import { parseExactJson } from "./json.ts";
import { readLogPrefix } from "./line-prefix.ts";
import { type ExactTime, parseTime } from "./time.ts";

/** An event as it came, whatever shape it came in; nothing is checked but what tells the shapes apart. */
export interface RawEvent {
  readonly rule: string | null;
  readonly ruleFrom: "event" | "labels";
  readonly output: string;
  /** Output fields as given; null when there are none. */
  readonly fields: Readonly<Record<string, unknown>> | null;
  /** Fields that falcosidekick turned into Loki labels. */
  readonly labelFields: Readonly<Record<string, string>>;
  readonly priority: unknown;
  readonly source: unknown;
  readonly hostname: unknown;
  readonly tags: unknown;
  readonly time: unknown;
  /** When a log took the event down: for events that name no time. */
  readonly loggedAt: ExactTime | null;
  readonly uuid: unknown;
}

/** What surrounds an event and speaks where the event is silent. */
type Surroundings = Pick<
  RawEvent,
  "rule" | "labelFields" | "priority" | "source" | "hostname" | "tags" | "time" | "loggedAt"
>;

const nowhere: Surroundings = {
  rule: null,
  labelFields: {},
  priority: null,
  source: null,
  hostname: null,
  tags: null,
  time: null,
  loggedAt: null,
};

type Shape = Readonly<Record<string, unknown>>;

/** A log line may carry JSON that carries a log line, as Docker and journald nest them; no deeper. */
const nestingMax = 4;

/** Keys under which logs and forwarders keep the line. */
const lineKeys = ["text", "log", "message", "msg", "line", "MESSAGE", "_msg", "body"] as const;
const logTimeKeys = ["time", "timestamp", "@timestamp", "ts", "_time", "__REALTIME_TIMESTAMP"] as const;

/**
 * Every event in the input: a Falco or falcosidekick event, the shape of our query string and API, `{"text": ...}`, a log line (also
 * one that is or holds JSON), Loki streams, arrays of these. Throws ALERT_INVALID with a detail.
 */
export function readShapes(input: unknown): readonly RawEvent[] {
  return read(input, nowhere, 0);
}

/** An ALERT_INVALID that says which part is meant. */
export function invalid(detail: string, cause?: unknown): AppError {
  return new AppError("ALERT_INVALID", { detail, cause });
}

function read(input: unknown, around: Surroundings, depth: number): readonly RawEvent[] {
  if (depth > nestingMax) throw invalid("It is wrapped too often.");
  if (typeof input === "string") return readLine(input, around, depth);
  if (Array.isArray(input)) return input.flatMap((item) => read(item, around, depth + 1));
  if (typeof input !== "object" || input === null) throw invalid("It is neither an object nor a line of text.");
  return readObject(input as Shape, around, depth);
}

function readObject(shape: Shape, around: Surroundings, depth: number): readonly RawEvent[] {
  const streams = streamsOf(shape);
  if (streams) return streams.flatMap((stream) => read(stream, around, depth + 1));
  if (isObject(shape["stream"]) && Array.isArray(shape["values"]))
    return readStream(shape["stream"], shape["values"], depth);
  if (isObject(shape["labels"]) && typeof shape["line"] === "string") {
    return readStream(shape["labels"], [[shape["timestamp"], shape["line"]]], depth);
  }
  if (isEvent(shape)) return [readEvent(shape, around, depth)];
  const key = lineKeys.find((name) => typeof shape[name] === "string");
  if (key === undefined) throw invalid("It has neither `rule` nor `output`, nor a line of text.");
  return readLine(String(shape[key]), { ...around, loggedAt: around.loggedAt ?? logTimeOf(shape) }, depth);
}

/** Loki's push format and its answer to a query hold several streams. */
function streamsOf(shape: Shape): readonly unknown[] | null {
  if (Array.isArray(shape["streams"])) return shape["streams"];
  const data = shape["data"];
  return isObject(data) && Array.isArray(data["result"]) ? data["result"] : null;
}

function isEvent(shape: Shape): boolean {
  return ["rule", "output", "alert", "output_fields", "outputFields"].some((key) => key in shape);
}

function logTimeOf(shape: Shape): ExactTime | null {
  for (const key of logTimeKeys) {
    const time = parseTime(shape[key]);
    if (time) return time;
  }
  return null;
}

function readEvent(shape: Shape, around: Surroundings, depth: number): RawEvent {
  const own = ruleIn(shape);
  if (own === null && around.rule === null) throw invalid("`rule` is missing.");
  const output = outputIn(shape);
  const fields = fieldsOf(shape["output_fields"] ?? shape["outputFields"]);
  if (output.trim() === "" && (fields === null || Object.keys(fields).length === 0)) {
    throw invalid("It has neither `output` nor `output_fields`.");
  }
  const event: RawEvent = {
    rule: own ?? around.rule,
    ruleFrom: own === null ? "labels" : "event",
    output,
    fields,
    labelFields: around.labelFields,
    priority: told(shape["priority"]) ?? around.priority,
    source: told(shape["source"]) ?? around.source,
    hostname: told(shape["hostname"]) ?? around.hostname,
    tags: told(shape["tags"]) ?? around.tags,
    time: told(shape["time"]) ?? told(shape["_time"]) ?? around.time,
    loggedAt: around.loggedAt,
    uuid: shape["uuid"],
  };
  return fields === null ? (unwrapped(event, depth) ?? event) : event;
}

function ruleIn({ rule }: Shape): string | null {
  if (rule !== undefined && rule !== null && typeof rule !== "string") throw invalid("`rule` is not text.");
  return rule?.trim() ? rule : null;
}

function outputIn(shape: Shape): string {
  const key = ["output", "alert", "_msg", "message", "text"].find((name) => told(shape[name]) !== null);
  const output = key === undefined ? "" : shape[key];
  if (typeof output !== "string") throw invalid("`output` is not text.");
  return output;
}

/** A link may carry falcosidekick's JSON as its `output`; it counts when it is of the same rule. */
function unwrapped(event: RawEvent, depth: number): RawEvent | null {
  const json = jsonIn(event.output);
  if (!isObject(json) || json["rule"] !== event.rule || depth >= nestingMax || !hasContent(json)) return null;
  const inner = readEvent(json, nowhere, nestingMax);
  return {
    ...inner,
    priority: event.priority ?? inner.priority,
    source: inner.source ?? event.source,
    hostname: inner.hostname ?? event.hostname,
    tags: inner.tags ?? event.tags,
    time: inner.time ?? event.time,
    labelFields: event.labelFields,
    loggedAt: event.loggedAt,
    uuid: inner.uuid ?? event.uuid,
  };
}

function hasContent(json: Shape): boolean {
  return typeof json["output"] === "string" && (!("output_fields" in json) || isObject(json["output_fields"]));
}

function fieldsOf(value: unknown): Shape | null {
  if (value === undefined || value === null || value === "") return null;
  if (isObject(value)) return value;
  const parsed = typeof value === "string" ? jsonIn(value) : null;
  if (!isObject(parsed)) throw invalid("`output_fields` is not an object.");
  return parsed;
}

/** `""` in a query string means that the link had nothing to put there. */
function told(value: unknown): unknown {
  return value === "" || value === undefined ? null : value;
}

function readStream(labels: Shape, values: readonly unknown[], depth: number): readonly RawEvent[] {
  if (values.length === 0) throw invalid("The stream has no values.");
  const rule = labels["rule"];
  const around: Surroundings = {
    rule: typeof rule === "string" && rule.trim() !== "" ? rule : null,
    labelFields: labelFieldsOf(labels),
    priority: told(labels["priority"]),
    source: told(labels["source"]),
    hostname: told(labels["hostname"]),
    tags: told(labels["tags"]),
    time: null,
    loggedAt: null,
  };
  return values.flatMap((value) => {
    if (!Array.isArray(value) || typeof value[1] !== "string") {
      throw invalid("A value of the stream is no pair of time and line.");
    }
    // falcosidekick, which labels by rule, gives the event's own time; other collectors the time at which they read the line
    const when = around.rule === null ? { loggedAt: parseTime(value[0]) } : { time: value[0] };
    return readLine(value[1], { ...around, ...when }, depth + 1);
  });
}

/** Only falcosidekick labels by rule; labels of other collectors (`container`, `pod`) are those of Falco itself. */
function labelFieldsOf(labels: Shape): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  if (typeof labels["rule"] !== "string") return fields;
  for (const key of Object.keys(labels)) {
    const value = labels[key];
    const field = key.includes("_") ? fieldWithUnderscores(key) : undefined;
    if (field !== undefined && typeof value === "string") fields[field] = value;
  }
  return fields;
}

function readLine(line: string, around: Surroundings, depth: number): readonly RawEvent[] {
  const text = withoutLineEnd(line);
  if (text.trim() === "") throw invalid("The line is empty.");
  const json = jsonInLine(text);
  if (json !== null) return read(json.value, { ...around, hostname: around.hostname ?? json.hostname }, depth + 1);
  if (text.trimStart().startsWith("{")) throw invalid("The line begins like JSON, but is not valid JSON.");
  return [
    {
      ...around,
      ruleFrom: "labels",
      output: text,
      fields: null,
      uuid: null,
    },
  ];
}

function withoutLineEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line.charCodeAt(end - 1) === 10 || line.charCodeAt(end - 1) === 13)) end -= 1;
  return line.slice(0, end);
}

/**
 * JSON that the line is, or that a log put behind its own prefix. Nothing but such a prefix may stand in front of it: a rule's message
 * that ends in an attacker's text is no place for an event.
 */
function jsonInLine(text: string): { readonly value: FieldValue; readonly hostname: string | null } | null {
  const start = text.slice(0, 512).search(/\{\s*"|\[\s*\{/);
  if (start < 0) return null;
  if (text.slice(0, start).trim() === "") return withHost(jsonIn(text), null);
  const prefix = readLogPrefix(text);
  if (prefix.end !== start) return null;
  const value = jsonIn(text.slice(start));
  return isObject(value) && isEvent(value) ? withHost(value, prefix.hostname) : null;
}

function withHost(value: FieldValue | null, hostname: string | null) {
  return value === null ? null : { value, hostname };
}

/** The JSON object or array that the text is; null when it is none. */
function jsonIn(text: string): FieldValue | null {
  const first = text.trimStart()[0];
  if (first !== "{" && first !== "[") return null;
  try {
    return parseExactJson(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
