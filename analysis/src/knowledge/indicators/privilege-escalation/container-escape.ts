import type { Indicator } from "../../indicator.ts";
import { calls, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { behind, firstOf } from "../gates.ts";
import { writesFile } from "../persistence/written-files.ts";
import { escapesToHost, mayBeInside, written } from "./escape-parts.ts";

/** Ways from a container to its host by way of the kernel. */

export const writesReleaseAgent: Indicator = {
  ...escapesToHost,
  id: "writes-release-agent",
  behaviour: "sets a program that the kernel runs outside of the container (release_agent)",
  meaning: "The kernel starts that program as root on the host itself.",
  severity: "critical",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1611/",
  keywords: ["release_agent"],
  match: writesFile(/\/release_agent$/),
  examples: {
    found: [
      opened("/tmp/cgrp/release_agent", "sh -c echo /cmd", { ...written, ...inContainer }),
      ran("sh -c echo /x > /tmp/cg/release_agent", inContainer),
    ],
    ignored: [opened("/sys/fs/cgroup/release_agent", "cat", inContainer), ran("echo release_agent", inContainer)],
  },
};

/** On a host, administrators set it too: there only what lies where everybody may write. */
const setsHelper = calls(new Set(["sysctl"]), ({ args, command, line }, facts) => {
  const word = args.find(({ value }) => /^kernel[./](?:core_pattern|modprobe|hotplug)=/.test(value));
  if (word === undefined) return false;
  const value = line.text.slice(command.words[0]?.start ?? 0).slice(0, 400);
  const isLoose = /=["' ]{0,3}\|?["' ]{0,3}\/(?:tmp|var\/tmp|dev\/shm|run\/shm|home)\//.test(value);
  return isLoose || facts.container.where === "container" ? word : false;
});

const writesHelperFile = writesFile(
  /\/(?:proc\/)?sys\/kernel\/(?:core_pattern|modprobe|hotplug|uevent_helper)$|\/uevent_helper$|\/proc\/sys\/fs\/binfmt_misc\/register$/,
);

export const writesKernelHelper: Indicator = {
  ...escapesToHost,
  id: "writes-kernel-helper",
  behaviour: "sets a program that the kernel runs by itself (core_pattern, modprobe, uevent_helper)",
  meaning: "The kernel starts that program as root on the host itself.",
  severity: "critical",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man5/core.5.html",
  match: firstOf(writesHelperFile, setsHelper),
  examples: {
    found: [
      opened("/proc/sys/kernel/core_pattern", "sh", { ...written, ...inContainer }),
      ran("sh -c echo '|/x' > /proc/sys/kernel/core_pattern", inContainer),
      ran("sysctl -w kernel.core_pattern=|/tmp/x"),
    ],
    ignored: [
      opened("/proc/sys/kernel/core_pattern", "cat", inContainer),
      ran("sysctl kernel.hostname", onHost),
      ran("sysctl -w kernel.core_pattern=core.%p", onHost),
    ],
  },
};

const linksRoot = calls(new Set(["ln"]), (call) =>
  wordWhere(call, (value) => /^\/proc\/1\/(?:root|cwd)(?:\/|$)/.test(value)),
);

export const linksToHostRoot: Indicator = {
  ...escapesToHost,
  id: "links-to-host-root",
  behaviour: "makes a link to the root folder of process 1",
  meaning: "Where the container shares the host's processes, that link leads to every file of the host.",
  severity: "high",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man5/proc_pid_root.5.html",
  match: behind(linksRoot.gate, (facts) => (facts.container.where === "host" ? null : linksRoot(facts))),
  examples: {
    found: [ran("ln -s /proc/1/root /tmp/r"), ran("sh -c ln -sf /proc/1/root/ /srv/www/x", inContainer)],
    ignored: [ran("ln -s /proc/1/root /tmp/r", onHost), ran("ln -s /proc/self/mounts /etc/mtab", inContainer)],
  },
};

const callsNsenter = calls(
  new Set(["nsenter"]),
  (call) =>
    call.args.length > 0 &&
    !call.args.some(({ value }) => value === "--help" || value === "-h" || value === "--version"),
);

export const entersNamespaces: Indicator = {
  ...escapesToHost,
  id: "enters-namespaces",
  behaviour: "enters the namespaces of another process",
  meaning: "Whoever joins the namespaces of process 1 has left the container; debuggers of a node do the same.",
  severity: "high",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man1/nsenter.1.html",
  match: callsNsenter,
  examples: {
    found: [
      ran("nsenter -t 1 -m -u -n -i sh"),
      ran("nsenter --target 1 --mount -- bash", inContainer),
      ran("nsenter --mount=/rootfs/proc/1/ns/mnt -- systemctl status"),
    ],
    ignored: [ran("nsenter --help"), ran("grep nsenter /etc/services")],
  },
};

export const changesNamespace: Indicator = {
  ...escapesToHost,
  id: "changes-namespace",
  behaviour: "moves into another namespace",
  meaning: "Container runtimes and network plug-ins do so all day; from inside a container it leads out.",
  severity: "medium",
  certainty: "weak",
  source: "https://man7.org/linux/man-pages/man2/setns.2.html",
  match: (facts) =>
    facts.eventType === "setns" || (facts.alert.message.includes("setns") && /\bsetns\b/.test(facts.alert.message))
      ? facts.process.command.text || facts.process.name
      : null,
  examples: {
    found: [
      ran("amicontained", { "evt.type": "setns", ...inContainer }),
      ran("snap-update-ns lxd", { "evt.type": "setns" }),
    ],
    ignored: [ran("ls"), ran("setnsx")],
  },
};

const callsUnshare = calls(
  new Set(["unshare"]),
  (call) => call.args.length > 0 && !call.args.some(({ value }) => value === "--help" || value === "--version"),
);

export const makesNamespace: Indicator = {
  ...escapesToHost,
  id: "makes-namespace",
  behaviour: "makes new namespaces to gain rights in them",
  meaning: "In a user namespace of its own a process is root, which opens kernel faults and mounts to it.",
  severity: "medium",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man1/unshare.1.html",
  match: behind({ ...callsUnshare.gate, events: new Set(["unshare"]) }, (facts) => {
    if (facts.eventType === "unshare" && mayBeInside(facts)) return facts.process.command.text || facts.process.name;
    return callsUnshare(facts);
  }),
  examples: {
    found: [ran("unshare -UrmC bash", inContainer), ran("x", { "evt.type": "unshare", ...inContainer })],
    ignored: [ran("unshare --help"), ran("runc init", { "evt.type": "unshare", ...onHost })],
  },
};

export const usesDebugfs: Indicator = {
  ...escapesToHost,
  id: "uses-debugfs",
  behaviour: "reads or changes a disk past the file system (debugfs)",
  meaning: "In a privileged container the host's disk can be read and written block by block, whatever the mounts say.",
  severity: "high",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man8/debugfs.8.html",
  match: calls(new Set(["debugfs"])),
  examples: {
    found: [ran("debugfs -w /dev/sda1", inContainer), ran("debugfs -V", inContainer)],
    ignored: [ran("mount -t debugfs none /sys/kernel/debug"), ran("ls debugfs")],
  },
};
