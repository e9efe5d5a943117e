import type { Indicator } from "../../indicator.ts";
import { calls, hasShortOption, operands } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { behind } from "../gates.ts";
import { changedByEvent, writesFile } from "./written-files.ts";

/** Changes to the system's own programs, packages, kernel. */

const shared = { platforms: ["Linux", "Containers"], families: ["syscall"] } as const;
const written = { "evt.arg.flags": "O_CREAT|O_WRONLY|O_TRUNC", ...onHost };
const binaryFolder = /^\/(?:usr\/(?:local\/)?)?s?bin\//;

const movesProgram = calls(new Set(["mv", "rename"]), (call) =>
  operands(call)
    .slice(0, -1)
    .some(({ value }) => binaryFolder.test(value)),
);

const writesProgram = writesFile(binaryFolder);

export const changesSystemProgram: Indicator = {
  ...shared,
  id: "changes-system-program",
  behaviour: "writes a program into a folder of the system's programs",
  meaning: "A replaced or added program there is run by everybody, also by root, under a trusted name.",
  technique: "T1554",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1554/",
  match: behind(writesProgram.gate, (facts) =>
    movesProgram(facts) !== null ||
    facts.file?.access === "rename" ||
    facts.file?.access === "delete" ||
    (facts.eventType ?? "").startsWith("mkdir")
      ? null
      : writesProgram(facts),
  ),
  examples: {
    found: [
      opened("/usr/bin/ls", "cp /tmp/ls /usr/bin/ls", written),
      opened("/usr/local/bin/helper", "sh", written),
      ran("cp /tmp/x /usr/sbin/sshd"),
    ],
    ignored: [opened("/usr/bin/ls", "bash"), opened("/usr/share/bin.txt", "sh", written), ran("cp /usr/bin/ls /tmp/x")],
  },
};

export const renamesSystemProgram: Indicator = {
  ...shared,
  id: "renames-system-program",
  behaviour: "renames or removes a program of the system",
  meaning: "A renamed tool is not recognised by name, and its place is free for another.",
  technique: "T1036.003",
  alsoTechniques: ["T1554", "T1222.002"],
  tactic: "defense-evasion",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1036/003/",
  match: behind({ ...movesProgram.gate, needs: ["change"] }, (facts) => {
    const { file } = facts;
    if (file && (file.access === "rename" || file.access === "delete")) {
      const path = [file.path, file.newPath].find((each) => each !== null && binaryFolder.test(each));
      if (path) return path;
    }
    return movesProgram(facts);
  }),
  examples: {
    found: [
      ran("mv /usr/bin/ps /usr/bin/ps.orig", onHost),
      ran("event_generator", {
        "evt.type": "rename",
        "evt.arg.oldpath": "/bin/true",
        "evt.arg.newpath": "/bin/true.x",
      }),
    ],
    ignored: [ran("mv /tmp/a /tmp/b"), ran("ls /usr/bin/ps")],
  },
};

const mkdirAmongPrograms = calls(
  new Set(["mkdir"]),
  (call) => operands(call).find(({ value }) => binaryFolder.test(value)) ?? false,
);

export const makesFolderAmongPrograms: Indicator = {
  ...shared,
  id: "makes-folder-among-programs",
  behaviour: "makes a folder among the system's programs",
  meaning: "Nobody looks for data in a folder of programs, and what lies there seems to belong.",
  technique: "T1036.005",
  alsoTechniques: ["T1222.002"],
  tactic: "defense-evasion",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1036/005/",
  match: behind({ ...mkdirAmongPrograms.gate, needs: ["change"] }, (facts) => {
    if ((facts.eventType ?? "").startsWith("mkdir") || /directory .{0,60}created/i.test(facts.alert.message)) {
      const made = changedByEvent(facts, binaryFolder);
      if (made) return made;
    }
    return mkdirAmongPrograms(facts);
  }),
  examples: {
    found: [ran("mkdir /usr/bin/.x"), ran("event_generator", { "evt.type": "mkdir", "evt.arg.path": "/bin/x" })],
    ignored: [ran("mkdir /usr/share/x"), ran("mkdir -p /opt/bin/x")],
  },
};

export const changesPackageDatabase: Indicator = {
  ...shared,
  id: "changes-package-database",
  behaviour: "writes the package manager's database past the package manager",
  meaning: "The database says which files are genuine; a changed one hides replaced programs.",
  technique: "T1554",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://falco.org/docs/reference/rules/default-rules/",
  match: writesFile(
    /^\/(?:var\/lib\/(?:rpm|dpkg)\/|lib\/apk\/db\/|usr\/lib\/sysimage\/rpm\/)/,
    ({ process }) => !packageManagers.has(process.name ?? ""),
  ),
  examples: {
    found: [
      opened("/var/lib/rpm/Packages", "python3 /tmp/h.py", written),
      opened("/var/lib/dpkg/status", "sh", written),
    ],
    ignored: [opened("/var/lib/dpkg/status", "dpkg", written), opened("/var/lib/rpm/Packages", "rpm")],
  },
};

const packageManagers = new Set([
  "dpkg",
  "apt",
  "apt-get",
  "aptitude",
  "rpm",
  "yum",
  "dnf",
  "zypper",
  "apk",
  "microdnf",
  "rpmdb",
  "unattended-upgr",
  "dpkg-trigger",
  "dpkg-deb",
  "packagekitd",
]);

const callsModuleLoader = calls(new Set(["insmod", "modprobe", "kmod"]), (call) =>
  call.program === "insmod"
    ? call.args.length > 0
    : operands(call).length > 0 &&
      !hasShortOption(call, "rncD") &&
      !call.args.some(({ value }) => /^--(?:show|remove|dry|list|version|help)/.test(value)) &&
      !(call.program === "kmod" && !call.args.some(({ value }) => value === "load")),
);

export const loadsKernelModule: Indicator = {
  ...shared,
  id: "loads-kernel-module",
  behaviour: "loads a kernel module",
  meaning: "Code in the kernel sees and hides everything; from a container it means the whole machine.",
  technique: "T1547.006",
  alsoTechniques: ["T1014", "T1611"],
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1547/006/",
  match: behind({ ...callsModuleLoader.gate, events: new Set(["init_module", "finit_module"]) }, (facts) => {
    if (facts.eventType === "init_module" || facts.eventType === "finit_module")
      return facts.process.command.text || facts.eventType;
    return callsModuleLoader(facts);
  }),
  examples: {
    found: [
      ran("insmod /tmp/diamorphine.ko", inContainer),
      ran("modprobe dummy"),
      ran("x", { "evt.type": "finit_module" }),
    ],
    ignored: [ran("modprobe --show-depends x"), ran("lsmod"), ran("modprobe -r x")],
  },
};

export const loadsBpfProgram: Indicator = {
  ...shared,
  id: "loads-bpf-program",
  behaviour: "loads a program into the kernel (eBPF)",
  meaning: "Such programs see every packet and system call; agents use them, and so do modern rootkits and back doors.",
  technique: "T1205.002",
  alsoTechniques: ["T1014"],
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1205/002/",
  match: behind({ events: new Set(["bpf"]) }, ({ eventType, process }) =>
    eventType === "bpf" ? (process.name ?? "bpf") : null,
  ),
  examples: {
    found: [ran("probe", { "evt.type": "bpf", "evt.arg.cmd": "5" }), ran("systemd", { "evt.type": "bpf" })],
    ignored: [ran("bpftool prog list"), ran("probe")],
  },
};
