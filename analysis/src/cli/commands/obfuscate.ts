import { stringifyVisible } from "#alert/json.ts";
import type { Analyst } from "#analysis/analyse.ts";
import { AppError } from "#domain/errors.ts";
import { obfuscationLevels } from "#domain/pseudonymised.ts";
import type { Command, Toolbox } from "../command.ts";
import { parseCommandLine } from "../parse-args.ts";
import type { InputEvent } from "../read-events.ts";
import { openInput, readEvents } from "../read-events.ts";

/** `sib obfuscate`: prints exactly what would be sent to a model, and sends nothing. */
export const obfuscate: Command = {
  name: "obfuscate",
  usage: `sib obfuscate [FILE|-] [--level ${obfuscationLevels.join("|")}] [--jsonl]`,
  describes: 'prints exactly what would be sent to a model; with --jsonl one {"id", "text"} a line',
  async run(args, toolbox) {
    const { values, positionals } = parseCommandLine(args, { level: { type: "string" }, jsonl: { type: "boolean" } });
    if (positionals.length > 1)
      throw new AppError("USAGE", { detail: "Only one file can be read; use cat for several." });
    const config = toolbox.loadConfig(values.level === undefined ? {} : { "obfuscation.level": values.level });
    const parser = await toolbox.openParser();
    const analyst = await toolbox.openAnalyst(config);
    let broken = 0;
    for await (const event of readEvents(await openInput(positionals[0] ?? "-", toolbox.terminal), parser)) {
      const text = "fault" in event ? null : prompted(event, values.jsonl ?? false, analyst, toolbox);
      if (text !== null) await toolbox.terminal.out(text);
      else broken += 1;
      if ("fault" in event) toolbox.terminal.err(`sib: line ${event.line}: ${event.fault}\n`);
    }
    return broken > 0 ? 1 : 0;
  },
};

/** The prompt for one event; null, with the reason on stderr, when it cannot be made safe to send. */
function prompted(event: ReadEvent, jsonl: boolean, analyst: Analyst, { terminal }: Toolbox): string | null {
  try {
    const text = analyst.preview(event.alert).prompt.user;
    const id = event.id === undefined ? {} : { id: event.id };
    return jsonl ? `${stringifyVisible({ ...id, text })}\n` : `${text}\n\n`;
  } catch (error) {
    const reason = error instanceof AppError ? error.message : "it could not be made safe to send";
    terminal.err(`sib: line ${event.line}: ${reason}\n`);
    return null;
  }
}

type ReadEvent = Extract<InputEvent, { readonly alert: unknown }>;
