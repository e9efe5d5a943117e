import type { Alert, FieldValue } from "#domain/alert.ts";

/** Fields of an alert as text, and whether Falco alone wrote them. */

/** Reads an event's field as text; null when it is absent. */
export type Field = (name: string) => string | null;

/** Objects and lists as JSON; nothing, and an empty text, is no value. */
export function textOfValue(value: FieldValue | undefined): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? null;
}

/** True for fields that are there, whole, and cannot have been planted by somebody's text. */
export function reliableIn(alert: Alert): (name: string) => boolean {
  const { output_fields: fields, ambiguous, doubtful, cut } = alert;
  const nothingIsSure = ambiguous && doubtful.length === 0;
  return (name) =>
    !nothingIsSure && textOfValue(fields[name]) !== null && !doubtful.includes(name) && !cut.includes(name);
}

/** `true`, `1` and their opposites; null when absent. */
export function booleanOf(text: string | null): boolean | null {
  if (text === null) return null;
  return text === "1" || text.toLowerCase() === "true";
}
