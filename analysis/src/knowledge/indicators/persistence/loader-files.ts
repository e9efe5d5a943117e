import { isWorldWritablePlace } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { onHost, opened, ran } from "../execution/examples.ts";
import { writesFile } from "./written-files.ts";

/** What the dynamic linker loads into programs. */

const shared = { platforms: ["Linux", "Containers"], families: ["syscall"] } as const;
const written = { "evt.arg.flags": "O_CREAT|O_WRONLY", ...onHost };

export const preloadsLibrary: Indicator = {
  ...shared,
  id: "preloads-library",
  behaviour: "makes the dynamic linker load a library into every program",
  meaning:
    "A preloaded library sees and changes what every program does: it hides files and processes and collects passwords.",
  technique: "T1574.006",
  tactic: "persistence",
  severity: "critical",
  certainty: "certain",
  source: "https://man7.org/linux/man-pages/man8/ld.so.8.html",
  keywords: ["ld.so.preload"],
  match: writesFile(/^\/etc\/ld\.so\.preload$/),
  examples: {
    found: [opened("/etc/ld.so.preload", "sh", written), ran("sh -c echo /lib/x.so > /etc/ld.so.preload")],
    ignored: [opened("/etc/ld.so.preload", "ls"), opened("/etc/ld.so.conf", "vi", written)],
  },
};

export const preloadsByEnvironment: Indicator = {
  ...shared,
  id: "preloads-by-environment",
  behaviour: "starts a program with a library of its own choice preloaded",
  meaning: "LD_PRELOAD puts foreign code into a trusted program.",
  technique: "T1574.006",
  tactic: "defense-evasion",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1574/006/",
  keywords: ["ld_preload", "ld_library_path", "ld_audit"],
  match(facts) {
    const settings = facts.process.command.commands.flatMap(({ environment }) => environment.map(({ value }) => value));
    const found = settings.find((value) => /^LD_(?:PRELOAD|AUDIT)=./.test(value));
    if (found && facts.process.command.text.includes(found)) return found;
    const environment = facts.process.environment ?? "";
    return (
      environment
        .split(/\s+/)
        .find((value) => /^LD_(?:PRELOAD|AUDIT)=\/(?:tmp|dev\/shm|var\/tmp|home)\//.test(value)) ?? null
    );
  },
  examples: {
    found: [
      ran("sh -c LD_PRELOAD=/tmp/x.so ls"),
      ran("env LD_PRELOAD=/dev/shm/a.so sshd"),
      ran("id", { "proc.env": "PATH=/bin LD_PRELOAD=/tmp/x.so" }),
    ],
    ignored: [
      ran("grep LD_PRELOAD /proc/1/environ"),
      ran("id", { "proc.env": "LD_PRELOAD=/usr/lib/libjemalloc.so.2" }),
    ],
  },
};

const linkerFile = /^\/etc\/ld\.so\.(?:cache~?$|cache\.|conf$|conf\.d\/)/;

export const strangerChangesLinkerCache: Indicator = {
  ...shared,
  id: "stranger-changes-linker-cache",
  behaviour: "changes where the dynamic linker looks for libraries, by a program that is not the system's own",
  meaning: "The real `ldconfig` lies among the system's programs; another one sends every program to its libraries.",
  technique: "T1574.006",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1574/006/",
  keywords: ["ld.so."],
  match: writesFile(linkerFile, ({ process: { exepath, exeUpperLayer, exeFromMemory } }) => {
    const isLoose = exepath !== null && (isWorldWritablePlace(exepath) || exepath.endsWith("(deleted)"));
    return isLoose || exeUpperLayer === true || exeFromMemory === true;
  }),
  examples: {
    found: [
      opened("/etc/ld.so.cache~", "ldconfig", { ...written, "proc.exepath": "/tmp/ldconfig" }),
      opened("/etc/ld.so.cache~", "ld", { ...written, "proc.exepath": "/dev/shm/ld" }),
    ],
    ignored: [
      opened("/etc/ld.so.cache~", "ldconfig", { ...written, "proc.exepath": "/usr/sbin/ldconfig" }),
      opened("/etc/ld.so.cache", "x", { "proc.exepath": "/tmp/x" }),
    ],
  },
};

export const changesLinkerCache: Indicator = {
  ...shared,
  id: "changes-linker-cache",
  behaviour: "changes where the dynamic linker looks for libraries",
  meaning:
    "Programs would load an intruder's library in place of the real one; `ldconfig` writes the same files after every package update.",
  technique: "T1574.006",
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://man7.org/linux/man-pages/man8/ldconfig.8.html",
  keywords: ["ld.so."],
  match: writesFile(linkerFile),
  examples: {
    found: [
      opened("/etc/ld.so.cache~", "ldconfig", written),
      opened("/etc/ld.so.conf.d/x.conf", "sh", written),
      { _output: "File below /etc created (user=root file=/etc/ld.so.cache~)", "fd.name": "/etc/ld.so.cache~" },
    ],
    ignored: [opened("/etc/ld.so.cache", "bash"), opened("/etc/ld.so.hwcaps.txt", "sh")],
  },
};
