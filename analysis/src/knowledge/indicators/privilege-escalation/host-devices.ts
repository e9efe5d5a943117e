import { hasFlag } from "#alert/command-line.ts";
import { withoutRootPrefix } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { behind } from "../gates.ts";
import { writesFile } from "../persistence/written-files.ts";
import { escapesToHost, mayBeInside, written } from "./escape-parts.ts";

/** Ways from a container to its host by way of disks, folders and the engine. */

const mountsSomething = calls(
  new Set(["mount"]),
  (call) =>
    operands(call).length > 1 ||
    operands(call).some(({ value }) => value.startsWith("/dev/")) ||
    hasFlag(call.command, "-a", "--all"),
);

export const mountsInContainer: Indicator = {
  ...escapesToHost,
  id: "mounts-in-container",
  behaviour: "mounts a file system inside a container",
  meaning: "Only a privileged container can; mounting the host's disk gives everything on it.",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1611/",
  match: behind(mountsSomething.gate, (facts) =>
    facts.container.where === "container" ? mountsSomething(facts) : null,
  ),
  examples: {
    found: [
      ran("mount /dev/sda1 /mnt", inContainer),
      ran("mount /dev/sda1", inContainer),
      ran("mount -t cgroup -o rdma cgroup /tmp/cgrp", inContainer),
    ],
    ignored: [ran("mount /dev/sda1 /mnt", onHost), ran("mount", inContainer), ran("mount --version", inContainer)],
  },
};

export const opensBlockDevice: Indicator = {
  ...escapesToHost,
  id: "opens-block-device",
  behaviour: "opens a disk of the host from inside a container",
  meaning: "Whoever reads the raw disk reads every file of the host, whatever its rights.",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1611/",
  needs: "file",
  match: ({ container, file }) =>
    container.where === "container" &&
    file &&
    /^\/dev\/(?:[svx]d[a-z]\d{0,2}|nvme\dn\d(?:p\d{1,2})?|mmcblk\d|dm-\d{1,3}|mapper\/|mem$|kmem$|port$)/.test(
      file.path,
    )
      ? file.path
      : null,
  examples: {
    found: [opened("/dev/sda1", "dd if=/dev/sda1 of=/tmp/d", inContainer), opened("/dev/nvme0n1", "cat", inContainer)],
    ignored: [opened("/dev/sda1", "fsck", onHost), opened("/dev/null", "sh", inContainer)],
  },
};

const hostTrees =
  /^(?:\/host|\/rootfs|\/hostfs|\/mnt\/host|\/host-root|\/proc\/1\/root)(?:\/root)?\/(?:etc|root|home|var\/lib\/(?:kubelet|docker|containerd)|var\/run|run|boot|usr|bin|opt)\//;

export const reachesHostFiles: Indicator = {
  ...escapesToHost,
  id: "reaches-host-files",
  behaviour: "reaches into the host's files from inside a container",
  meaning:
    "A container that sees the host's folders reads its secrets and, where it may write, takes it over; node agents have such mounts on purpose.",
  severity: "medium",
  certainty: "weak",
  source: "https://falco.org/docs/reference/rules/default-rules/",
  match: ({ container, paths }) => {
    if (container.where !== "container") return null;
    return paths.find((path) => hostTrees.test(path) && withoutRootPrefix(path).hostRoot) ?? null;
  },
  examples: {
    found: [
      opened("/host/etc/kubernetes/admin.conf", "cat", inContainer),
      opened("/proc/1/root/etc/shadow", "cat", inContainer),
    ],
    ignored: [opened("/host/etc/x", "cat", onHost), opened("/etc/hosts", "cat", inContainer)],
  },
};

export const overwritesRuntime: Indicator = {
  ...escapesToHost,
  id: "overwrites-runtime",
  behaviour: "writes over the program that started the container (/proc/self/exe)",
  meaning: "The next container that starts runs the intruder's code as root on the host (CVE-2019-5736).",
  severity: "critical",
  certainty: "likely",
  source: "https://nvd.nist.gov/vuln/detail/CVE-2019-5736",
  match: writesFile(/^\/proc\/(?:self|\d{1,8})\/exe$|\/(?:runc|containerd-shim|docker-runc)$/, mayBeInside),
  examples: {
    found: [
      opened("/proc/self/exe", "sh /entry.sh", { ...written, ...inContainer }),
      opened("/usr/bin/runc", "cp x", { ...written, ...inContainer }),
    ],
    ignored: [
      opened("/proc/self/exe", "ls", inContainer),
      opened("/usr/bin/runc-docs", "sh", { ...written, ...onHost }),
    ],
  },
};

export const usesEngineSocket: Indicator = {
  ...escapesToHost,
  id: "uses-engine-socket",
  behaviour: "talks to the container engine's own socket from inside a container",
  meaning: "Whoever may command the engine starts a container that owns the host.",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1611/",
  keywords: ["docker.sock", "containerd.sock", "crio.sock", "podman.sock"],
  match(facts) {
    if (facts.container.where !== "container") return null;
    const pattern = /(?:docker|containerd|crio|podman)\.sock$/;
    const path = facts.field("fd.name");
    if (path && pattern.test(path)) return path;
    return callsWithSocket(facts);
  },
  examples: {
    found: [
      ran("curl --unix-socket /var/run/docker.sock http://x/containers/json", inContainer),
      { ...ran("x", inContainer), "evt.type": "connect", "fd.name": "/run/containerd/containerd.sock" },
    ],
    ignored: [ran("ls /var/run/docker.sock", onHost), ran("cat docker.sock.txt", inContainer)],
  },
};

const callsWithSocket = calls(new Set(["curl", "docker", "nc", "socat", "crictl", "ctr", "podman", "wget"]), (call) =>
  wordWhere(call, (value) => /(?:docker|containerd|crio|podman)\.sock$/.test(value)),
);
