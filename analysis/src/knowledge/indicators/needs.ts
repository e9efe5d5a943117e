import type { CommandLine } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import type { Need } from "../indicator.ts";
import { commandOf } from "./execution/calls.ts";
import { webTexts } from "./initial-access/web-request.ts";
import { changesAny } from "./persistence/written-files.ts";

/** How each need of an indicator is seen in an alert. */
export const isMet: Readonly<Record<Need, (facts: Facts) => boolean>> = {
  connection: ({ connection }) => connection !== null,
  file: ({ file }) => file !== null,
  change: changesAny,
  executable: ({ process }) => process.exepath !== null,
  mounts: ({ container }) => container.mounts !== null,
  "joined-commands": (facts) => isJoined(commandOf(facts)) || isJoined(facts.parent.command),
  "web-request": (facts) => webTexts(facts).length > 0,
};

/** Several commands, or one with a redirection: a pipe, `$(...)` and `sh -c` are always several. */
function isJoined(line: CommandLine | null): boolean {
  if (line === null) return false;
  const [first] = line.commands;
  return line.commands.length > 1 || (first !== undefined && first.redirections.length > 0);
}
