import { stringifyVisible } from "#alert/json.ts";
import { makeVisible } from "#alert/visible.ts";
import type { AnalyseOptions, Analyst } from "#analysis/analyse.ts";
import { fingerprintOf } from "#analysis/fingerprint/fingerprint.ts";
import { renderReport } from "#analysis/report.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import type { AnalyzeOptions } from "./analyze-options.ts";
import { createClassSummary } from "./class-summary.ts";
import type { Terminal } from "./command.ts";
import { previewText } from "./preview-text.ts";
import { classReport, summaryTable } from "./summary-text.ts";

/** What is done with the events of `sib analyze`, one after the other. */
export interface EventSink {
  /** True: something is printed with each event. */
  readonly printsMeanwhile: boolean;
  readonly take: (alert: Alert, id: unknown) => Promise<void>;
  /** After the last one, and after a fault for what came before it. */
  readonly end: () => Promise<void>;
}

export interface SinkParts {
  readonly options: AnalyzeOptions;
  readonly terminal: Terminal;
  readonly analyst: Pick<Analyst, "analyse" | "preview" | "compare" | "riskClass">;
  readonly signal: AbortSignal;
}

/** Columns of a table that goes into a file or a pipe. */
const tableWidthElsewhere = 120;

/** Reports of what is all there come behind a table; anything else is printed as it comes. */
export function createSink(parts: SinkParts): EventSink {
  const { prints, format, follow } = parts.options;
  if (prints === "key") return printing((alert, id) => keyText(alert, id, parts), parts);
  if (prints === "preview") return printing((alert, id) => previewOf(alert, id, parts), parts);
  if (format === "report" && !follow) return summarising(parts);
  return printing(async (alert, id) => {
    const analysis = await analyse(alert, parts);
    return format === "report" ? `${report(alert, analysis, parts)}\n` : json(analysis, id, format);
  }, parts);
}

function printing(
  textOf: (alert: Alert, id: unknown) => string | Promise<string>,
  { terminal, signal }: SinkParts,
): EventSink {
  return {
    printsMeanwhile: true,
    async take(alert, id) {
      const text = await textOf(alert, id);
      // An analysis that was broken off says less than it could.
      if (!signal.aborted) await terminal.out(text);
    },
    end: async () => undefined,
  };
}

function summarising(parts: SinkParts): EventSink {
  const { terminal } = parts;
  const summary = createClassSummary((alert, analysis) => report(alert, analysis, parts));
  return {
    printsMeanwhile: false,
    async take(alert) {
      summary.add(keyOf(alert, parts), alert, await analyse(alert, parts));
    },
    async end() {
      const rows = summary.rows();
      const isOne = rows.length === 1 && rows[0]?.count === 1;
      const width = terminal.outIsTerminal ? terminal.columns : tableWidthElsewhere;
      if (rows.length > 0 && !isOne) await terminal.out(summaryTable(rows, { width, colour: terminal.colour }));
      for (const row of rows) await terminal.out(classReport(row));
      if (summary.uncounted() > 0) {
        terminal.err(
          `sib: ${summary.uncounted()} more were analysed, of more classes than are listed; --jsonl prints every one\n`,
        );
      }
    },
  };
}

async function analyse(alert: Alert, { analyst, options, signal }: SinkParts): Promise<Analysis> {
  return await analyst.analyse(alert, { signal, ...keeping(options) });
}

/** What is asked of an analysis that is to be kept: the analyst has the configured history already. */
function keeping(options: Pick<AnalyzeOptions, "store">): AnalyseOptions {
  return options.store ? { store: true } : {};
}

/** Alerts for which no class can be made are alike by their rule. */
function keyOf(alert: Alert, { analyst }: SinkParts): string {
  try {
    return fingerprintOf(analyst.riskClass(alert));
  } catch (error) {
    if (error instanceof AppError && error.code === "PSEUDONYMISE_FAILED") return `rule: ${alert.rule}`;
    throw error;
  }
}

async function previewOf(alert: Alert, id: unknown, { terminal, analyst, options }: SinkParts): Promise<string> {
  const { format, showMapping } = options;
  if (format !== "report") return json(await analyst.preview(alert, { showMapping }), id, format);
  const layout = { width: terminal.outIsTerminal ? terminal.columns : null, colour: terminal.colour };
  return previewText(await analyst.compare(alert, { showMapping }), layout);
}

/** What the answer to this alert is kept under, one part a line, and what that comes to. */
function keyText(alert: Alert, id: unknown, { analyst, options }: SinkParts): string {
  const parts = analyst.riskClass(alert);
  const key = fingerprintOf(parts);
  if (options.format !== "report") return json({ key, parts }, id, options.format);
  const lines = parts.map(({ name, value }) => makeVisible(`${name}: ${value}`));
  return `${lines.join("\n")}\nkey: ${key}\n\n`;
}

function report(alert: Alert, analysis: Analysis, { terminal }: SinkParts): string {
  return renderReport(alert, analysis, { width: terminal.columns, colour: terminal.colour });
}

function json(value: object, id: unknown, format: "json" | "jsonl"): string {
  return `${stringifyVisible(id === undefined ? value : { id, ...value }, format === "json" ? 2 : 0)}\n`;
}
