import { stringifyVisible } from "#alert/json.ts";
import { makeVisible } from "#alert/visible.ts";
import type { Analyst } from "#analysis/analyse.ts";
import { fingerprintOf } from "#analysis/fingerprint/fingerprint.ts";
import { renderReport } from "#analysis/report.ts";
import type { Config } from "#config/load-config.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import type { Command, Toolbox } from "../command.ts";
import { atLeast, duration, parseCommandLine, wholeNumber } from "../parse-args.ts";
import { previewText } from "../preview-text.ts";
import { createProgress } from "../progress.ts";
import type { InputEvent } from "../read-events.ts";
import { openInput, readEvents } from "../read-events.ts";
import { readStoredEvents } from "../stored-events.ts";

const options = {
  last: { type: "string" },
  priority: { type: "string" },
  rule: { type: "string" },
  limit: { type: "string" },
  provider: { type: "string" },
  "dry-run": { type: "boolean" },
  "show-mapping": { type: "boolean" },
  json: { type: "boolean" },
  jsonl: { type: "boolean" },
  follow: { type: "boolean" },
  store: { type: "boolean" },
  "explain-key": { type: "boolean" },
} as const;

const later = ["follow", "store"] as const;

/** `sib analyze`: events of a file, standard input or the event store, each with its analysis. */
export const analyze: Command = {
  name: "analyze",
  usage:
    "sib analyze [FILE|-] [--last 1h] [--priority P] [--rule R] [--limit N] [--dry-run [--show-mapping]|--explain-key] [--json|--jsonl] [--provider P]",
  describes: "analyses events from a file, standard input or (with --last) the event store and prints the report",
  async run(args, toolbox) {
    const { values, positionals } = parseCommandLine(args, options);
    checkUsage(values, positionals);
    const overrides = values.provider === undefined ? {} : { "llm.provider": values.provider };
    const config = toolbox.loadConfig(overrides);
    const limit = wholeNumber(values.limit, "--limit", 1, 1_000_000) ?? Number.POSITIVE_INFINITY;
    const events = await chooseEvents(positionals[0], values, limit, { config, toolbox });
    // Alike alerts of one run share a model's answer; nothing of it outlives the run.
    const store = asksModel(config, values) ? await toolbox.openAnalysisStore(inMemory(config)) : null;
    const analyst = await toolbox.openAnalyst(config, { store });
    const write = writerOf(values);
    const format = values.jsonl ? "jsonl" : values.json ? "json" : "report";
    const showMapping = values["show-mapping"] ?? false;
    try {
      return await work(events, limit, { toolbox, analyst, format, write, showMapping });
    } finally {
      await store?.close();
    }
  },
};

/** Said at once: what is not there yet, and what does not go together. */
function checkUsage(values: Values, positionals: readonly string[]): void {
  for (const name of later) {
    if (values[name])
      throw new AppError("USAGE", { detail: `--${name} is not in this version yet.`, hint: "Leave it out." });
  }
  if (positionals.length > 1)
    throw new AppError("USAGE", { detail: "Only one file can be read; use cat for several." });
  if (values.json && values.jsonl) throw new AppError("USAGE", { detail: "--json and --jsonl exclude each other." });
  if (values["explain-key"] && values["dry-run"])
    throw new AppError("USAGE", { detail: "--explain-key and --dry-run exclude each other." });
  // Checked here, since what comes from a file asks for neither.
  if (values.priority !== undefined) atLeast(values.priority);
  duration(values.last, "--last");
}

function asksModel({ values: settings }: Config, values: Values): boolean {
  return settings["llm.provider"] !== "builtin" && !values["dry-run"] && !values["explain-key"];
}

function inMemory(config: Config): Config {
  return { ...config, values: { ...config.values, "storage.state": "memory:" } };
}

function writerOf(values: Values): Job["write"] {
  if (values["explain-key"]) return writeKey;
  return values["dry-run"] ? writePreview : writeAnalysis;
}

interface Job {
  readonly toolbox: Toolbox;
  readonly analyst: Analyst;
  readonly format: "report" | "json" | "jsonl";
  readonly write: (alert: Alert, id: unknown, job: Job) => Promise<void>;
  readonly showMapping: boolean;
}

type Values = ReturnType<typeof parseCommandLine<typeof options>>["values"];

async function chooseEvents(
  file: string | undefined,
  values: Values,
  limit: number,
  { config, toolbox }: { config: Config; toolbox: Toolbox },
): Promise<AsyncIterable<InputEvent>> {
  const fromStore =
    values.last !== undefined ||
    values.rule !== undefined ||
    values.priority !== undefined ||
    (file === undefined && toolbox.terminal.stdinIsTerminal);
  const parser = await toolbox.openParser();
  if (file !== undefined || !fromStore) return readEvents(await openInput(file ?? "-", toolbox.terminal), parser);
  return readStoredEvents(await toolbox.openAlertLog(config), parser, {
    now: toolbox.now(),
    last: values.last ?? "1h",
    priority: values.priority,
    rule: values.rule,
    limit: Math.min(limit, 500),
  });
}

/** Every event that can be read; what cannot is named with its line, and the rest is still done. */
async function work(events: AsyncIterable<InputEvent>, limit: number, job: Job): Promise<number> {
  const { terminal } = job.toolbox;
  const progress = createProgress(terminal);
  let done = 0;
  let broken = 0;
  for await (const event of events) {
    if ("fault" in event) {
      broken += 1;
      progress.clear();
      terminal.err(`sib: line ${event.line}: ${event.fault}\n`);
      continue;
    }
    await job.write(event.alert, event.id, job);
    done += 1;
    progress.show(done);
    if (done >= limit) break;
  }
  progress.clear();
  if (done === 0 && broken === 0) terminal.err("sib: there was no event to analyse\n");
  if (broken > 0) terminal.err(`sib: ${done} analysed, ${broken} could not be read\n`);
  return broken > 0 ? 1 : 0;
}

async function writeAnalysis(alert: Alert, id: unknown, { toolbox, analyst, format }: Job): Promise<void> {
  const analysis = await analyst.analyse(alert);
  await toolbox.terminal.out(format === "report" ? report(alert, analysis, toolbox) : json(analysis, id, format));
}

async function writePreview(alert: Alert, id: unknown, { toolbox, analyst, format, showMapping }: Job): Promise<void> {
  const { terminal } = toolbox;
  if (format !== "report") return await terminal.out(json(analyst.preview(alert, { showMapping }), id, format));
  const layout = { width: terminal.outIsTerminal ? terminal.columns : null, colour: terminal.colour };
  await terminal.out(previewText(analyst.compare(alert, { showMapping }), layout));
}

/** What the answer to this alert is kept under, one part a line, and what that comes to. */
async function writeKey(alert: Alert, id: unknown, { toolbox, analyst, format }: Job): Promise<void> {
  const parts = analyst.riskClass(alert);
  const key = fingerprintOf(parts);
  if (format !== "report") return await toolbox.terminal.out(json({ key, parts }, id, format));
  const lines = parts.map(({ name, value }) => makeVisible(`${name}: ${value}`));
  await toolbox.terminal.out(`${lines.join("\n")}\nkey: ${key}\n\n`);
}

function report(alert: Alert, analysis: Analysis, { terminal }: Toolbox): string {
  return `${renderReport(alert, analysis, { width: terminal.columns, colour: terminal.colour })}\n`;
}

function json(value: object, id: unknown, format: "json" | "jsonl"): string {
  return `${stringifyVisible(id === undefined ? value : { id, ...value }, format === "json" ? 2 : 0)}\n`;
}
