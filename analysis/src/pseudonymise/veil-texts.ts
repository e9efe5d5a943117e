import type { Alert, FieldValue } from "#domain/alert.ts";
import { spansOfCommandLine } from "./command-secrets.ts";
import type { FieldTexts } from "./field-values.ts";
import { nameOfValue } from "./named-text.ts";
import type { Span } from "./recognizer.ts";

/** A command line as it stands in the alert's texts, with what its grammar tells. */
export interface CommandText {
  readonly text: string;
  readonly spans: readonly Span[];
}

const commandsMax = 48;
const textsMax = 2000;
const depthMax = 64;

/**
 * Every command line among the fields, their readings included. Arguments without their program are read with the program's name
 * in front; other texts of several words are read too, since custom fields hold commands as well.
 */
export function commandTexts(fields: readonly FieldTexts[], mark: (text: string) => string): CommandText[] {
  const found = new Map<string, CommandText>();
  const program = fields.find(({ name }) => name === "proc.name")?.texts[0] ?? "";
  for (const [name, raw] of candidates(fields)) {
    const text = mark(raw);
    if (found.size >= commandsMax) break;
    if (found.has(text)) continue;
    const prefix = isArguments(name) && !text.startsWith("-c ") ? `${program} ` : "";
    const spans = spansOfCommandLine(prefix + text).flatMap((span) => shifted(span, prefix.length));
    found.set(text, { text, spans });
  }
  return [...found.values()].filter(({ spans }) => spans.length > 0);
}

function isArguments(name: string): boolean {
  return name === "proc.args" || name === "evt.arg.args" || name === "evt.args";
}

function* candidates(fields: readonly FieldTexts[]): Iterable<readonly [string, string]> {
  for (const { name, holds, texts } of fields) {
    if (holds !== "command-line" && holds !== "free-text") continue;
    const words = texts.length > 1 && texts.length < 256 ? [texts.join(" ")] : [];
    for (const text of [...texts, ...words]) if (isCommand(holds, text)) yield [name, text];
  }
}

function isCommand(holds: FieldTexts["holds"], text: string): boolean {
  return (
    /\s/.test(text) &&
    (holds === "command-line" || /(?:^|\s)-{1,2}[A-Za-z]|\s\/[A-Za-z]{1,16}(?:[:\s]|$)|[|;&]\s|@/.test(text))
  );
}

function shifted(span: Span, by: number): Span[] {
  return span.start < by ? [] : [{ ...span, start: span.start - by, end: span.end - by, first: true }];
}

/** A text of the fields under the name that it has there. */
export interface FieldText {
  readonly name: string;
  readonly text: string;
}

/** All texts in the fields' values, nested ones too, in the fields' order; at most 2,000. */
export function textsIn(fields: readonly FieldTexts[], { output_fields }: Alert): FieldText[] {
  const texts: FieldText[] = [];
  const visit = (value: FieldValue, name: string, depth: number): void => {
    if (texts.length >= textsMax || depth > depthMax) return;
    if (typeof value === "string") texts.push({ name, text: value });
    else if (Array.isArray(value)) for (const item of value) visit(item, name, depth + 1);
    else if (typeof value === "object" && value !== null) {
      const siblings = value as Readonly<Record<string, FieldValue>>;
      for (const [key, item] of Object.entries(siblings)) visit(item, nameOfValue(key, siblings), depth + 1);
    }
  };
  for (const { name } of fields) visit(output_fields[name] ?? null, nameOfValue(name, output_fields), 0);
  return texts;
}
