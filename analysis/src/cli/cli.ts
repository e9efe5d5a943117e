import { AppError } from "#domain/errors.ts";
import type { Command, Toolbox } from "./command.ts";

/** Every verb, loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).serve,
  analyze: async () => (await import("./commands/analyze.ts")).analyze,
  obfuscate: async () => (await import("./commands/obfuscate.ts")).obfuscate,
  health: async () => (await import("./commands/health.ts")).health,
  config: async () => (await import("./commands/config.ts")).config,
  "clear-cache": async () => (await import("./commands/clear-cache.ts")).clearCache,
  demo: async () => (await import("./commands/demo.ts")).demo,
};

const usageErrors = new Set(["USAGE", "CONFIG_INVALID"]);

/** Runs `sib ARGS` and gives the exit code. Never throws. */
export async function runCli(args: readonly string[], toolbox: Toolbox): Promise<number> {
  try {
    return await dispatch(args, toolbox);
  } catch (error) {
    toolbox.terminal.err(`sib: ${sentence(error)}\n`);
    return error instanceof AppError && usageErrors.has(error.code) ? 2 : 1;
  }
}

async function dispatch([verb, ...rest]: readonly string[], toolbox: Toolbox): Promise<number> {
  const { terminal, version } = toolbox;
  if (verb === undefined) {
    terminal.err(await overview());
    return 2;
  }
  if (verb === "--version" || verb === "-v") return await say(`${version}\n`, toolbox);
  if (verb === "help" || verb === "--help" || verb === "-h") return await say(await overview(), toolbox);
  const load = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (!load) throw new AppError("USAGE", { detail: `There is no command "${verb.slice(0, 40)}".` });
  const command = await load();
  if (rest.includes("--help") || rest.includes("-h"))
    return await say(`${[command.usage, command.describes, command.details ?? ""].join("\n\n").trimEnd()}\n`, toolbox);
  return await command.run(rest, toolbox);
}

async function say(text: string, { terminal }: Toolbox): Promise<number> {
  await terminal.out(text);
  return 0;
}

async function overview(): Promise<string> {
  const lines = ["SIB - SIEM in a Box: explains Falco alerts.", "", "Usage:"];
  for (const load of Object.values(commands)) {
    const { usage, describes } = await load();
    lines.push(`  ${usage}`, `      ${describes}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What happened and what to do; foreign errors by name and code only, since their text may hold an alert. */
function sentence(error: unknown): string {
  if (error instanceof AppError) return `${error.message}\n${error.hint}`;
  const { name = "Error", code } = error as { name?: string; code?: string };
  return `Something went wrong on our side (${code ?? name}). Please report it with the command and the version (sib --version).`;
}
