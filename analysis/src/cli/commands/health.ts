import { stringifyVisible } from "#alert/json.ts";
import type { Command } from "../command.ts";
import type { HealthReport } from "../health-text.ts";
import { healthText } from "../health-text.ts";
import { parseCommandLine } from "../parse-args.ts";
import { callService } from "../service-call.ts";

/** `sib health`: the aggregated health of the running service. */
export const health: Command = {
  name: "health",
  usage: "sib health [--url http://localhost:5000] [--json]",
  describes: "the health of the running service and what it needs; exit code 1 unless healthy",
  async run(args, toolbox) {
    const { values } = parseCommandLine(args, { url: { type: "string" }, json: { type: "boolean" } });
    const answer = await callService(toolbox, { path: "/api/health/all", url: values.url });
    if (answer === null) return 1;
    const { terminal } = toolbox;
    if (!isReport(answer.body)) {
      terminal.err(`sib: the service refused to tell its health (it answered ${answer.status})\n`);
      return 1;
    }
    const width = terminal.outIsTerminal ? terminal.columns : null;
    const text = values.json
      ? `${stringifyVisible(answer.body)}\n`
      : healthText(answer.body, { width, colour: terminal.colour });
    await terminal.out(text);
    return answer.body.status === "healthy" ? 0 : 1;
  },
};

/** Whatever answers there need not be ours. */
function isReport(body: unknown): body is HealthReport {
  if (typeof body !== "object" || body === null || !("services" in body && "status" in body)) return false;
  const { status, services } = body;
  return typeof status === "string" && typeof services === "object" && services !== null;
}
