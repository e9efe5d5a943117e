import type { Command } from "../command.ts";
import { parseCommandLine, wholeNumber } from "../parse-args.ts";

/** `sib serve`: the service, until it is told to stop. */
export const serve: Command = {
  name: "serve",
  usage: "sib serve [--port N] [--host ADDRESS]",
  describes: "starts the service (default http://localhost:5000)",
  async run(args, toolbox) {
    const { values } = parseCommandLine(args, { port: { type: "string" }, host: { type: "string" } });
    const port = wholeNumber(values.port, "--port", 0, 65_535);
    const config = toolbox.loadConfig({
      ...(port === undefined ? {} : { "server.port": port }),
      ...(values.host === undefined ? {} : { "server.host": values.host }),
    });
    for (const warning of config.warnings) toolbox.terminal.err(`sib: ${warning}\n`);
    const server = await toolbox.startServer(config);
    await toolbox.untilStopped();
    await server.close();
    return 0;
  },
};
