import type { SimpleCommand } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import { changesFile } from "#alert/facts.ts";
import { withoutRootPrefix } from "#alert/paths.ts";

/**
 * How indicators see that a file is changed: the event says so, or a command writes it by redirection, `tee`, `cp` and the
 * like. A pattern is one linear, anchored regular expression over a normalised path.
 */

const lastIsWritten = new Set(["cp", "mv", "install", "ln", "rsync", "dd"]);
const outputFlags = new Set(["-o", "-O", "--output", "--output-document"]);
const allAreWritten = new Set(["tee", "touch", "mkdir", "truncate", "vi", "vim", "nano", "visudo"]);

/** Makes a `match`: a path that the pattern accepts is written, created, renamed or linked. */
export function writesFile(pattern: RegExp, accept?: (facts: Facts) => boolean) {
  return (facts: Facts): string | null => {
    const found = changedByEvent(facts, pattern) ?? changedByCommand(facts, pattern);
    return found !== null && (accept?.(facts) ?? true) ? found : null;
  };
}

/** The spelling in the alert of the changed path, when the pattern accepts it. */
export function changedByEvent({ file }: Facts, pattern: RegExp): string | null {
  if (file === null || !changesFile(file)) return null;
  for (const path of [file.path, file.newPath]) if (path !== null && accepts(pattern, path)) return path;
  return null;
}

/** The word or redirection of a command that writes such a path. */
export function changedByCommand({ process }: Facts, pattern: RegExp): string | null {
  for (const command of process.command.commands) {
    for (const path of writtenPaths(command))
      if (accepts(pattern, path) && process.command.text.includes(path)) return path;
  }
  return null;
}

function writtenPaths({ program, words, redirections }: SimpleCommand): string[] {
  const targets = redirections
    .filter(({ operator }) => operator.startsWith(">") || operator === "&>" || operator === "<>")
    .map(({ target }) => target);
  const operands = words
    .slice(1)
    .map(({ value }) => value)
    .filter((value) => !value.startsWith("-"));
  if (allAreWritten.has(program)) return [...targets, ...operands];
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

/** Also seen through `/host`, `/proc/1/root` and the like: a container that writes there writes on the host. */
function accepts(pattern: RegExp, path: string): boolean {
  return pattern.test(withoutRootPrefix(path).path);
}
