import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { inContainer, onHost, ran } from "./examples.ts";
import { gated } from "./needles.ts";
import { startEvents } from "./program-starts.ts";

/** Programs judged by where they lie. */

const sharedMemory = /^(?:\/dev\/shm|\/run\/shm|\/var\/run\/shm|\/dev\/mqueue)\/[^\s]+/;

const temporary =
  /^(?:\/tmp|\/var\/tmp|\/usr\/tmp|\/private\/tmp|\/run\/user\/\d+|\/run\/lock|\/var\/lock|\/var\/crash)\/[^\s]+/;

const builders =
  /\/go-build\d*\/|\/\.?tmp[\w-]*\/pip-|\/rustc|\/_MEI\w+\/|\/pytest-|\/cargo-install|\/snap-private-tmp\//;

const scriptRunners = new Set([
  "sh",
  "bash",
  "dash",
  "ash",
  "zsh",
  "ksh",
  "python",
  "perl",
  "ruby",
  "php",
  "node",
  "source",
  ".",
]);

export const executesFromSharedMemory: Indicator = {
  id: "executes-from-shared-memory",
  behaviour: "runs a program that lies in shared memory (/dev/shm)",
  meaning: "What lies there is gone after a restart and is seldom looked at, which is why malware is put there.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1620", "T1564.001"],
  isPlace: true,
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: gated(["/shm/", "/mqueue/"], (facts) => executed(facts, sharedMemory)),
  examples: {
    found: [
      ran("/dev/shm/a -x", { "proc.exepath": "/dev/shm/a", ...inContainer }),
      ran("sh /dev/shm/run.sh"),
      ran("kworker", { "proc.exepath": "/dev/shm/.k/kworker" }),
    ],
    ignored: [
      ran("ls /dev/shm/x"),
      ran("postgres -D /data", { "proc.exepath": "/usr/bin/postgres" }),
      ran("rm /dev/shm/sem.x"),
    ],
  },
};

export const executesFromTempFolder: Indicator = {
  id: "executes-from-temp-folder",
  behaviour: "runs a program that lies in a folder for temporary files",
  meaning: "Everybody may write there; installed software does not live there, dropped software does.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1105", "T1204.002"],
  isPlace: true,
  severity: "high",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1204/002/",
  match: gated(["/tmp/", "/run/user/", "/lock/", "/var/crash/"], (facts) => {
    const path = executed(facts, temporary);
    return path === null || builders.test(path) ? null : path;
  }),
  examples: {
    found: [
      ran("/tmp/x -o pool", { "proc.exepath": "/tmp/x", ...inContainer }),
      ran("/var/tmp/.cache/systemd", { "proc.exepath": "/var/tmp/.cache/systemd" }),
      ran("bash /tmp/a.sh", onHost),
    ],
    ignored: [
      ran("cat /tmp/x"),
      { "fd.name": "/tmp/a.txt", "proc.cmdline": "sh -c echo x > /tmp/a.txt" },
      ran("/tmp/go-build12/b001/x.test", { "proc.exepath": "/tmp/go-build12/b001/x.test" }),
      ran("tar xf /tmp/a.tgz"),
    ],
  },
};

export const filelessExecution: Indicator = {
  id: "fileless-execution",
  behaviour: "runs a program that exists in memory only",
  meaning: "No file is left to scan or to keep as evidence.",
  technique: "T1620",
  tactic: "defense-evasion",
  alsoTechniques: ["T1027.011"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1620/",
  match: (facts) => {
    const path = facts.process.exepath ?? facts.field("proc.exe");
    if (path?.startsWith("memfd:") || path?.startsWith("/memfd:")) return path;
    if (facts.flags.has("EXE_FROM_MEMFD")) return "EXE_FROM_MEMFD";
    if (path !== null && /^\/proc\/(?:self|\d{1,10})\/fd\/\d{1,6}$/.test(path)) return path;
    return facts.process.exeFromMemory === true ? path : null;
  },
  examples: {
    found: [
      ran("3 run", { "proc.exepath": "memfd:kworker", "evt.arg.flags": "EXE_WRITABLE|EXE_FROM_MEMFD", ...inContainer }),
      ran("x", { "proc.exepath": "/proc/self/fd/5" }),
      ran("a", { "evt.arg.flags": "EXE_FROM_MEMFD" }),
    ],
    ignored: [
      ran("cat /proc/self/fd/5", { "proc.exepath": "/usr/bin/cat" }),
      ran("memfd-test", { "proc.exepath": "/usr/bin/memfd-test", "evt.arg.flags": "EXE_WRITABLE" }),
    ],
  },
};

/** The executable by its path, else the script or program that the command line starts from there. */
function executed(facts: Facts, place: RegExp): string | null {
  const { exepath } = facts.process;
  if (exepath !== null && place.test(exepath)) return exepath;
  const isStart = facts.eventType === null || startEvents.has(facts.eventType);
  return isStart ? (executedFile(facts, place) ?? executedByName(facts, place)) : null;
}

/** The file of an execve; a file that an event of unknown kind names may have been written. */
function executedFile({ eventType, file }: Facts, place: RegExp): string | null {
  if (file === null || (eventType === null && file.access !== "execute")) return null;
  return place.test(file.path) ? file.path : null;
}

function executedByName(facts: Facts, place: RegExp): string | null {
  for (const { programPath, program, words } of facts.process.command.commands) {
    if (place.test(programPath)) return programPath;
    const script = words[1]?.value;
    if (script !== undefined && scriptRunners.has(program.replace(/[\d.]+$/, "")) && place.test(script)) return script;
  }
  return null;
}
