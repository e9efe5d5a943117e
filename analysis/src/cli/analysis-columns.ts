import { makeVisible } from "#alert/visible.ts";
import type { Severity, Verdict } from "#domain/analysis.ts";
import type { Column } from "./text-table.ts";

/** What a table shows of any analysis, in columns that are the same everywhere. */
export interface Judged {
  readonly rule: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly technique: string | null;
}

const verdictMarks = { true_positive: "real", false_positive: "harmless", inconclusive: "open" } as const;
const severityStyles = { critical: "red", high: "red", medium: "yellow", low: "green" } as const;

export const ruleColumn: Column<Judged> = { title: "rule", cell: ({ rule }) => makeVisible(rule), isFlexible: true };

export const judgementColumns: readonly Column<Judged>[] = [
  { title: "severity", cell: ({ severity }) => severity, style: ({ severity }) => severityStyles[severity] },
  { title: "verdict", cell: ({ verdict }) => verdictMarks[verdict] },
  { title: "technique", cell: ({ technique }) => technique ?? "-" },
];
