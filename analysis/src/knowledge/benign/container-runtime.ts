import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { inContainer, onHost, reading, writing } from "./examples.ts";
import { containerRuntimes, runtimeExecutables } from "./places.ts";
import { callsOf, readsOf, writesOf } from "./trust.ts";

/** The container runtime's own work. */

export const containerRuntimePatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "runtime-sets-up-container",
    activity: "The container runtime sets up a container: name spaces, mounts, users",
    distinguishing: [
      "runc, crun, containerd, dockerd or conmon does so from its package's path, below its daemon, when a container starts.",
      "The container that starts may itself be hostile: this explains the set-up, not what runs in it.",
      "A runtime that a person started by hand, or with a bundle in /tmp, is not the daemon's work.",
    ],
    explains: ["*"],
    programs: [
      "runc",
      "crun",
      "conmon",
      "containerd",
      "containerd-shim",
      "containerd-shim-runc-v2",
      "dockerd",
      "crio",
      "podman",
      "docker-containerd",
    ],
    executables: runtimeExecutables,
    where: "host",
    startedBy: containerRuntimes,
    does: (facts) =>
      callsOf(
        facts,
        "setns",
        "unshare",
        "mount",
        "umount",
        "umount2",
        "pivot_root",
        "clone",
        "clone3",
        "execve",
        "bpf",
        "setuid",
        "setgid",
        "setresuid",
        "capset",
        "keyctl",
        "mknod",
        "mknodat",
        "container",
      ) ??
      readsOf(
        facts,
        "/etc/passwd",
        "/etc/group",
        "/etc/shadow",
        "/var/lib/docker/",
        "/var/lib/containerd/",
        "/var/lib/containers/",
        "/run/",
      ) ??
      writesOf(
        facts,
        "/var/lib/docker/",
        "/var/lib/containerd/",
        "/var/lib/containers/",
        "/run/",
        "/var/run/",
        "/sys/fs/cgroup/",
        "/etc/docker/",
        "/etc/cni/net.d/",
        "/dev/pts/",
      ),
    tolerates: ["/tmp/"],
    provenWhen: (facts) =>
      facts.process.terminal !== true &&
      !facts.process.command.text.includes("--bundle /tmp") &&
      !facts.process.command.text.includes("-b /tmp"),
    and: "it is below its daemon and sets up a container",
    examples: {
      proven: [
        onHost("runc", "/usr/bin/runc", "containerd-shim", { "evt.type": "setns", "proc.cmdline": "runc init" }),
        onHost("dockerd", "/usr/bin/dockerd", "systemd", writing("/var/lib/docker/containers/x/hostname")),
      ],
      named: [onHost("runc", "", "containerd-shim", { "evt.type": "setns" })],
      ignored: [
        onHost("runc", "/tmp/runc", "containerd-shim", { "evt.type": "setns" }),
        onHost("runc", "/usr/bin/runc", "containerd-shim", writing("/root/.ssh/authorized_keys")),
        inContainer("runc", "/usr/bin/runc", "sh", { "evt.type": "setns" }),
      ],
    },
  }),

  ordinaryActivity({
    id: "image-layer-extraction",
    activity: "Docker unpacks the layers of an image",
    distinguishing: [
      "dockerd starts itself as `exe` or `docker-untar` inside a chroot of the layer: files such as /etc/group are those of the layer, not of the host.",
      "An image is pulled or built in the same second.",
    ],
    explains: ["*"],
    programs: ["exe", "docker-untar", "docker-applyLayer", "docker-applyLay", "docker-tar", "unpigz", "containerd"],
    executables: ["/usr/bin/dockerd"],
    where: "host",
    does: (facts) =>
      /(?:\/var\/lib\/docker\/(?:overlay2|aufs|vfs|btrfs|tmp)\/|^docker-(?:untar|applyLayer) \/)/.test(
        facts.process.command.text.slice(0, 500),
      )
        ? writesOf(facts, "/")
        : null,
    provenWhen: (facts) => facts.process.terminal !== true,
    and: "its arguments name a layer",
    examples: {
      proven: [
        onHost("exe", "/usr/bin/dockerd", "dockerd", {
          ...writing("/etc/group"),
          "proc.cmdline": "exe /var/lib/docker/overlay2/0a1b2c3d/diff",
        }),
      ],
      named: [
        onHost("exe", "", "", {
          ...writing("/etc/group"),
          "proc.cmdline": "exe /var/lib/docker/overlay2/0a1b2c3d/diff",
        }),
      ],
      ignored: [
        onHost("exe", "/tmp/exe", "bash", {
          ...writing("/etc/passwd"),
          "proc.cmdline": "exe /var/lib/docker/overlay2/0a1b2c3d/diff",
        }),
        onHost("exe", "/usr/bin/dockerd", "bash", { ...writing("/etc/passwd"), "proc.cmdline": "exe" }),
      ],
    },
  }),

  ordinaryActivity({
    id: "container-entrypoint",
    activity: "The entry point of a container prepares its settings before the service starts",
    distinguishing: [
      "It happens in the first seconds of the container's life, and again with every new container of that image.",
      "The image's own entry point script does exactly that (`docker history`, the Dockerfile).",
      "The same minutes or hours later, or below a web server, is no start-up.",
    ],
    explains: ["runs-shell", "exec-into-container", "new-executable-in-container"],
    programs: [
      "docker-entrypoint.sh",
      "docker-entrypoi",
      "entrypoint.sh",
      "entrypoint",
      "tini",
      "dumb-init",
      "s6-svscan",
      "s6-supervise",
      "s6-setuidgid",
      "supervisord",
      "runit",
      "su-exec",
      "gosu",
      "20-envsubst-on-",
      "10-listen-on-ip",
      "30-tune-worker-",
      "pause",
      "confd",
      "catatonit",
    ],
    executables: [],
    isScript: true,
    where: "container",
    does: (facts) =>
      facts.process.terminal === true
        ? null
        : (writesOf(
            facts,
            "/etc/nginx/",
            "/etc/apache2/",
            "/etc/httpd/",
            "/etc/php/",
            "/etc/mysql/",
            "/etc/postgresql/",
            "/etc/redis/",
            "/usr/local/etc/",
            "/var/lib/",
            "/run/",
            "/var/run/",
            "/etc/hosts",
            "/etc/services.d/",
            "/var/www/",
            "/app/",
            "/opt/",
          ) ?? callsOf(facts, "execve", "setuid", "setgid", "clone")),
    and: "",
    examples: {
      proven: [],
      named: [
        inContainer("docker-entrypoi", "/usr/bin/dash", "containerd-shim", {
          ...writing("/etc/nginx/conf.d/default.conf"),
          "proc.cmdline": "docker-entrypoi /docker-entrypoint.sh nginx",
        }),
      ],
      ignored: [
        inContainer("docker-entrypoi", "/usr/bin/dash", "nginx", writing("/etc/nginx/conf.d/default.conf")),
        inContainer("docker-entrypoi", "/tmp/docker-entrypoint.sh", "sh", writing("/etc/nginx/conf.d/default.conf")),
        inContainer("docker-entrypoi", "/usr/bin/dash", "containerd-shim", writing("/etc/ld.so.preload")),
        onHost("entrypoint.sh", "/usr/bin/dash", "bash", reading("/etc/shadow")),
      ],
    },
  }),
];
