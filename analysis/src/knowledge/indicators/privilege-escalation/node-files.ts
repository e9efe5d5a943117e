import type { Indicator } from "../../indicator.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";

/** Places of the host and of its kernel that a container has no business at. */

const node = {
  technique: "T1611",
  tactic: "privilege-escalation",
  platforms: ["Containers", "Linux"],
  families: ["syscall"],
} as const;

const places =
  /^\/(?:proc\/1\/root(?:\/|$)|var\/lib\/(?:kubelet|docker|containerd|containers)\/|etc\/kubernetes\/|(?:host|hostfs|rootfs)\/(?!proc\/|sys\/)|proc\/kcore$|proc\/kallsyms$|sys\/kernel\/(?:security|debug)\/|sys\/firmware\/efi\/efivars\/|dev\/kmsg$)/;
const triggers =
  /^\/proc\/sysrq-trigger$|^\/proc\/sys\/(?:kernel|vm|net)\/|^\/sys\/(?:fs\/cgroup\/.{0,200}\/)?(?:release_agent|devices\.allow|uevent_helper)$/;

export const reachesNodeFiles: Indicator = {
  ...node,
  id: "reaches-node-files",
  behaviour: "opens files of the node, its kubelet or its kernel from inside a container",
  meaning: "Agents that watch the node have these on purpose; for any other container it is half the way out.",
  severity: "medium",
  certainty: "weak",
  source: "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
  keywords: ["/proc/", "/var/lib/", "/etc/kubernetes", "/host", "/rootfs/", "/sys/", "/dev/kmsg"],
  match: ({ file, container }) =>
    file !== null && container.where === "container" && file.access !== "execute" && places.test(file.path)
      ? file.path
      : null,
  examples: {
    found: [
      opened("/proc/1/root/etc", "x", inContainer),
      opened("/var/lib/kubelet/pods/x/y", "x", inContainer),
      opened("/host/etc/passwd", "x", inContainer),
    ],
    ignored: [
      opened("/proc/1/root/etc", "x", onHost),
      opened("/host/proc/stat", "node_exporter", inContainer),
      ran("ls /var/lib/kubelet/", inContainer),
    ],
  },
};

export const opensKernelTrigger: Indicator = {
  ...node,
  id: "opens-kernel-trigger",
  behaviour: "opens a switch of the host's kernel from inside a container",
  meaning: "These switches are the whole machine's: one write reboots it, or makes it run a program as root.",
  severity: "high",
  certainty: "weak",
  source: "https://man7.org/linux/man-pages/man5/proc.5.html",
  keywords: ["sysrq-trigger", "/proc/sys/", "release_agent", "devices.allow", "uevent_helper"],
  match: ({ file, container }) =>
    file !== null && container.where === "container" && file.access !== "read" && triggers.test(file.path)
      ? file.path
      : null,
  examples: {
    found: [
      opened("/proc/sysrq-trigger", "sh", { "evt.arg.flags": "O_WRONLY", ...inContainer }),
      opened("/sys/fs/cgroup/rdma/x/release_agent", "x", inContainer),
    ],
    ignored: [
      opened("/proc/sysrq-trigger", "sh", { "evt.arg.flags": "O_WRONLY", ...onHost }),
      opened("/proc/sys/net/core/somaxconn", "redis-server", { "evt.arg.flags": "O_RDONLY", ...inContainer }),
    ],
  },
};
