import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, operands } from "../execution/calls.ts";
import { ran } from "../execution/examples.ts";

/** One process that controls another, or refuses to be looked at. */

const shared = { tactic: "privilege-escalation", platforms: ["Linux", "Containers"], families: ["syscall"] } as const;

export const attachesToProcess: Indicator = {
  ...shared,
  id: "attaches-to-process",
  behaviour: "attaches to another process",
  meaning:
    "Whoever controls a process by ptrace reads its secrets and runs code under its name; debuggers do the same.",
  technique: "T1055.008",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1055/008/",
  keywords: ["ptrace", "gdb", "strace", "ltrace", "reptyr", "lldb"],
  match(facts) {
    const told = ptraceOf(facts);
    if (/PTRACE_TRACEME|anti-debug/i.test(told)) return null;
    if (/PTRACE_ATTACH|PTRACE_SEIZE|PTRACE_POKE|PTRACE_SETREGS/.test(told))
      return facts.process.command.text || facts.process.name;
    if (facts.eventType === "ptrace" && facts.process.exepath?.startsWith("/tmp/") !== true)
      return facts.process.command.text || facts.process.name;
    return attachesByTool(facts);
  },
  examples: {
    found: [
      ran("gdb -p 812", { "evt.type": "ptrace" }),
      ran("strace -p 4711 -f"),
      ran("x", { "evt.type": "ptrace", _message: "Detected ptrace PTRACE_ATTACH attempt" }),
    ],
    ignored: [
      ran("strace ls"),
      ran("gdb ./a.out"),
      ran("x", { "evt.type": "ptrace", _message: "Detected potential PTRACE_TRACEME anti-debug attempt" }),
    ],
  },
};

/** The request as rule, arguments or argument name it. */
function ptraceOf({ alert, field }: Facts): string {
  return `${alert.message.slice(0, 400)} ${field("evt.args")?.slice(0, 400) ?? ""} ${field("evt.arg.request") ?? ""}`;
}

const attachesByTool = calls(
  new Set(["gdb", "strace", "ltrace", "reptyr", "lldb"]),
  (call) =>
    call.args.some(
      ({ value }) => value === "-p" || /^-p\d+$/.test(value) || value.startsWith("--pid") || value === "--attach-pid",
    ) ||
    (call.program === "reptyr" && operands(call).length > 0),
);

export const refusesDebugger: Indicator = {
  id: "refuses-debugger",
  behaviour: "keeps debuggers away from itself (PTRACE_TRACEME)",
  meaning: "Ordinary programs do not mind being looked at; malware does.",
  technique: "T1622",
  tactic: "defense-evasion",
  platforms: ["Linux"],
  families: ["syscall"],
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1622/",
  keywords: ["ptrace"],
  match: (facts) =>
    facts.eventType === "ptrace" &&
    (/PTRACE_TRACEME|anti-debug/i.test(ptraceOf(facts)) || facts.process.exepath?.startsWith("/tmp/"))
      ? (facts.process.name ?? "ptrace")
      : null,
  examples: {
    found: [
      ran("dropper --check", {
        "evt.type": "ptrace",
        _message: "Detected potential PTRACE_TRACEME anti-debug attempt",
      }),
      ran("x", { "evt.type": "ptrace", "evt.arg.request": "PTRACE_TRACEME" }),
      ran("x", { "evt.type": "ptrace", "proc.exepath": "/tmp/x" }),
    ],
    ignored: [
      ran("gdb -p 1", { "evt.type": "ptrace", "proc.exepath": "/usr/bin/gdb" }),
      ran("x", { _message: "PTRACE_TRACEME" }),
      ran("x", { "evt.type": "ptrace", "evt.arg.request": "PTRACE_ATTACH" }),
    ],
  },
};
