import { styleText } from "node:util";
import { makeVisible } from "#alert/visible.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";

interface Row {
  readonly alert: Alert;
  readonly analysis: Analysis;
}

const verdictMarks = { true_positive: "real", false_positive: "harmless", inconclusive: "open" } as const;
const severityStyles = { critical: "red", high: "red", medium: "yellow", low: "green" } as const;

/** The rest of the night, one line an alert, in the order of time. */
export function demoTable(
  rows: readonly Row[],
  without: ReadonlySet<Row>,
  { width, colour }: { width: number; colour: boolean },
): string {
  const ruleWidth = Math.max(20, Math.min(width, 120) - 44);
  const lines = rows
    .filter((row) => !without.has(row))
    .map(({ alert, analysis }) => {
      const severity = analysis.risk_assessment.severity;
      const shown = colour
        ? styleText(severityStyles[severity], severity.padEnd(8), { validateStream: false })
        : severity.padEnd(8);
      const rule = makeVisible(alert.rule);
      return [
        alert.time.slice(11, 19),
        shown,
        verdictMarks[analysis.verdict].padEnd(8),
        (analysis.mitre_attack.technique ?? "-").padEnd(9),
        rule.length > ruleWidth ? `${rule.slice(0, ruleWidth - 1)}…` : rule,
      ].join("  ");
    });
  return [
    `The rest (${lines.length}):`,
    "",
    `${"time".padEnd(8)}  ${"severity".padEnd(8)}  ${"verdict".padEnd(8)}  ${"technique".padEnd(9)}  rule`,
    ...lines,
    "",
  ].join("\n");
}
