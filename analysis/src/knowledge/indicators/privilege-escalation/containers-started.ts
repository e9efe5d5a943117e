import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { gated } from "../execution/needles.ts";

/** Containers that start with more rights than a container should have. */

const shared = {
  technique: "T1610",
  alsoTechniques: ["T1611"],
  tactic: "execution",
  platforms: ["Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1610/",
} as const;
const started = {
  "evt.type": "container",
  "proc.name": "container:3f2a9c1d7b44",
  "proc.cmdline": "container:3f2a9c1d7b44",
  "container.id": "3f2a9c1d7b44",
};
const isStart = ({ eventType, process, alert }: Facts) =>
  eventType === "container" ||
  (process.name ?? "").startsWith("container:") ||
  /container (?:with .{1,40} )?started/i.test(alert.message);
const strongCapabilities = new Set([
  "CAP_SYS_ADMIN",
  "CAP_SYS_MODULE",
  "CAP_SYS_PTRACE",
  "CAP_SYS_RAWIO",
  "CAP_DAC_READ_SEARCH",
  "CAP_BPF",
  "CAP_SYS_BOOT",
  "CAP_NET_ADMIN",
  "CAP_PERFMON",
]);

export const startsStrongContainer: Indicator = {
  ...shared,
  id: "starts-strong-container",
  behaviour: "starts a container with capabilities that reach the host",
  meaning: "With these rights the walls of a container do not hold.",
  severity: "medium",
  certainty: "likely",
  keywords: ["cap_"],
  match(facts) {
    if (!isStart(facts)) return null;
    return facts.container.capabilities.find((name) => strongCapabilities.has(name)) ?? null;
  },
  examples: {
    found: [
      { ...started, "thread.cap_permitted": "CAP_CHOWN CAP_SYS_ADMIN" },
      { ...started, "thread.cap_permitted": "CAP_SYS_MODULE" },
    ],
    ignored: [
      { ...started, "thread.cap_permitted": "CAP_CHOWN CAP_KILL" },
      { "proc.name": "x", "evt.type": "execve", "thread.cap_permitted": "CAP_SYS_ADMIN" },
    ],
  },
};

const sensitiveSource =
  /^(?:\/|\/etc|\/root|\/boot|\/proc|\/sys|\/dev|\/home|\/var|\/var\/run|\/run|\/var\/run\/docker\.sock|\/run\/containerd(?:\/containerd\.sock)?|\/var\/lib\/(?:kubelet|docker|containerd)|\/usr|\/etc\/kubernetes)\/?$/;

export const mountsHostFolder: Indicator = {
  ...shared,
  id: "mounts-host-folder",
  behaviour: "starts a container that sees a sensitive folder of the host",
  meaning: "What the container may write there it writes on the host: a cron job, a key, a program.",
  severity: "medium",
  certainty: "likely",
  needs: "mounts",
  match({ container }) {
    for (const mount of (container.mounts ?? "").split(/[\s,]+/)) {
      const [source = ""] = mount.split(":");
      if (source !== "" && sensitiveSource.test(source)) return mount;
    }
    return null;
  },
  examples: {
    found: [
      { ...started, "container.mounts": "/:/host::true:rprivate" },
      { ...started, "container.mounts": "/var/run/docker.sock:/var/run/docker.sock::true:rprivate" },
    ],
    ignored: [
      { ...started, "container.mounts": "/srv/data:/data::true:rprivate" },
      { ...started, "container.mounts": "" },
    ],
  },
};

export const startsContainer: Indicator = {
  ...shared,
  id: "starts-container",
  behaviour: "starts a container",
  meaning: "Every deployment does; one that nobody knows runs whatever its image holds.",
  severity: "low",
  certainty: "weak",
  match: gated(["=container", "container:", "started", "runc:["], (facts) =>
    isStart(facts) || facts.ancestors.some((name) => /^runc:\[\d:INIT\]$/.test(name))
      ? (facts.process.name ?? facts.container.id)
      : null,
  ),
  examples: {
    found: [
      started,
      { "evt.type": "execve", "proc.name": "svc", "proc.cmdline": "svc", "proc.pname": "runc:[2:INIT]" },
    ],
    ignored: [
      { "evt.type": "execve", "proc.name": "svc", "proc.pname": "bash" },
      { "evt.type": "openat", "proc.name": "x" },
    ],
  },
};
