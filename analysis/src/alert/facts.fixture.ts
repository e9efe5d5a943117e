import type { Alert, FieldValue, Priority } from "#domain/alert.ts";
import { type Facts, readFacts } from "./facts.ts";

/** What a test may say of the alert beyond its fields. */
export interface FactsOptions {
  readonly ambiguous?: boolean;
  readonly doubtful?: readonly string[];
  readonly cut?: readonly string[];
  readonly tags?: readonly string[];
}

/** An alert of these output fields and the facts of it. `_source`, `_output`, `_message`, `_rule`, `_priority`, `_hostname` set event parts. */
export function factsFrom(
  fields: Readonly<Record<string, string | number | boolean>>,
  options: FactsOptions = {},
): Facts {
  return readFacts(alertFrom(fields, options));
}

/** The alert that `factsFrom` reads; without `_message` the message is `_output` up to its fields. */
export function alertFrom(
  fields: Readonly<Record<string, string | number | boolean>>,
  options: FactsOptions = {},
): Alert {
  const event = (name: string): string | null => (name in fields ? String(fields[name]) : null);
  const output = event("_output") ?? "";
  const outputFields: Record<string, FieldValue> = Object.create(null);
  for (const [name, value] of Object.entries(fields)) {
    if (!name.startsWith("_") && !isAbsent(value)) outputFields[name] = value;
  }
  return {
    rule: event("_rule") ?? "Rule under test",
    rule_from: "event",
    priority: (event("_priority") ?? "Warning") as Priority,
    source: event("_source") ?? "syscall",
    hostname: event("_hostname"),
    tags: options.tags ?? [],
    time: "2026-03-14T01:02:03.123456789Z",
    time_from: "event",
    uuid: null,
    output,
    message: event("_message") ?? messageOf(output),
    output_fields: outputFields,
    ambiguous: options.ambiguous ?? false,
    doubtful: options.doubtful ?? [],
    readings: Object.create(null),
    cut: options.cut ?? [],
  };
}

/** As the parser sees it: these mean "not there". */
function isAbsent(value: string | number | boolean): boolean {
  return value === "" || value === "<NA>" || value === -1;
}

function messageOf(output: string): string {
  const ends = [output.indexOf(" | "), output.indexOf(" (")].filter((at) => at >= 0);
  return ends.length === 0 ? output : output.slice(0, Math.min(...ends));
}
