import { isKnownField } from "./field-catalogue.ts";
import { fieldOfKey, isAuditLine, type KeyContext } from "./field-names.ts";
import { readKnownLine } from "./known-line.ts";
import { type LineLayout, layoutOf, type Span } from "./line-layout.ts";
import type { LineReading } from "./line-reading.ts";
import type { RuleTemplate, RuleTemplates } from "./rule-template.ts";
import { readUnknownLine } from "./unknown-line.ts";

/** A text line, without what logs put in front of it. */
export interface TextLine extends LineReading {
  readonly message: string;
  /** The template by which it was read, or whose message it has. */
  readonly template: RuleTemplate | undefined;
  /** The bracket that opens the fields is never closed. */
  readonly unterminated: boolean;
}

export interface LineOptions {
  readonly template: RuleTemplate | undefined;
  /** Asked when no template is given: the rule may be known by the message. */
  readonly templates?: RuleTemplates | undefined;
  readonly source: string | null;
}

/** What is known already of an event whose line is looked at. */
export interface KnownFields {
  /** Names of fields that need no text, absent ones included. */
  readonly given: ReadonlySet<string>;
  readonly texts: Iterable<unknown>;
}

/** More values than this with a `=` inside are no Falco event; then nothing is filled in from its line. */
const valuesMax = 32;

/** Reads message and fields of a line such as `Shell spawned ... (user=root ...)` or `... | user=root ...`. Linear; never throws. */
export function readTextLine(text: string, { template: given, templates, source }: LineOptions): TextLine {
  const layout = layoutOf(text, given, { template: given, isAudit: false, source, message: "" });
  const template = given ?? templates?.byMessage(layout.message);
  return {
    ...readLayout(layout, template, source),
    message: layout.message,
    template,
    unterminated: layout.unterminated,
  };
}

/**
 * Reads the line of an event that has output fields: its message, and fields that the event lacks. Text inside values that the
 * event has is never taken for a key, so nothing planted there comes back as a field.
 */
export function readLineBeside(
  text: string,
  known: KnownFields,
  { template, source }: LineOptions,
): { readonly message: string; readonly missing: LineReading["fields"] } {
  const values = spansOf(text, known.texts);
  const layout = layoutOf(text, template, { template, isAudit: false, source, message: "" }, values ?? []);
  if (values === null || !lacksSomething(layout, known.given, template, source))
    return { message: layout.message, missing: new Map() };
  const { fields } = readLayout(layout, template, source);
  const told = new Set<unknown>(known.texts);
  const missing = [...fields].filter(
    ([field, value]) => !known.given.has(field) && isKnownField(field) && !told.has(value),
  );
  return { message: layout.message, missing: new Map(missing) };
}

function readLayout(layout: LineLayout, template: RuleTemplate | undefined, source: string | null): LineReading {
  const context = contextOf(layout, template, source);
  return (template ? readKnownLine(layout, template, context) : null) ?? readUnknownLine(layout, context);
}

function contextOf(layout: LineLayout, template: RuleTemplate | undefined, source: string | null): KeyContext {
  const isAudit = isAuditLine(
    source,
    layout.places.map(({ key }) => key),
  );
  return { template, isAudit, source, message: layout.message.slice(0, 200) };
}

/** True when a key of the line stands for a field that is not given. */
function lacksSomething(
  layout: LineLayout,
  given: ReadonlySet<string>,
  template: RuleTemplate | undefined,
  source: string | null,
): boolean {
  const context = contextOf(layout, template, source);
  return layout.places.some(({ key }) => {
    const field = fieldOfKey(key, context);
    return !given.has(field) && isKnownField(field);
  });
}

/** Where in the line values stand that hold a `=`, in order and without overlap; null when there are too many. */
function spansOf(text: string, values: Iterable<unknown>): readonly Span[] | null {
  const spans: Span[] = [];
  let count = 0;
  for (const value of values) {
    if (typeof value !== "string" || value.length < 3 || !value.includes("=")) continue;
    count += 1;
    if (count > valuesMax) return null;
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
      spans.push({ start: at, end: at + value.length });
    }
  }
  return merged(spans.sort((one, other) => one.start - other.start));
}

function merged(sorted: readonly Span[]): readonly Span[] {
  const spans: Span[] = [];
  let end = -1;
  for (const span of sorted) {
    if (span.end <= end) continue;
    spans.push({ start: Math.max(span.start, end), end: span.end });
    end = span.end;
  }
  return spans;
}
