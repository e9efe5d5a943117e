import type { Playbook } from "../playbook.ts";
import { ownerOfFile } from "./commands.ts";
import { file, place, process, who } from "./names.ts";
import {
  change,
  contain,
  destroy,
  exceptIfHarmless,
  keepEvidence,
  keepFile,
  lockActor,
  look,
  lookAtActor,
  lookAtFile,
  lookAtProcess,
  playbook,
  readLogs,
  rotate,
  searchElsewhere,
} from "./steps.ts";

/** More rights were taken, or traces and defences removed. */
export const privilegeAndEvasionPlaybooks: readonly Playbook[] = [
  playbook({
    id: "elevation-control",
    techniques: ["T1548"],
    immediate: [
      lookAtFile,
      look(
        (facts) =>
          `See who gained which rights ${place(facts)}: set-uid files that belong to no package, lines in sudoers.`,
        (facts) => (facts.container.where === "host" ? "find / -xdev -perm -4000 -newermt -1day -ls" : null),
      ),
      keepFile,
      contain,
    ],
    shortTerm: [
      change((facts) => `Take the bit or the line back that ${process(facts)} set, keeping a copy of the file.`),
      searchElsewhere,
      exceptIfHarmless,
    ],
    longTerm: [
      change(
        "Mount writable folders with nosuid, and set `allowPrivilegeEscalation: false` and no_new_privs for containers.",
      ),
      change("Write sudo rules for single commands with full paths."),
    ],
    investigate: [
      "Whether a package installed its own set-uid program at that second.",
      "Which program got the bit: a shell or a copy of one is a back door.",
      "Root processes of that user since.",
    ],
  }),
  playbook({
    id: "privilege-exploit",
    techniques: ["T1068", "T1211"],
    immediate: [
      lookAtProcess,
      look(
        (facts) => `Find out whether it worked: processes of root that descend from ${who(facts)} ${place(facts)}.`,
        (facts) => (facts.container.where === "container" ? null : "ps -eo pid,ppid,user,lstart,args --forest"),
      ),
      lockActor,
      contain,
    ],
    shortTerm: [
      change("Update the kernel or program that was attacked, here and everywhere."),
      rotate("every secret that root could read"),
      destroy("When it worked and the evidence is kept, rebuild the machine: root may have changed anything."),
    ],
    longTerm: [
      change("Install security updates within days, and restart for kernels."),
      change(
        "Reduce the reach of the kernel: seccomp, no user name spaces for those who need none, no set-uid programs in images.",
      ),
    ],
    investigate: [
      "Version of the kernel, sudo, polkit or glibc, and whether it is vulnerable.",
      "The program: freshly compiled, in /tmp, deleted after start.",
      "A security test in an agreed window.",
    ],
  }),
  playbook({
    id: "trace-removal",
    techniques: ["T1070"],
    immediate: [
      keepEvidence,
      look(
        (facts) =>
          `Compare ${file(facts)} ${place(facts)} with the copy in your central log store: what is missing is what somebody wanted to hide.`,
      ),
      keepFile,
      contain,
    ],
    shortTerm: [
      look("Rebuild the time from other sources: journal, audit log, flow logs, cloud audit log."),
      searchElsewhere,
      exceptIfHarmless,
    ],
    longTerm: [
      change("Send logs off the machine at once, to where nobody there can delete them."),
      change("Make log files append-only (chattr +a) where rotation allows it."),
    ],
    investigate: [
      "Whether logrotate or journald did it: time, name, rotated copy.",
      "What ran in the hour before.",
      "Other traces removed: history, temporary files, time stamps.",
    ],
  }),
  playbook({
    id: "disabled-defences",
    techniques: ["T1562", "T1553", "T1600", "T1599"],
    immediate: [
      lookAtActor,
      look(
        (facts) =>
          `See which protection is off ${place(facts)}, since when, and switch on another source to watch meanwhile.`,
      ),
      change("Switch the protection, log or rule on again at once."),
      contain,
    ],
    shortTerm: [
      look("Look through other sources for what happened while it was off."),
      searchElsewhere,
      exceptIfHarmless,
    ],
    longTerm: [
      change("Alert from outside when an agent or log falls silent."),
      change("Let few accounts change logging and security settings, in another account or cluster."),
    ],
    investigate: [
      "Whether somebody planned maintenance, and whether the agent came back by itself.",
      "What followed within minutes: this step is taken before the real one.",
      "Whose account did it, from where.",
    ],
  }),
  playbook({
    id: "hidden-artefacts",
    techniques: ["T1564", "T1036", "T1480", "T1497"],
    immediate: [
      lookAtFile,
      look(
        (facts) =>
          `Find out what ${process(facts)} really is ${place(facts)}: package, checksum, what it is called elsewhere.`,
        ownerOfFile,
      ),
      keepFile,
      contain,
    ],
    shortTerm: [
      searchElsewhere,
      look("Take its checksum and look it up; do not upload the file itself."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Watch system folders with file integrity monitoring, and mount them read-only in containers."),
      change("Alert on programs that run from hidden, temporary and device folders."),
    ],
    investigate: [
      "Whether an editor, lock or cache made the hidden file.",
      "A system program's name in a place where no package puts it.",
      "What it does: connections, children, files.",
    ],
  }),
  playbook({
    id: "permission-changes",
    techniques: ["T1222"],
    immediate: [
      lookAtFile,
      look((facts) => `See who can now read, write or run ${file(facts)} ${place(facts)} that could not before.`),
      keepFile,
      change((facts) => `Put the permissions of ${file(facts)} back as the package or image has them.`),
    ],
    shortTerm: [look("Look at what was written or run there since."), searchElsewhere, exceptIfHarmless],
    longTerm: [change("Run workloads as a user who owns none of the program files, on a read-only root file system.")],
    investigate: [
      "Whether an installation or build did it at that second.",
      "What the file is: a fresh download, a key, a system program.",
      "Attributes (`lsattr`): an immutable bit keeps a back door in place.",
    ],
  }),
  playbook({
    id: "debugger-evasion",
    techniques: ["T1622"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `Find out what ${process(facts)} is ${place(facts)}: programs that hide from debuggers mostly have a reason.`,
      ),
      contain,
    ],
    shortTerm: [
      look("Have the program looked at in a sandbox, by its checksum first."),
      searchElsewhere,
      exceptIfHarmless,
    ],
    longTerm: [change("Allow only known programs on servers and in images.")],
    investigate: [
      "Whether it is a commercial product that protects its licence.",
      "How it came to the machine, and when.",
      "Connections and files of the process.",
    ],
  }),
  playbook({
    id: "host-discovery",
    techniques: [
      "T1082",
      "T1033",
      "T1016",
      "T1057",
      "T1083",
      "T1049",
      "T1087",
      "T1069",
      "T1007",
      "T1518",
      "T1201",
      "T1614",
      "T1010",
      "T1120",
      "T1124",
      "T1217",
      "T1518.001",
      "T1592",
      "T1590",
      "T1654",
      "T1680",
    ],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `See what else ${who(facts)} ran ${place(facts)} in the same minutes: one command is curiosity, ten are reconnaissance.`,
      ),
      readLogs,
    ],
    shortTerm: [
      searchElsewhere,
      change((facts) => `Close the way by which ${process(facts)} came to run, if nobody claims it.`),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Build images without tools that only people use."),
      change("Record what people do in production shells."),
    ],
    investigate: [
      "Whether a person, a monitoring agent or a log-in script asked.",
      "The parent: below a web server or database it is an intruder's first look.",
      "What followed: downloads, credentials, connections.",
    ],
  }),
];
