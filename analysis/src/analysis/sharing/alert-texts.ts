import { textOfValue } from "#alert/facts-field.ts";
import type { Alert } from "#domain/alert.ts";

/** Every text of an alert, as it came: what a quote of it has to stand in. */
export function alertTexts(alert: Alert): readonly string[] {
  const values = Object.values(alert.output_fields).map((value) =>
    typeof value === "string" ? value : (textOfValue(value) ?? ""),
  );
  return [alert.output, ...values, alert.rule, alert.hostname ?? "", alert.priority, alert.source, ...alert.tags];
}
