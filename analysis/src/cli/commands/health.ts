import { stringifyVisible } from "#alert/json.ts";
import type { Command } from "../command.ts";
import { parseCommandLine } from "../parse-args.ts";

interface Report {
  readonly status: string;
  readonly services: Readonly<
    Record<string, { readonly status: string; readonly detail?: string; readonly latency_ms: number | null }>
  >;
}

/** `sib health`: the aggregated health of the running service. */
export const health: Command = {
  name: "health",
  usage: "sib health [--url http://localhost:5000] [--json]",
  describes: "the health of the running service and what it needs; exit code 1 unless healthy",
  async run(args, toolbox) {
    const { values } = parseCommandLine(args, { url: { type: "string" }, json: { type: "boolean" } });
    const { values: settings } = toolbox.loadConfig();
    const base = values.url ?? `http://127.0.0.1:${settings["server.port"] ?? 5000}`;
    const token = settings["server.api_token"]?.reveal();
    let report: Report;
    try {
      const response = await toolbox.fetch(`${base}/api/health/all`, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(5000),
      });
      if (response.status === 401) {
        toolbox.terminal.err(`sib: the service at ${base} wants its API token; set ANALYSIS_API_TOKEN\n`);
        return 1;
      }
      report = (await response.json()) as Report;
    } catch {
      toolbox.terminal.err(`sib: no service answers at ${base}; start it with \`make run\`, or name it with --url\n`);
      return 1;
    }
    await toolbox.terminal.out(values.json ? `${stringifyVisible(report)}\n` : table(report));
    return report.status === "healthy" ? 0 : 1;
  },
};

function table({ status, services }: Report): string {
  const rows = Object.entries(services).map(([name, service]) =>
    `  ${name.padEnd(18)} ${service.status.padEnd(15)} ${service.detail ?? ""}`.trimEnd(),
  );
  return `${status}\n${rows.join("\n")}\n`;
}
