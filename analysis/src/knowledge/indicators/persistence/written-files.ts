import type { SimpleCommand } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import { changesFile } from "#alert/facts.ts";
import { withoutRootPrefix } from "#alert/paths.ts";
import type { GatedMatch } from "../gates.ts";
import { behind } from "../gates.ts";

/**
 * How indicators see that a file is changed: the event says so, or a command writes it by redirection, `tee`, `cp` and the
 * like. A pattern is one linear, anchored regular expression over a normalised path.
 */

const lastIsWritten = new Set(["cp", "mv", "install", "ln", "rsync", "dd"]);
const outputFlags = new Set(["-o", "-O", "--output", "--output-document"]);
const allAreWritten = new Set(["tee", "touch", "mkdir", "truncate", "vi", "vim", "nano", "visudo"]);
/** Programs that write without a redirection. */
const writers = new Set([...lastIsWritten, ...allAreWritten, "curl", "wget", "sed"]);

/** Makes a `match`: a path that the pattern accepts is written, created, renamed or linked. */
export function writesFile(pattern: RegExp, accept?: (facts: Facts) => boolean): GatedMatch {
  return behind({ needs: ["change"] }, (facts) => {
    const found = changedByEvent(facts, pattern) ?? changedByCommand(facts, pattern);
    return found !== null && (accept?.(facts) ?? true) ? found : null;
  });
}

/** True when the event or the command changes any file. */
export function changesAny(facts: Facts): boolean {
  const { byEvent, byCommand } = changesOf(facts);
  return byEvent.length > 0 || byCommand.length > 0;
}

/** The spelling in the alert of the changed path, when the pattern accepts it. */
export function changedByEvent(facts: Facts, pattern: RegExp): string | null {
  return changesOf(facts).byEvent.find(({ normal }) => pattern.test(normal))?.spelling ?? null;
}

/** The word or redirection of a command that writes such a path. */
export function changedByCommand(facts: Facts, pattern: RegExp): string | null {
  return changesOf(facts).byCommand.find(({ normal }) => pattern.test(normal))?.spelling ?? null;
}

/** A path as the alert spells it and as patterns read it: seen through `/host` or `/proc/1/root`, it is the host's own. */
interface Changed {
  readonly spelling: string;
  readonly normal: string;
}

interface Changes {
  readonly byEvent: readonly Changed[];
  readonly byCommand: readonly Changed[];
}

const known = new WeakMap<Facts, Changes>();

/** Twenty indicators ask for the same: what is changed is read once an alert. */
function changesOf(facts: Facts): Changes {
  const before = known.get(facts);
  if (before) return before;
  const changes = { byEvent: changedInEvent(facts), byCommand: changedInCommands(facts) };
  known.set(facts, changes);
  return changes;
}

function changedInEvent({ file }: Facts): readonly Changed[] {
  if (file === null || !changesFile(file)) return [];
  // A new link changes its own place, never what it leads to.
  const paths = file.access === "link" ? [file.newPath] : [file.path, file.newPath];
  return paths.filter((path) => path !== null).map(changed);
}

function changedInCommands({ process: { command } }: Facts): readonly Changed[] {
  const found: Changed[] = [];
  for (const each of command.commands) {
    // Most commands only name files.
    if (each.redirections.length === 0 && !writers.has(each.program)) continue;
    for (const path of writtenPaths(each)) if (command.text.includes(path)) found.push(changed(path));
  }
  return found;
}

function changed(spelling: string): Changed {
  return { spelling, normal: withoutRootPrefix(spelling).path };
}

function writtenPaths({ program, words, redirections }: SimpleCommand): string[] {
  const targets = redirections
    .filter(({ operator }) => operator.startsWith(">") || operator === "&>" || operator === "<>")
    .map(({ target }) => target);
  const operands = words
    .slice(1)
    .map(({ value }) => value)
    .filter((value) => !value.startsWith("-"));
  if (allAreWritten.has(program)) return checksOnly(program, words) ? targets : [...targets, ...operands];
  if (program === "curl" || program === "wget")
    return [
      ...targets,
      ...words
        .slice(1)
        .filter((_, index) => outputFlags.has(words[index]?.value ?? ""))
        .map(({ value }) => value),
    ];
  if (lastIsWritten.has(program)) return [...targets, ...operands.slice(-1).map((value) => value.replace(/^of=/, ""))];
  if (program === "sed" && words.some(({ value }) => value.startsWith("-i") || value.startsWith("--in-place")))
    return [...targets, ...operands.slice(-1)];
  return targets;
}

/** `visudo -c` tests a file and writes nothing. */
function checksOnly(program: string, words: SimpleCommand["words"]): boolean {
  return program === "visudo" && words.some(({ value }) => value === "--check" || /^-[a-z]{0,4}c/.test(value));
}
