import { baseName, isWorldWritablePlace } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, inCommands, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";

/** Programs and files that pass for something else, or are hidden from sight. */

const masked = { tactic: "defense-evasion", platforms: ["Linux"], families: ["syscall"] } as const;

const daemons = new Set(
  "sshd systemd systemd-logind systemd-journald systemd-journal systemd-resolve systemd-udevd systemd-resolved systemd-network init cron crond atd dbus-daemon rsyslogd agetty login nginx apache2 httpd dockerd containerd kubelet mysqld postgres redis-server ntpd chronyd polkitd udevd snapd sudo networkmanager irqbalance".split(
    " ",
  ),
);

const systemTool =
  /^\/(?:usr\/)?s?bin\/(?:ba|da|z|a)?sh$|^\/(?:usr\/)?s?bin\/(?:busybox|curl|wget|nc|ncat|socat|python[\d.]*|perl|ssh|su|sudo|ps|ls|netstat|ss|top|lsof|find|chattr|cat)$/;

export const runsHiddenProgram: Indicator = {
  ...masked,
  id: "runs-hidden-program",
  behaviour: "runs a program whose file or folder is hidden, in a place where everybody may write",
  meaning: "Nothing that is installed lies there; a name that begins with a dot keeps it out of listings.",
  technique: "T1564.001",
  alsoTechniques: ["T1059.004"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1564/001/",
  match: ({ process }) => {
    const { exepath, command } = process;
    if (exepath !== null && isHiddenInTemp(exepath)) return exepath;
    return command.commands.find(({ programPath }) => isHiddenInTemp(programPath))?.programPath ?? null;
  },
  examples: {
    found: [
      ran("kthrd -o pool", { "proc.exepath": "/dev/shm/.kthrd", ...inContainer }),
      ran("/tmp/.X11/x -c a", onHost),
      ran("sh -c nohup /var/tmp/.cache/run &"),
    ],
    ignored: [
      ran("node x.js", { "proc.exepath": "/home/mira/.nvm/versions/node/bin/node" }),
      ran("/tmp/x"),
      ran("cat /tmp/.x"),
      ran("x", { "proc.exepath": "/tmp/.mount_appX/AppRun" }),
    ],
  },
};

export const posesAsDaemon: Indicator = {
  ...masked,
  id: "poses-as-daemon",
  behaviour: "runs under the name of a system service, from a place where no such service lies",
  meaning: "In a list of processes it looks like one of the system's own.",
  technique: "T1036.005",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1036/005/",
  needs: "executable",
  match: ({ process }) => {
    const { exepath, name } = process;
    if (exepath === null || !exepath.startsWith("/")) return null;
    const isDaemon = daemons.has(baseName(exepath).toLowerCase()) || daemons.has((name ?? "").toLowerCase());
    return isDaemon &&
      (isWorldWritablePlace(exepath) ||
        (/^\/(?:root|home\/[^/]{1,64}|dev)\/\.?[\w.-]{1,60}/.test(exepath) && !exepath.includes("/bin/")))
      ? exepath
      : null;
  },
  examples: {
    found: [
      ran("sshd", { "proc.exepath": "/tmp/sshd", ...inContainer }),
      ran("systemd-journald", { "proc.exepath": "/dev/shm/.s/x" }),
      ran("nginx: worker", { "proc.name": "nginx", "proc.exepath": "/var/tmp/nginx" }),
    ],
    ignored: [
      ran("sshd -D", { "proc.exepath": "/usr/sbin/sshd" }),
      ran("nginx", { "proc.exepath": "/opt/nginx/sbin/nginx" }),
      ran("redis-server", { "proc.exepath": "/home/mira/redis/bin/redis-server" }),
    ],
  },
};

export const takesOtherName: Indicator = {
  ...masked,
  id: "takes-other-name",
  behaviour: "starts a program under a made-up name (exec -a)",
  meaning: "The list of processes then shows a kernel thread or a service where a tool runs.",
  technique: "T1036.011",
  families: ["syscall", "k8s_audit"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1036/011/",
  keywords: ["exec -a", "argv0", "prctl"],
  match: (facts) =>
    inCommands(
      facts,
      ({ text }) =>
        /(?:^|[\s;&|(])exec -a ["']?(?:\[[\w/:-]{1,30}\]|[\w./:-]{1,30})["']?/
          .exec(text.slice(0, 16_384))?.[0]
          .trim() ?? null,
    ),
  examples: {
    found: [ran("bash -c exec -a '[kworker/0:1]' /tmp/x", inContainer), ran("bash -c (exec -a sshd ./t &)")],
    ignored: [ran("bash -c exec -l bash"), ran("sh -c exec nginx -g x")],
  },
};

export const copiesSystemTool: Indicator = {
  ...masked,
  id: "copies-system-tool",
  behaviour: "copies or links a shell or tool of the system to another name or place",
  meaning: "Rules that know the tool by its name do not see the copy.",
  technique: "T1036.003",
  families: ["syscall", "k8s_audit"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1036/003/",
  keywords: ["bin/"],
  match: calls(new Set(["cp", "ln", "install", "mv"]), (call) => {
    const words = operands(call);
    const target = words.at(-1);
    const source = words.slice(0, -1).find(({ value }) => systemTool.test(value));
    if (source === undefined || target === undefined) return false;
    const isOdd = isWorldWritablePlace(target.value) || /(?:^|\/)\.[\w-]/.test(target.value);
    return isOdd && (call.program !== "mv" || !systemTool.test(target.value)) ? target : false;
  }),
  examples: {
    found: [
      ran("cp /bin/sh /tmp/update", inContainer),
      ran("ln -s /usr/bin/curl /dev/shm/c"),
      ran("cp /usr/bin/wget /root/.w"),
    ],
    ignored: [
      ran("cp /bin/busybox /rootfs/bin/sh"),
      ran("cp /tmp/sh /bin/sh"),
      ran("ln -sf /usr/bin/python3 /usr/local/bin/python"),
    ],
  },
};

export const hidesProcess: Indicator = {
  ...masked,
  id: "hides-process",
  behaviour: "hides a process by mounting something over its folder in /proc",
  meaning: "ps, top and whoever reads /proc do not see the process any more.",
  technique: "T1564",
  alsoTechniques: ["T1014"],
  families: ["syscall", "k8s_audit"],
  severity: "critical",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1564/",
  keywords: ["/proc/"],
  match: calls(new Set(["mount"]), (call) =>
    wordWhere(call, (value) => /^\/proc\/(?:\d{1,10}|\$\w{1,20}|\$\$)\/?$/.test(value)),
  ),
  examples: {
    found: [ran("mount -o bind /tmp/e /proc/4110", onHost), ran("sh -c mount --bind /var/tmp/.x /proc/$PID")],
    ignored: [ran("mount -t proc proc /proc"), ran("ls /proc/4110"), ran("mount --bind /proc /mnt/proc")],
  },
};

function isHiddenInTemp(path: string): boolean {
  if (!path.startsWith("/") || !path.includes("/.") || path.includes("/.mount_")) return false;
  if (!isWorldWritablePlace(path)) return false;
  return path.split("/").some((part) => part.length > 1 && part.startsWith(".") && part !== "..");
}
