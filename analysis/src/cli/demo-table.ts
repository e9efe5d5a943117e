import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";
import { judgementColumns, ruleColumn } from "./analysis-columns.ts";
import type { TableOptions } from "./text-table.ts";
import { textTable } from "./text-table.ts";

interface Row {
  readonly alert: Alert;
  readonly analysis: Analysis;
}

const widthMax = 120;

/** The rest of the night, one line an alert, in the order of time. */
export function demoTable(rows: readonly Row[], without: ReadonlySet<Row>, { width, colour }: TableOptions): string {
  const shown = rows
    .filter((row) => !without.has(row))
    .map(({ alert, analysis }) => ({
      time: alert.time,
      rule: alert.rule,
      severity: analysis.risk_assessment.severity,
      verdict: analysis.verdict,
      technique: analysis.mitre_attack.technique,
    }));
  const time = { title: "time", cell: (row: { readonly time: string }) => row.time.slice(11, 19) };
  const lines = textTable(shown, [time, ...judgementColumns, ruleColumn], {
    width: Math.min(width, widthMax),
    colour,
  });
  return [`The rest (${shown.length}):`, "", ...lines, ""].join("\n");
}
