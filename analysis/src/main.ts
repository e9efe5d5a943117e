import { fileURLToPath } from "node:url";
import { runCli } from "./cli/cli.ts";
import { createToolbox } from "./toolbox.ts";

/** The `sib` command. What it is made of is wired in `toolbox.ts`, each part loaded when it is needed. */

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever read our output has left (`sib analyze | head`): nothing more to do, and nothing went wrong.
  if (error.code === "EPIPE") process.exit(0);
  process.exit(1);
});

const toolbox = createToolbox(fileURLToPath(new URL("..", import.meta.url)));
process.exitCode = await runCli(process.argv.slice(2), toolbox);
