import type { Playbook } from "../playbook.ts";
import { connections } from "./commands.ts";
import { place, process, remote, remoteAddress, target, who } from "./names.ts";
import {
  blockRemote,
  change,
  contain,
  exceptIfHarmless,
  keepEvidence,
  lockActor,
  look,
  lookAtActor,
  lookAtProcess,
  playbook,
  readLogs,
  replace,
  rotate,
  searchElsewhere,
} from "./steps.ts";

/** Something was run. */

export const executionPlaybooks: readonly Playbook[] = [
  playbook({
    id: "command-interpreter",
    techniques: ["T1059", "T1106", "T1129", "T1203", "T1569"],
    immediate: [lookAtProcess, readLogs, contain, replace],
    shortTerm: [
      searchElsewhere,
      change(
        (facts) =>
          `Close the way by which ${process(facts)} was started ${place(facts)}: update the application, remove what is not used.`,
      ),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Build images without shells, interpreters and download tools, with a read-only root file system."),
      change("Allow only known programs to run (seccomp, AppArmor, an admission policy)."),
    ],
    investigate: [
      "The whole command and the chain of parents: a service that starts an interpreter is the question.",
      "What the interpreter read, wrote and connected to in the next minutes.",
      "The request or log-in that came just before.",
    ],
  }),

  playbook({
    id: "unix-shell",
    techniques: ["T1059.004"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          remoteAddress(facts) === null
            ? `Find out who sits at the shell ${place(facts)}: a person with kubectl, docker or SSH at that second, or nobody.`
            : `See whether the connection to ${remote(facts)} ${place(facts)} is still open: with a reverse shell, somebody is there now.`,
        connections,
      ),
      blockRemote,
      contain,
    ],
    shortTerm: [
      look("Read what was done: shell history, new files, processes and connections since the shell began."),
      rotate("every secret that could be read"),
      replace,
    ],
    longTerm: [
      change("Give people a debug container with a record of what they do instead of shells in production containers."),
      change("Deny outgoing connections by default: a reverse shell needs one."),
      change("Build images without a shell."),
    ],
    investigate: [
      "Requests to the API server or daemon (`pods/exec`, `docker exec`) or SSH log-ins at that second, and by whom.",
      "Whether input and output of the shell are a terminal, a pipe or a socket.",
      "What the parent process is: a web server or database has no reason for a shell.",
    ],
  }),

  playbook({
    id: "container-exec",
    techniques: ["T1609", "T1651"],
    immediate: [
      lookAtActor,
      look(
        (facts) =>
          `Ask ${who(facts)} whether they did it; if it is a service account, whether its workload runs commands in pods.`,
      ),
      look(
        (facts) =>
          `See what was run ${facts.family === "k8s_audit" ? `in ${target(facts)}` : place(facts)} and what it changed.`,
      ),
      contain,
    ],
    shortTerm: [
      searchElsewhere,
      rotate("the secrets that could be read"),
      change("Take `pods/exec`, `pods/attach` and `pods/ephemeralcontainers` out of roles that do not need them."),
    ],
    longTerm: [
      change("Let nobody exec into production pods without a ticket: break-glass roles, recorded sessions."),
      change("Keep the audit log of the API server with the commands in it."),
    ],
    investigate: [
      "Source address and user agent of the request compared with the account's earlier ones.",
      "The command: a health check and a shell are worlds apart.",
      "Further requests of the account in the same hour: secrets, new pods, roles.",
    ],
  }),

  playbook({
    id: "decoded-payload",
    techniques: ["T1140", "T1132", "T1027"],
    immediate: [
      lookAtProcess,
      look((facts) => `Decode it yourself, without running it: what ${process(facts)} unpacked tells what it is.`),
      contain,
    ],
    shortTerm: [searchElsewhere, look((facts) => `Find what was run or written from it ${place(facts)}.`), replace],
    longTerm: [
      change("Alert on decoders that feed shells, and remove them from images."),
      change("Let workloads execute nothing from writable folders (noexec)."),
    ],
    investigate: [
      "Whether the output went to a file, a shell or the screen.",
      "Where the encoded text came from: an argument, a download, a request.",
      "A start-up script or installer of yours that unpacks itself.",
    ],
  }),

  playbook({
    id: "memory-execution",
    techniques: ["T1620"],
    immediate: [
      keepEvidence,
      look(
        (facts) =>
          `Copy the program out of /proc while ${process(facts)} lives ${place(facts)}: it exists nowhere else.`,
        (facts) => (facts.container.where === "container" ? null : "ls -l /proc/*/exe"),
      ),
      blockRemote,
      contain,
    ],
    shortTerm: [searchElsewhere, look("Find what loaded it: the parent, and the connection that brought it."), replace],
    longTerm: [
      change("Forbid memfd_create and execveat in containers that do not need them (seccomp)."),
      change("Update runc: old versions made this usual and unsafe."),
    ],
    investigate: [
      "Whether it is runc's own copy of itself: below containerd-shim, for a moment, when a container starts.",
      "How long it lives and what it connects to.",
      "Memory maps of the process that no file backs.",
    ],
  }),

  playbook({
    id: "process-injection",
    techniques: ["T1055"],
    immediate: [
      keepEvidence,
      look(
        (facts) =>
          `Find the target: which process ${process(facts)} attached to ${place(facts)}, and what secrets that one has in memory.`,
      ),
      lockActor,
      contain,
    ],
    shortTerm: [rotate("the secrets in the memory of the target"), searchElsewhere, exceptIfHarmless],
    longTerm: [
      change("Set kernel.yama.ptrace_scope to 2 or 3, and drop SYS_PTRACE from containers."),
      change("Debug on machines that hold no production data."),
    ],
    investigate: [
      "Whether a developer debugs their own program: terminal, log-in uid, target.",
      "Whether the target is sshd, an agent or process 1: then it is no debugging.",
      "Code in the target's memory that no file backs.",
    ],
  }),
];
