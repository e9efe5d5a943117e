import { readFileSync } from "node:fs";
import type { Analyst } from "#analysis/analyse.ts";
import { renderReport } from "#analysis/report.ts";
import type { Config } from "#config/load-config.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";
import { levels, severities } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import { toIncomingEvent } from "#ports/incoming-event.ts";
import type { Command, Toolbox } from "../command.ts";
import { demoTable } from "../demo-table.ts";
import { parseCommandLine, wholeNumber } from "../parse-args.ts";

/** One alert of the night with what it means. */
export interface Analysed {
  readonly alert: Alert;
  readonly analysis: Analysis;
}

const night = new URL("../../../fixtures/demo/night.jsonl", import.meta.url);
const reportsMax = 3;

/** `sib demo`: the bundled night, analysed, in the terminal and on the page. */
export const demo: Command = {
  name: "demo",
  usage: "sib demo [--once] [--port N] [--provider P] [--url http://localhost:5000]",
  describes:
    "loads the bundled night of alerts, explains it and keeps serving (--once ends by itself; --url loads it into a running service)",
  async run(args, toolbox) {
    const { values } = parseCommandLine(args, {
      once: { type: "boolean" },
      port: { type: "string" },
      provider: { type: "string" },
      url: { type: "string" },
    });
    const text = readFileSync(night, "utf8");
    if (values.url !== undefined) return await loadInto(values.url, text, toolbox);
    const port = wholeNumber(values.port, "--port", 0, 65_535);
    const configFor = (provider: string) =>
      toolbox.loadConfig({
        "llm.provider": provider,
        // A demo leaves nothing behind and mixes with nobody's events.
        "storage.state": "memory:",
        "storage.stack": "embedded",
        ...(port === undefined ? {} : { "server.port": port }),
      });
    const config = configFor(values.provider ?? "builtin");
    const parser = await toolbox.openParser();
    const alerts = text
      .split("\n")
      .filter((line) => line !== "")
      .map(parser.parseLine);
    const alertLog = await toolbox.openAlertLog(config);
    await alertLog.append(alerts.map((alert, index) => toIncomingEvent(alert, () => `demo ${index}`)));
    const analyst = await toolbox.openAnalyst(configFor("builtin"), {
      events: { reader: alertLog, parse: parser.parse },
    });
    const analysed = await analyseAll(alerts, analyst);
    const show = async () => await print(analysed, await explained(mostImportant(analysed), config, toolbox), toolbox);
    if (values.once) {
      await show();
      await alertLog.close();
      return 0;
    }
    const server = await start(toolbox, config, alertLog);
    await show();
    await toolbox.terminal.out(whereToLook(server.address, analysed));
    await toolbox.untilStopped();
    await server.close();
    return 0;
  },
};

async function start(
  toolbox: Toolbox,
  config: ReturnType<Toolbox["loadConfig"]>,
  alertLog: Awaited<ReturnType<Toolbox["openAlertLog"]>>,
) {
  try {
    return await toolbox.startServer(config, { alertLog });
  } catch (error) {
    await alertLog.close();
    if (!(error instanceof AppError) || error.code !== "PORT_IN_USE") throw error;
    const port = config.values["server.port"] ?? 5000;
    throw new AppError("PORT_IN_USE", {
      cause: error,
      detail: `(${port})`,
      hint: `Take another port: make demo PORT=${port + 1}. To end by itself without a page: make demo ARGS=--once. If it is SIB that runs there: analysis/bin/sib demo --url http://localhost:${port}`,
    });
  }
}

async function loadInto(url: string, text: string, { loadConfig, fetch, terminal }: Toolbox): Promise<number> {
  const base = url.replace(/\/+$/, "");
  const token = loadConfig().values["server.api_token"]?.reveal();
  let response: Response;
  try {
    response = await fetch(`${base}/api/events`, {
      method: "POST",
      body: text,
      headers: {
        "content-type": "application/x-ndjson",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
  } catch {
    terminal.err(`sib: no service answers at ${base}; start it with \`make run\`\n`);
    return 1;
  }
  if (!response.ok) {
    terminal.err(
      `sib: the service at ${base} answered ${response.status}; ${response.status === 401 ? "set ANALYSIS_API_TOKEN" : "see its log"}\n`,
    );
    return 1;
  }
  const { accepted } = (await response.json()) as { accepted: number };
  await terminal.out(`${accepted} events are in; look at ${base}/\n`);
  return 0;
}

async function analyseAll(alerts: readonly Alert[], analyst: Analyst): Promise<Analysed[]> {
  const analysed: Analysed[] = [];
  for (const alert of alerts) analysed.push({ alert, analysis: await analyst.analyse(alert) });
  return analysed;
}

/** The same by the model, where one was named: the others of the night would take it too long. */
async function explained(
  important: readonly Analysed[],
  config: Config,
  toolbox: Toolbox,
): Promise<readonly Analysed[]> {
  const { "llm.provider": provider, "llm.model": model } = config.values;
  if (provider === "builtin") return important;
  toolbox.terminal.err(
    `sib: asking ${model ?? "the model"} (${provider}) about the ${important.length} that matter most; on a CPU that takes minutes\n`,
  );
  const analyst = await toolbox.openAnalyst(config);
  return await analyseAll(
    important.map(({ alert }) => alert),
    analyst,
  );
}

async function print(
  analysed: readonly Analysed[],
  important: readonly Analysed[],
  { terminal }: Toolbox,
): Promise<void> {
  const options = { width: terminal.columns, colour: terminal.colour };
  await terminal.out(`A night of ${analysed.length} alerts. The ${important.length} that matter most:\n\n`);
  for (const { alert, analysis } of important) await terminal.out(`${renderReport(alert, analysis, options)}\n`);
  await terminal.out(demoTable(analysed, new Set(mostImportant(analysed)), options));
}

/** Real, severe and sure first; each technique once, so that three reports tell three things. */
export function mostImportant(analysed: readonly Analysed[]): Analysed[] {
  const rank = ({ analysis }: Analysed) =>
    Number(analysis.verdict === "true_positive") * 100 +
    severities.indexOf(analysis.risk_assessment.severity) * 10 +
    levels.indexOf(analysis.risk_assessment.confidence);
  const chosen: Analysed[] = [];
  for (const entry of [...analysed].sort((a, b) => rank(b) - rank(a))) {
    const technique = entry.analysis.mitre_attack.technique;
    if (chosen.length < reportsMax && !chosen.some((other) => other.analysis.mitre_attack.technique === technique))
      chosen.push(entry);
  }
  return chosen;
}

/** Addresses to open; the link carries the alert as Grafana's would. */
function whereToLook(address: string, analysed: readonly Analysed[]): string {
  const [first] = mostImportant(analysed);
  const link = first
    ? `${address}/analyze?${new URLSearchParams({
        rule: first.alert.rule,
        output: first.alert.output,
        priority: first.alert.priority,
        time: first.alert.time,
        ...(first.alert.hostname === null ? {} : { hostname: first.alert.hostname }),
      })}`
    : address;
  return `\nAll events:          ${address}/\nThe first as a page: ${link}\nThe API:             ${address}/docs\n\nStop with Ctrl-C.\n`;
}
