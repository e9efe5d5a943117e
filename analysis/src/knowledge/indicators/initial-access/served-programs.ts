import type { Facts } from "#alert/facts.ts";
import { withoutVersion } from "../execution/calls.ts";

/** Programs that servers start. */

const startEvents = new Set(["execve", "execveat", "clone"]);

/** True when the event starts a program, or does not tell what it is. */
export function isStart(facts: Facts): boolean {
  return facts.eventType === null || startEvents.has(facts.eventType);
}

/** The parent's name when it is one of the programs, whatever its version. */
export function parentIn(facts: Facts, programs: ReadonlySet<string>): string | null {
  const { name } = facts.parent;
  return name !== null && (programs.has(name) || programs.has(withoutVersion(name))) ? name : null;
}
