import type { SimpleCommand } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import { isOuter } from "../execution/calls.ts";
import { fileReaders, namesOnly } from "../execution/programs.ts";

/**
 * How indicators see that a file is read: the event opens it, a command reads it by its path, or a link is made to it.
 * A pattern is one linear regular expression that finds the telling piece of a path.
 */

const wordCharsMax = 2000;
const folderCharsMax = 160;
const nobody: ReadonlySet<string> = new Set();
const copiers = new Set(["cp", "mv", "install"]);

/**
 * Makes a `match`: the file that the pattern finds is read by the event, or is a word of a command that reads files.
 * What its owners do with it is their work; that is a matter of names only, and no sign of calm.
 */
export function readsFile(pattern: RegExp, owners: ReadonlySet<string> = nobody) {
  return (facts: Facts): string | null => {
    const opened = owners.has(facts.process.name ?? "") ? null : openedFile(facts, pattern);
    return opened ?? wordOfReader(facts, pattern, owners);
  };
}

/** The piece of the opened file's path that the pattern finds; null when the event writes, or opens another file. */
export function openedFile(facts: Facts, pattern: RegExp): string | null {
  const { file } = facts;
  if (file === null || (file.access !== "read" && file.access !== "unknown")) return null;
  const found = findPath(pattern, file.path);
  if (found === null) return null;
  // The path is normalised; where the alert spells it otherwise, that spelling is the quote.
  const spelt = facts.field("fd.name") ?? facts.field("fd.nameraw");
  return spelt === null || spelt.includes(found) ? found : spelt;
}

/** The piece of a command's word that names such a file, when the command reads (and does not only name) it. */
export function wordOfReader(facts: Facts, pattern: RegExp, owners: ReadonlySet<string> = nobody): string | null {
  const { command: line } = facts.process;
  for (const [index, command] of line.commands.entries()) {
    if (namesOnly.has(command.program) || owners.has(command.program) || isOuter(line, index)) continue;
    const found = wordOf(facts, command, pattern);
    if (found !== null) return found;
  }
  return null;
}

/** The target of a new symbolic or hard link, by the event or by `ln`, when the pattern finds it. */
export function linkTarget(facts: Facts, pattern: RegExp): string | null {
  return linkedByEvent(facts, pattern) ?? linkedByCommand(facts, pattern);
}

function linkedByEvent(facts: Facts, pattern: RegExp): string | null {
  if (facts.file?.access === "rename") return null;
  for (const name of ["evt.arg.target", "evt.arg.oldpath"]) {
    const value = facts.field(name);
    const found = value === null ? null : findPath(pattern, value);
    if (found !== null) return found;
  }
  return null;
}

function linkedByCommand(facts: Facts, pattern: RegExp): string | null {
  for (const command of facts.process.command.commands) {
    if (command.program !== "ln" && command.program !== "link") continue;
    const targets = command.words.slice(1).filter(({ value }) => !value.startsWith("-"));
    for (const word of targets.length > 1 ? targets.slice(0, -1) : targets) {
      const found = findPath(pattern, word.value);
      if (found !== null) return spelling(facts, found, word.start, word.end);
    }
  }
  return null;
}

function wordOf(facts: Facts, command: SimpleCommand, pattern: RegExp): string | null {
  // What `cp` and `mv` name last is written, not read.
  const words = copiers.has(command.program) ? command.words.slice(0, -1) : command.words;
  for (const word of words) {
    if (word.value.length < 4 || word.value === command.programPath || isSetting(command, word.value)) continue;
    const found = findPath(pattern, word.value);
    if (found !== null) return spelling(facts, found, word.start, word.end);
  }
  for (const { operator, target } of command.redirections) {
    if (!operator.includes("<")) continue;
    const found = findPath(pattern, target);
    if (found !== null && facts.process.command.text.includes(found)) return found;
  }
  return null;
}

/** `--tls-key=/x/tls.key` tells a server where its own files are. */
function isSetting(command: SimpleCommand, value: string): boolean {
  return value.startsWith("--") && value.includes("=") && !fileReaders.has(command.program);
}

/** The find with the folders in front of it. */
function findPath(pattern: RegExp, text: string): string | null {
  const match = pattern.exec(text.length > wordCharsMax ? text.slice(0, wordCharsMax) : text);
  if (!match) return null;
  let start = match.index;
  while (start > 0 && match.index - start < folderCharsMax && /[\w@.~$/{}-]/.test(text.charAt(start - 1))) start -= 1;
  return text.slice(start, match.index + match[0].length);
}

/** The find as the text has it; quoting inside a word (`/etc/sha""dow`) makes it differ. */
function spelling(facts: Facts, found: string, start: number, end: number): string {
  const raw = facts.process.command.text.slice(start, end);
  return raw.includes(found) ? found : raw;
}
