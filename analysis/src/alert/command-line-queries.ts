import type { CommandLine, SimpleCommand, Word } from "./command-line-model.ts";

/** Questions to a command line that has been read. */

const pipeCommandsMax = 16;
const pipeScanMax = 256;

/** Base names of all programs in the line, in lower case. */
export function programs(commandLine: CommandLine): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { program } of commandLine.commands) if (program !== "") names.add(program);
  return names;
}

/** All commands with one of these programs, wherever they stand. */
export function commandsOf(commandLine: CommandLine, ...names: readonly string[]): readonly SimpleCommand[] {
  return commandLine.commands.filter(({ program }) => names.includes(program));
}

/** The words after the program that begin with a dash, up to `--`: `-rf`, `--force`, `--user=x`. */
export function flagsOf(command: SimpleCommand): readonly string[] {
  const flags: string[] = [];
  for (let index = 1; index < command.words.length; index += 1) {
    const value = command.words[index]?.value ?? "";
    if (value === "--") break;
    if (value.length > 1 && value.startsWith("-")) flags.push(value);
  }
  return flags;
}

/** The words after the program that are no flags; values of flags (`root` of `-u root`) are among them. */
export function argumentsOf(command: SimpleCommand): readonly string[] {
  const values: string[] = [];
  let onlyArguments = false;
  for (let index = 1; index < command.words.length; index += 1) {
    const value = command.words[index]?.value ?? "";
    if (onlyArguments || value.length < 2 || !value.startsWith("-")) values.push(value);
    else if (value === "--") onlyArguments = true;
  }
  return values;
}

/**
 * True when the command has one of the flags. A short one (`-r`) is also found in a cluster of letters (`-rf`); a long one
 * (`--recursive`) also with a value (`--recursive=yes`); a long one with a single dash (`-exec`) only as it is.
 */
export function hasFlag(command: SimpleCommand, ...names: readonly string[]): boolean {
  return flagsOf(command).some((flag) => names.some((name) => isFlag(flag, name)));
}

function isFlag(flag: string, name: string): boolean {
  if (flag === name) return true;
  if (name.startsWith("--")) return flag.startsWith(name) && flag[name.length] === "=";
  if (name.length !== 2 || flag.startsWith("--")) return false;
  return /^-[A-Za-z0-9]{1,12}$/.test(flag) && flag.includes(name.slice(1), 1);
}

/** The value of the first of these flags: `-p x`, `-px`, `-p=x`, `--password x`, `--password=x`; null when absent. */
export function valueOfFlag(command: SimpleCommand, ...names: readonly string[]): string | null {
  return wordOfFlag(command, ...names)?.value ?? null;
}

/** As `valueOfFlag`, with the place of the value in the command line's text; its quotes lie inside that place. */
export function wordOfFlag(command: SimpleCommand, ...names: readonly string[]): Word | null {
  for (let index = 1; index < command.words.length; index += 1) {
    const word = command.words[index];
    if (word === undefined || word.value === "--") return null;
    for (const name of names) {
      if (word.value === name) return command.words[index + 1] ?? null;
      const prefix = prefixLength(word.value, name);
      if (prefix !== null) return { value: word.value.slice(prefix), start: word.start + prefix, end: word.end };
    }
  }
  return null;
}

/** How much of `-px` or `--password=x` comes before the value; null when it is another flag. */
function prefixLength(value: string, name: string): number | null {
  if (!value.startsWith(name)) return null;
  const isShort = name.length === 2 && !name.startsWith("--");
  if (value[name.length] === "=") return name.length + 1;
  return isShort ? name.length : null;
}

/**
 * The commands that read, one after the other, what this command writes to its pipe; what `sudo` and the like run there is
 * among them. At most 16.
 */
export function pipedInto(commandLine: CommandLine, command: SimpleCommand): readonly SimpleCommand[] {
  const { commands } = commandLine;
  const found: SimpleCommand[] = [];
  let isOpen = command.operator === "|";
  const limit = Math.min(commands.length, command.index + pipeScanMax);
  for (let index = command.index + 1; index < limit && found.length < pipeCommandsMax; index += 1) {
    const next = commands[index];
    if (next === undefined || next.depth < command.depth) break;
    const isOwn = next.wrapped && found.length === 0;
    if (next.depth > command.depth || isOwn) continue;
    if (!next.wrapped && !isOpen) break;
    found.push(next);
    isOpen = next.operator === "|";
  }
  return found;
}
