import type { Command } from "../command.ts";
import { parseCommandLine } from "../parse-args.ts";
import { callService } from "../service-call.ts";

/** `sib clear-cache`: alike alerts are analysed anew from now on; the history stays. */
export const clearCache: Command = {
  name: "clear-cache",
  usage: "sib clear-cache [--url http://localhost:5000]",
  describes: "makes the running service forget what alike alerts share; past analyses stay",
  async run(args, toolbox) {
    const { values } = parseCommandLine(args, { url: { type: "string" } });
    const answer = await callService(toolbox, { path: "/api/cache/clear", url: values.url, method: "POST" });
    if (answer === null) return 1;
    const { cleared, error } = answer.body as { cleared?: number; error?: { message: string } };
    if (cleared === undefined) {
      toolbox.terminal.err(
        `sib: the cache was not cleared: ${error?.message ?? `the service answered ${answer.status}`}\n`,
      );
      return 1;
    }
    await toolbox.terminal.out(`${cleared} classes of alerts forgotten\n`);
    return 0;
  },
};
