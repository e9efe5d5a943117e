import type { SimpleCommand } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import {
  argumentText,
  calls,
  findPipe,
  hasShortOption,
  hasWord,
  quoteBetween,
  quoteCommand,
} from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { gated, needles } from "../execution/needles.ts";
import { readsFile } from "./sensitive-files.ts";

/** Secrets taken from running processes: their environment and their memory. */

const environ =
  /\/proc\/(?:\d{1,10}|self|\*|\$[\w{}]{1,30}|thread-self|\[0-9\]\*?)(?:\/task\/\d{1,10})?\/environ(?![\w.])/;
const memory =
  /\/proc\/(?:\d{1,10}|\*|\$[\w{}]{1,30})(?:\/task\/\d{1,10})?\/(?:mem|map_files\/[\w-]*)(?![\w-])|\/proc\/kcore|\/dev\/k?mem(?![\w-])/;
const environmentPrograms = new Set(["env", "printenv", "export", "set", "declare"]);
const secretNames = /pass|secret|token|_key|apikey|credential|aws_/i;

const dumpers = [
  "mimipenguin",
  "mimikatz",
  "lazagne",
  "3snake",
  "secretsdump",
  "swapdigger",
  "linikatz",
  "truffleproc",
  "firefox_decrypt",
  "keytabextract",
  "pypykatz",
  "hekatomb",
  "mimipy",
];
const dumpTool = calls(new Set(["gdb", "gcore", "procdump", "avml", "lldb"]), (call) => {
  if (call.program === "gcore" || call.program === "avml") return true;
  if (call.program === "procdump") return call.args.length > 0;
  const attaches =
    hasWord(call, "-p", "attach", "--pid") || hasShortOption(call, "p") || argumentText(call).includes("--pid=");
  const text = argumentText(call);
  return (
    attaches &&
    (text.includes("generate-core-file") ||
      text.includes("dump memory") ||
      text.includes("dump binary") ||
      text.includes("gcore"))
  );
});

export const readsProcessEnvironment: Indicator = {
  id: "reads-process-environment",
  behaviour: "reads the environment of a process from /proc",
  meaning: "Containers get their passwords and tokens as environment variables, and there they can be read.",
  technique: "T1552.001",
  tactic: "credential-access",
  alsoTechniques: ["T1083", "T1057"],
  severity: "medium",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-incubating_rules.yaml",
  match: gated(["/environ"], readsFile(environ)),
  examples: {
    found: [
      opened("/proc/1/environ", "cat /proc/1/environ", inContainer),
      ran("sh -c tr '\\0' '\\n' < /proc/self/environ", inContainer),
      ran("strings /proc/412/environ", onHost),
    ],
    ignored: [opened("/proc/1/environment.txt", "cat /proc/1/environment.txt"), ran("cat /opt/environ/readme")],
  },
};

export const searchesEnvironmentForSecrets: Indicator = {
  id: "searches-environment-for-secrets",
  behaviour: "looks through environment variables for secrets",
  meaning: "What deployments pass to a workload as variables is what an attacker asks for first.",
  technique: "T1552.001",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/001/",
  match: gated(["env", "export", "/environ"], environmentIntoGrep),
  examples: {
    found: [
      ran("sh -c env | grep -i password", inContainer),
      ran("bash -c printenv | grep -E 'SECRET|TOKEN'", inContainer),
      ran("printenv AWS_SECRET_ACCESS_KEY", inContainer),
    ],
    ignored: [ran("sh -c env | sort"), ran("sh -c printenv | grep PATH"), ran("env python3 manage.py changepassword")],
  },
};

export const dumpsProcessMemory: Indicator = {
  id: "dumps-process-memory",
  behaviour: "reads the memory of another process or of the kernel",
  meaning: "Passwords, keys and session tokens stand in memory in plain text, whatever protects them on disk.",
  technique: "T1003.007",
  tactic: "credential-access",
  alsoTechniques: ["T1055.009"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1003/007/",
  match: gated(
    ["gcore", "/proc/", "procdump", "/dev/mem", "/dev/kmem", "generate-core-file", "avml", "lime"],
    (facts) => dumpTool(facts) ?? readsFile(memory)(facts),
  ),
  examples: {
    found: [
      ran("gcore -o /tmp/core 812"),
      ran("dd if=/proc/812/mem of=/tmp/m bs=1 skip=4096"),
      opened("/dev/mem", "python3 scan.py"),
      ran("gdb -p 812 -batch -ex generate-core-file"),
    ],
    ignored: [ran("cat /proc/meminfo"), ran("gdb ./server"), opened("/proc/812/status", "ps aux")],
  },
};

export const runsCredentialDumper: Indicator = {
  id: "runs-credential-dumper",
  behaviour: "runs a tool that is made to dump credentials",
  meaning: "Such tools collect every password that memory, browsers and settings hold, in one go.",
  technique: "T1003",
  tactic: "credential-access",
  alsoTechniques: ["T1555", "T1003.008"],
  severity: "critical",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1003/",
  match: needles(dumpers),
  examples: {
    found: [ran("python3 /tmp/laZagne.py all"), ran("sh -c ./mimipenguin.sh"), ran("secretsdump.py -sam SAM LOCAL")],
    ignored: [ran("cat /usr/share/doc/memory-dump.txt"), ran("lazy -g ne")],
  },
};

/** `env | grep -i pass`, `printenv AWS_SECRET_ACCESS_KEY`, `cat /proc/1/environ | grep TOKEN`. */
function environmentIntoGrep(facts: Facts): string | null {
  const line = facts.process.command;
  for (const command of line.commands) {
    if (command.program === "printenv" && command.words.some((word) => secretNames.test(word.value)))
      return quoteCommand(line, command);
  }
  const pipe = findPipe(
    line,
    isEnvironmentSource,
    (command) => command.program.endsWith("grep") && command.words.some(({ value }) => secretNames.test(value)),
  );
  return pipe && quoteBetween(line, ...pipe);
}

function isEnvironmentSource(command: SimpleCommand): boolean {
  return environmentPrograms.has(command.program) || command.words.some((word) => word.value.endsWith("/environ"));
}
