import { judgementColumns, ruleColumn } from "./analysis-columns.ts";
import type { SummaryRow } from "./class-summary.ts";
import { hostsMax } from "./class-summary.ts";
import type { Column, TableOptions } from "./text-table.ts";
import { textTable } from "./text-table.ts";

/** In a terminal of fewer columns times of several days are days. */
const wideMin = 100;

/** The table by class that stands before the reports. */
export function summaryTable(rows: readonly SummaryRow[], options: TableOptions): string {
  const events = rows.reduce((sum, { count }) => sum + count, 0);
  const title = `${counted(events, "event")} in ${rows.length === 1 ? "1 class" : `${rows.length} classes`} (times are UTC):`;
  const columns: readonly Column<SummaryRow>[] = [
    { title: "count", cell: ({ count }) => String(count), isNumber: true },
    ruleColumn,
    ...judgementColumns,
    { title: "first–last", cell: timeCell(rows, options.width) },
    { title: "hosts", cell: hostsCell, isNumber: true },
  ];
  return `${[title, "", ...textTable(rows, columns, options)].join("\n")}\n\n`;
}

/** The report of a class's newest event, and how many it stands for. */
export function classReport({ report, count, firstTime, lastTime }: SummaryRow): string {
  if (count === 1) return `${report}\n`;
  const between = firstTime === lastTime ? `all at ${toSecond(firstTime)}` : `since ${toSecond(firstTime)}`;
  return `${report}and ${counted(count - 1, "more")} like it, ${between}\n\n`;
}

function counted(count: number, word: "event" | "more"): string {
  return `${count} ${word}${word === "event" && count !== 1 ? "s" : ""}`;
}

function hostsCell({ hosts }: SummaryRow): string {
  return hosts.size >= hostsMax ? `${hostsMax}+` : String(hosts.size);
}

/** As short as it can be told: the day is left out where all are of one. */
function timeCell(rows: readonly SummaryRow[], width: number): (row: SummaryRow) => string {
  const days = new Set(rows.flatMap(({ firstTime, lastTime }) => [firstTime.slice(0, 10), lastTime.slice(0, 10)]));
  const [from, to] = days.size === 1 ? [11, 16] : width >= wideMin ? [5, 16] : [5, 10];
  const short = (time: string) => time.slice(from, to).replace("T", " ");
  return ({ firstTime, lastTime }) => {
    const [first, last] = [short(firstTime), short(lastTime)];
    return first === last ? first : `${first}–${last}`;
  };
}

function toSecond(time: string): string {
  return `${time.slice(0, 19)}Z`;
}
