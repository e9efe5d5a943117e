import type { SimpleCommand } from "#alert/command-line.ts";
import { netcats } from "../execution/programs.ts";

/** Ways by which data leaves that several indicators look at. */

/** What all indicators of this tactic share. */
export const exfiltration = {
  tactic: "exfiltration",
  platforms: ["Linux"],
  families: ["syscall", "k8s_audit", "plugin"],
} as const;

const sinks = new Set([...netcats, "curl", "openssl", "socat", "telnet", "ftp", "wget"]);

/** A command that sends what it reads from its pipe into the network. */
export function isSink({ program, words }: SimpleCommand): boolean {
  if (!sinks.has(program)) return false;
  const values = words.map(({ value }) => value);
  if (program === "openssl") return values[1] === "s_client";
  if (program === "curl" || program === "wget")
    return values.some(
      (value) =>
        value === "-T" ||
        value === "-" ||
        value === "@-" ||
        value.endsWith("@-") ||
        value.startsWith("--data") ||
        value.endsWith("=@-") ||
        value.startsWith("--post"),
    );
  if (netcats.has(program)) return !values.some((value) => /^-\w*[zl]/.test(value));
  return true;
}
