/** Places, names and ports that several patterns know. */

/** Files that make code run or let somebody in: whoever writes them, a person should look. */
export const delicateFiles = [
  "/etc/ld.so.preload",
  "/etc/sudoers",
  "/etc/sudoers.d/",
  "/etc/cron.d/",
  "/etc/crontab",
  "/etc/cron.daily/",
  "/etc/cron.hourly/",
  "/etc/cron.weekly/",
  "/etc/cron.monthly/",
  "/var/spool/cron/",
  "/etc/rc.local",
  "/etc/shadow",
  "/etc/gshadow",
  "/etc/passwd",
  "/etc/pam.d/",
  "/etc/ssh/",
  "/root/.ssh/",
] as const;

/** What a log-in, or a look-up of a user, reads. */
export const loginFiles = [
  "/etc/shadow",
  "/etc/gshadow",
  "/etc/passwd",
  "/etc/group",
  "/etc/pam.d/",
  "/etc/security/",
  "/etc/login.defs",
  "/etc/nsswitch.conf",
  "/etc/environment",
];

/** Where packages have their files and their state. */
export const systemTrees = [
  "/etc/",
  "/usr/",
  "/bin/",
  "/sbin/",
  "/lib/",
  "/lib64/",
  "/opt/",
  "/boot/",
  "/var/lib/dpkg/",
  "/var/lib/rpm/",
  "/usr/lib/sysimage/rpm/",
  "/var/lib/apt/",
  "/var/cache/apt/",
  "/var/cache/dnf/",
  "/var/cache/yum/",
  "/var/lib/dnf/",
  "/var/cache/debconf/",
  "/lib/apk/db/",
  "/var/cache/apk/",
];

/** Where a pod finds the token of its service account. */
export const serviceAccountFolders = [
  "/var/run/secrets/kubernetes.io/serviceaccount/",
  "/run/secrets/kubernetes.io/serviceaccount/",
];

/** What the kernel shows about itself. */
export const kernelFiles = ["/proc/", "/sys/", "/host/proc/", "/host/sys/"];

/** Names of process 1 and its helper. */
export const initSystem = ["systemd", "init", "(sd-executor)", "systemd-executo"];

/** Addresses inside the network. */
export const inside = ["private", "cgnat", "loopback", "link-local"] as const;

/** Ports of the Kubernetes API server. */
export const apiPorts = [443, 6443, 8443];

/** Names of what starts containers. */
export const containerRuntimes = [
  "runc",
  ".runc",
  "crun",
  "conmon",
  "containerd",
  "containerd-shim",
  "containerd-shim-runc-v2",
  "dockerd",
  "crio",
  "podman",
  "kubelet",
  "k3s-server",
  "k3s-agent",
  "systemd",
  "docker-containerd",
  "docker-containerd-shim",
  "docker-containe",
];

/** Files about accounts and who may do what. */
export const accountFiles = [
  "/etc/shadow",
  "/etc/gshadow",
  "/etc/passwd",
  "/etc/group",
  "/etc/sudoers",
  "/etc/sudoers.d/",
  "/etc/pam.d/",
  "/etc/ssh/",
  "/etc/security/",
  "/etc/crontab",
  "/etc/cron.d/",
];

/** Where the programs that start containers lie on the host. */
export const runtimeExecutables = [
  "/usr/bin/runc",
  "/usr/sbin/runc",
  "/usr/local/sbin/runc",
  "/usr/libexec/crio/runc",
  "/usr/bin/crun",
  "/usr/libexec/crio/crun",
  "/usr/bin/conmon",
  "/usr/libexec/crio/conmon",
  "/usr/bin/containerd",
  "/usr/bin/containerd-shim",
  "/usr/bin/containerd-shim-runc-v2",
  "/usr/local/bin/containerd",
  "/usr/local/bin/containerd-shim-runc-v2",
  "/usr/bin/dockerd",
  "/usr/bin/docker-init",
  "/usr/bin/docker-proxy",
  "/usr/bin/crio",
  "/usr/bin/podman",
  "/snap/docker/",
  "/var/lib/rancher/k3s/data/",
];

/** Daemons have web addresses in their arguments; for most housekeeping they would be odd. */
export const addresses = ["http://", "https://"];
