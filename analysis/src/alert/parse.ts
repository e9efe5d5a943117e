import type { Alert, OutputFields, Priority } from "#domain/alert.ts";
import { type CutMarks, cutFields } from "./cut.ts";
import { invalid, type RawEvent, readShapes } from "./event-shape.ts";
import { isKnownField } from "./field-catalogue.ts";
import { normaliseFields, normaliseValue, outputFieldsOf } from "./field-value.ts";
import { completeTime, type LinePrefix, readLinePrefix } from "./line-prefix.ts";
import { parsePriority } from "./priority.ts";
import { messageOf, type RuleTemplate, type RuleTemplates } from "./rule-template.ts";
import { readLineBeside, readTextLine, type TextLine } from "./text-line.ts";
import { type ExactTime, parseTime, timeOf } from "./time.ts";

export interface AlertParserOptions {
  /** Templates of known rules; without them text lines are read by the usual keys. */
  readonly templates?: RuleTemplates;
  readonly now: () => Date;
  /** False for who only keeps events: what the line of an event with fields says beside them is read by whoever analyses it. */
  readonly readsLines?: boolean;
}

/** Reads alerts of every shape; throws ALERT_INVALID with a detail that holds nothing of the alert. */
export interface AlertParser {
  /** One event: Falco JSON, falcosidekick's, `{"text"}`, a line, a Loki stream (its first value), the query shape. */
  readonly parse: (input: unknown) => Alert;
  /** The same, and every value of a Loki stream, every item of an array. */
  readonly parseAll: (input: unknown) => readonly Alert[];
  /** One line of a file or a text/plain body: NDJSON or text. */
  readonly parseLine: (text: string) => Alert;
}

/** What an alert takes from its line and fields. */
interface Content {
  readonly message: string;
  readonly template: RuleTemplate | undefined;
  readonly fields: OutputFields;
  readonly ambiguous: boolean;
  readonly doubtful: readonly string[];
  readonly readings: Readonly<Record<string, readonly string[]>>;
  readonly cut: readonly string[];
}

/** When neither event nor line tells a priority, as in a link made by hand. */
const priorityUntold: Priority = "Notice";

/** Falco's messages about itself; old versions, and falcosidekick for them, name another source. Other text that begins so may be anybody's. */
const internalRule =
  /^Falco internal: (?:syscall event drop|outputs? queue|timeouts? notif|metrics snapshot|hot reload)/i;

const ruleCharsMax = 80;

/** Fields that hold the event's time, for events without `time`. */
const timeFields = ["evt.time", "evt.time.iso8601", "evt.rawtime", "jevt.rawtime"] as const;

/** Makes the parser. All it does is linear in its input, and deterministic up to `now`. */
export function createAlertParser({ templates, now, readsLines = true }: AlertParserOptions): AlertParser {
  const toAlert = (event: RawEvent): Alert => alertOf(event, { templates, now, readsLines });
  const parse = (input: unknown): Alert => {
    if (Array.isArray(input)) throw invalid("It is a list; one event is wanted.");
    const [first] = readShapes(input);
    if (!first) throw invalid("It holds no event.");
    return toAlert(first);
  };
  return { parse, parseAll: (input) => readShapes(input).map(toAlert), parseLine: parse };
}

interface ParserParts {
  readonly templates: RuleTemplates | undefined;
  readonly now: () => Date;
  readonly readsLines: boolean;
}

function alertOf(event: RawEvent, { templates, now, readsLines }: ParserParts): Alert {
  const prefix = readLinePrefix(event.output, parsePriority(event.priority));
  const text = event.output.slice(prefix.end);
  const given = templates && event.rule !== null ? templates.byRule(event.rule) : undefined;
  const told = textOf(event.source);
  const isNamed = event.rule !== null;
  const content = contentOf(event, text, prefix, {
    context: { template: given, templates, source: told },
    readsLine: readsLines || !isNamed,
  });
  if (event.rule === null && !isFalcoLine(prefix, content)) {
    throw invalid("The text has neither time and priority nor fields, as a line of Falco has.");
  }
  const { rule, ruleFrom } = ruleOf(event, content);
  const time = timeOfEvent(event, prefix, content.fields);
  return {
    rule,
    rule_from: ruleFrom,
    priority: priorityOf(event.priority, prefix.priority),
    source: sourceOf(told, rule),
    hostname: textOf(event.hostname) ?? prefix.hostname,
    tags: tagsOf(event.tags) ?? (event.rule === null ? (content.template?.tags ?? []) : []),
    time: (time ?? receivedAt(now)).text,
    time_from: time === null ? "received" : "event",
    uuid: textOf(event.uuid),
    output: event.output,
    message: content.message,
    output_fields: content.fields,
    ambiguous: content.ambiguous,
    doubtful: content.doubtful,
    readings: content.readings,
    cut: content.cut,
  };
}

type LineContext = Parameters<typeof readTextLine>[1];

interface Reading {
  readonly context: LineContext;
  readonly readsLine: boolean;
}

/** Fields of an event are certain, its line only fills gaps. Custom fields alone (falcosidekick's) do not make a line needless. */
function contentOf(event: RawEvent, text: string, prefix: LinePrefix, { context, readsLine }: Reading): Content {
  const { fields, given } = normaliseFields(event.fields ?? {});
  for (const name of Object.keys(event.labelFields)) {
    if (given.has(name)) continue;
    given.add(name);
    const value = normaliseValue(name, event.labelFields[name]);
    if (value !== undefined) fields[name] = value;
  }
  const hasFields =
    event.fields !== null && [...given].some((name) => isKnownField(name) && !(name in event.labelFields));
  if (!hasFields) return fromText(event, text, prefix, fields, context);
  return readsLine ? besideFields(event, text, fields, given, context) : fieldsAlone(event, fields, context);
}

function fieldsAlone(
  event: RawEvent,
  fields: Record<string, OutputFields[string]>,
  { template }: LineContext,
): Content {
  return {
    message: "",
    template,
    fields,
    ambiguous: false,
    doubtful: [],
    readings: Object.create(null),
    cut: cutFields(fields, { output: event.output, lastField: null }),
  };
}

function besideFields(
  event: RawEvent,
  text: string,
  fields: Record<string, OutputFields[string]>,
  given: ReadonlySet<string>,
  context: LineContext,
): Content {
  const { message, missing } = readLineBeside(text, { given, texts: Object.values(fields) }, context);
  for (const [name, value] of missing) fields[name] = value;
  return {
    message,
    template: context.template,
    fields,
    ambiguous: false,
    doubtful: [...missing.keys()],
    readings: Object.create(null),
    cut: cutFields(fields, { output: event.output, lastField: null }),
  };
}

function fromText(
  event: RawEvent,
  text: string,
  prefix: LinePrefix,
  certain: Readonly<Record<string, OutputFields[string]>>,
  context: LineContext,
): Content {
  const byPager = prefix.hostname !== null && isCutByPager(text);
  const line: TextLine = readTextLine(byPager ? text.slice(0, -1) : text, context);
  const fields = outputFieldsOf([...line.fields, ...Object.entries(certain)]);
  const readings: Record<string, readonly string[]> = Object.create(null);
  for (const [name, texts] of line.readings) readings[name] = texts;
  const marks: CutMarks = {
    output: event.output,
    lastField: byPager || line.unterminated || text.endsWith("[...]") ? line.lastField : null,
  };
  return {
    message: line.message,
    template: line.template,
    fields,
    ambiguous: line.ambiguous,
    doubtful: [...line.doubtful].filter((name) => !(name in certain)),
    readings,
    cut: cutFields(fields, marks),
  };
}

/** `journalctl` cuts lines at the terminal's edge and ends them in `>`. */
function isCutByPager(text: string): boolean {
  return text.endsWith(">") && text.lastIndexOf("<") < text.lastIndexOf("=");
}

/** True for text that Falco wrote: by its prefix, its message, or fields that only Falco has. */
function isFalcoLine(prefix: LinePrefix, { template, fields }: Content): boolean {
  if (prefix.isFalco && prefix.priority !== null) return true;
  return template !== undefined || Object.keys(fields).some(isKnownField);
}

function ruleOf(event: RawEvent, { message, template }: Content): { rule: string; ruleFrom: Alert["rule_from"] } {
  if (event.rule !== null) return { rule: event.rule, ruleFrom: event.ruleFrom };
  if (template) return { rule: template.rule, ruleFrom: "message" };
  if (internalRule.test(message)) return { rule: shortForm(message, /\.(?:\s|$)/), ruleFrom: "message" };
  return { rule: shortForm(message, /\.\s|\s\(/), ruleFrom: "unknown" };
}

/** The first sentence, or what stands before its first bracket; whole words. */
function shortForm(message: string, end: RegExp): string {
  const head = message
    .slice(0, ruleCharsMax + 1)
    .replaceAll(/\s+/g, " ")
    .trim();
  const stop = head.search(end);
  const sentence = messageOf(stop > 0 ? head.slice(0, stop) : head);
  if (sentence.length <= ruleCharsMax) return sentence === "" ? "Unnamed rule" : sentence;
  const space = sentence.lastIndexOf(" ", ruleCharsMax);
  return sentence.slice(0, space > 0 ? space : ruleCharsMax).trimEnd();
}

function sourceOf(told: string | null, rule: string): string {
  const source = told === null || told.toLowerCase() === "syscalls" ? "syscall" : told.trim();
  return source.toLowerCase() === "syscall" && internalRule.test(rule) ? "internal" : source;
}

function priorityOf(told: unknown, inLine: Priority | null): Priority {
  if (told === null || told === undefined) return inLine ?? priorityUntold;
  const priority = parsePriority(told);
  if (priority === null) throw invalid("`priority` is none of Falco's eight.");
  return priority;
}

function timeOfEvent(event: RawEvent, prefix: LinePrefix, fields: OutputFields): ExactTime | null {
  const told = parseTime(event.time) ?? prefix.time;
  if (told !== null) return told;
  if (event.loggedAt !== null) {
    return prefix.timeOfDay === null ? event.loggedAt : completeTime(event.loggedAt, prefix.timeOfDay);
  }
  if (event.fields === null) return null;
  for (const name of timeFields) {
    const time = parseTime(fields[name]);
    if (time !== null) return time;
  }
  return null;
}

function receivedAt(now: () => Date): ExactTime {
  return parseTime(now()) ?? timeOf(1n) ?? { ns: 1n, text: "1970-01-01T00:00:00.000000001Z" };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** A list, or text with commas or blanks between; null when not told. */
function tagsOf(value: unknown): readonly string[] | null {
  const tags = typeof value === "string" ? value.split(/[\s,]+/) : value;
  if (!Array.isArray(tags)) return null;
  const texts = tags.filter((tag): tag is string => typeof tag === "string" && tag.trim() !== "");
  return [...new Set(texts)];
}
