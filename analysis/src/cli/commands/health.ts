import { stringifyVisible } from "#alert/json.ts";
import type { Command } from "../command.ts";
import { parseCommandLine } from "../parse-args.ts";
import { callService } from "../service-call.ts";

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
    const answer = await callService(toolbox, { path: "/api/health/all", url: values.url });
    if (answer === null) return 1;
    const report = answer.body as Report;
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
