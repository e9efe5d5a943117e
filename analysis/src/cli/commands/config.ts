import { describeConfig } from "#config/describe-config.ts";
import type { Command } from "../command.ts";
import { parseCommandLine } from "../parse-args.ts";

/** `sib config`: the effective configuration, secrets masked. */
export const config: Command = {
  name: "config",
  usage: "sib config",
  describes: "prints the effective configuration and where each value came from, secrets masked",
  async run(args, toolbox) {
    parseCommandLine(args, {});
    const loaded = toolbox.loadConfig();
    for (const warning of loaded.warnings) toolbox.terminal.err(`sib: ${warning}\n`);
    await toolbox.terminal.out(describeConfig(loaded));
    return 0;
  },
};
