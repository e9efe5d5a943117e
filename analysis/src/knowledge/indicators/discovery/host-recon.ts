import type { Facts } from "#alert/facts.ts";
import { openedFile } from "../credential-access/sensitive-files.ts";
import type { GatedMatch } from "../gates.ts";
import { behind } from "../gates.ts";

/** What all commands for looking around have in common. */

/** What all indicators of looking around share. */
export const discovery = {
  tactic: "discovery",
  severity: "low",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall", "plugin"],
} as const;

const readers = new Set([
  "cat",
  "less",
  "more",
  "head",
  "tail",
  "grep",
  "egrep",
  "awk",
  "cut",
  "sort",
  "strings",
  "tac",
  "nl",
  "sed",
  "base64",
  "xxd",
  "cp",
  "curl",
  "nc",
  "vi",
  "vim",
  "nano",
  "dd",
  "od",
  "wc",
  "while",
]);

/** Makes a `match`: a command that shows files is given this one, or the event opens it for such a command. */
export function readsOneOf(pattern: RegExp): GatedMatch {
  return behind({ programs: readers, processes: readers }, (facts) => {
    if (facts.process.name !== null && readers.has(facts.process.name)) {
      const file = openedFile(facts, pattern);
      if (file !== null) return file;
    }
    return filesOfReaders(facts, pattern);
  });
}

function filesOfReaders(facts: Facts, pattern: RegExp): string | null {
  const { command: line } = facts.process;
  for (const command of line.commands) {
    if (!readers.has(command.program)) continue;
    for (const word of command.words) {
      const found = word.value.length < 300 ? pattern.exec(word.value)?.[0] : undefined;
      if (found !== undefined)
        return line.text.slice(word.start, word.end).includes(found) ? found : line.text.slice(word.start, word.end);
    }
  }
  return null;
}
