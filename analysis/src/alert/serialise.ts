import type { Alert, FalcoEvent, FieldValue } from "#domain/alert.ts";

/**
 * The event as Falco writes it. Fields that were read from a line in which somebody may have planted some are left out: who reads the event
 * again reads them from the line again, doubts included, instead of taking them for Falco's own.
 */
export function toFalcoEvent(alert: Alert): FalcoEvent {
  return {
    ...(alert.uuid === null ? {} : { uuid: alert.uuid }),
    ...(alert.hostname === null ? {} : { hostname: alert.hostname }),
    time: alert.time,
    rule: alert.rule,
    priority: alert.priority,
    source: alert.source,
    tags: alert.tags,
    output: alert.output,
    output_fields: certainFields(alert),
  };
}

function certainFields({ ambiguous, doubtful, output, output_fields }: Alert): Alert["output_fields"] {
  if (doubtful.length === 0 && !ambiguous) return output_fields;
  const fields: Record<string, FieldValue> = Object.create(null);
  const doubts = new Set(doubtful);
  let hasMoreThanTheLine = false;
  for (const name in output_fields) {
    const value = output_fields[name];
    if (value === undefined || doubts.has(name)) continue;
    fields[name] = value;
    hasMoreThanTheLine ||= typeof value === "object" || !output.includes(String(value));
  }
  return hasMoreThanTheLine && !ambiguous ? fields : Object.create(null);
}
