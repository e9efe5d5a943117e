import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";
import type { Judged } from "./analysis-columns.ts";

/** What is printed of one class of alike events: nothing else of them is kept. */
export interface SummaryRow extends Judged {
  readonly count: number;
  readonly firstTime: string;
  readonly lastTime: string;
  /** Not more than `hostsMax`. */
  readonly hosts: ReadonlySet<string>;
  /** Of its newest event. */
  readonly report: string;
}

/** Adds events up by class while they stream by. */
export interface ClassSummary {
  readonly add: (key: string, alert: Alert, analysis: Analysis) => void;
  /** The gravest first, then the most frequent. */
  readonly rows: () => readonly SummaryRow[];
  /** Events of classes for which there was no room. */
  readonly uncounted: () => number;
}

export const hostsMax = 1000;
/** With a report each, some 50 MB. */
export const classesMax = 10_000;

const gravestFirst = ["critical", "high", "medium", "low"] as const;

export function createClassSummary(render: (alert: Alert, analysis: Analysis) => string): ClassSummary {
  const classes = new Map<string, Growing>();
  let uncounted = 0;
  return {
    add(key, alert, analysis) {
      const known = classes.get(key);
      if (known === undefined && classes.size >= classesMax) {
        uncounted += 1;
        return;
      }
      const isNewest = known === undefined || alert.time > known.lastTime;
      const newest = isNewest ? newestOf(alert, analysis, render) : known;
      const hosts = known?.hosts ?? new Set<string>();
      if (alert.hostname !== null && hosts.size < hostsMax) hosts.add(alert.hostname);
      classes.set(key, {
        ...newest,
        hosts,
        count: (known?.count ?? 0) + 1,
        firstTime: known === undefined || alert.time < known.firstTime ? alert.time : known.firstTime,
      });
    },
    rows: () =>
      [...classes.values()].sort(
        (a, b) => gravestFirst.indexOf(a.severity) - gravestFirst.indexOf(b.severity) || b.count - a.count,
      ),
    uncounted: () => uncounted,
  };
}

interface Growing extends SummaryRow {
  readonly hosts: Set<string>;
}

function newestOf(
  alert: Alert,
  analysis: Analysis,
  render: (alert: Alert, analysis: Analysis) => string,
): Judged & Pick<SummaryRow, "lastTime" | "report"> {
  return {
    rule: alert.rule,
    severity: analysis.risk_assessment.severity,
    verdict: analysis.verdict,
    technique: analysis.mitre_attack.technique,
    lastTime: alert.time,
    report: render(alert, analysis),
  };
}
