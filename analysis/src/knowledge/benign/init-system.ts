import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { inContainer, onHost, reading, writing } from "./examples.ts";
import { initSystem, loginFiles } from "./places.ts";
import { callsOf, readsOf, writesOf } from "./trust.ts";

/** What the init system of every Linux machine does all day. */

export const initSystemPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "systemd-executor-starts-unit",
    activity: "systemd starts a unit and looks up the unit's user",
    distinguishing: [
      "systemd-executor is the child that systemd forks for every unit; it runs under a number as its name (`9 --deserialize 88`) and becomes the service a moment later.",
      "The journal shows a unit that starts in the same second.",
      "A unit file that belongs to no package, or one below /tmp or a home folder, would make the start itself worth a look.",
    ],
    explains: ["*"],
    programs: ["systemd-executor", "(sd-executor)"],
    executables: ["/usr/lib/systemd/systemd-executor"],
    where: "host",
    does: (facts) => readsOf(facts, ...loginFiles),
    and: "it only reads what it needs to look up the unit's user",
    examples: {
      proven: [
        onHost("7", "/usr/lib/systemd/systemd-executor", "systemd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "7 --deserialize 71 --log-level info --log-target journal-or-kmsg",
        }),
      ],
      named: [{ ...onHost("systemd-executor", "", "systemd", reading("/etc/shadow")) }],
      ignored: [
        onHost("9", "/usr/bin/systemd-executor", "systemd", reading("/etc/shadow")),
        onHost("systemd-executor", "/home/mira/systemd-executor", "bash", reading("/etc/shadow")),
        onHost("9", "/usr/lib/systemd/systemd-executor", "systemd", writing("/etc/shadow")),
      ],
    },
  }),

  ordinaryActivity({
    id: "systemd-manages-services",
    activity: "systemd manages services: it loads its eBPF filters, sets up name spaces and devices",
    distinguishing: [
      "Process 1 and its helpers do this when a unit with sandbox settings (PrivateTmp, IPAddressDeny, RestrictNetworkInterfaces) starts.",
      "The executable is /usr/lib/systemd/systemd on the host, started by nobody or by itself.",
      "In a container, or from any other folder, something else only calls itself systemd.",
    ],
    explains: ["*"],
    programs: ["systemd"],
    executables: ["/usr/lib/systemd/systemd", "/usr/lib/systemd/systemd-executor"],
    where: "host",
    does: (facts) =>
      callsOf(
        facts,
        "bpf",
        "setns",
        "unshare",
        "mount",
        "umount",
        "umount2",
        "clone",
        "clone3",
        "pivot_root",
        "mknod",
        "mknodat",
        "setuid",
        "setgid",
        "prctl",
      ) ?? writesOf(facts, "/run/systemd/", "/sys/fs/cgroup/", "/dev/", "/run/udev/"),
    and: "it sets up services as process 1 does",
    examples: {
      proven: [onHost("systemd", "/usr/lib/systemd/systemd", "", { "evt.type": "bpf", "evt.arg.cmd": "5" })],
      named: [onHost("systemd", "", "systemd", { "evt.type": "setns" })],
      ignored: [
        onHost("systemd", "/dev/shm/systemd", "systemd", { "evt.type": "bpf" }),
        inContainer("systemd", "/usr/lib/systemd/systemd", "sh", { "evt.type": "setns" }),
        onHost("systemd", "/usr/lib/systemd/systemd", "bash", {
          "evt.type": "execve",
          "proc.cmdline": "systemd --user; curl x | sh",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "systemd-keeps-accounts",
    activity: "systemd's login and account services read or maintain the account files",
    distinguishing: [
      "systemd-logind, systemd-userwork and systemd-sysusers answer log-ins and create the system accounts that packages declare in /usr/lib/sysusers.d.",
      "They are started by process 1, never by a shell.",
      "A new account with uid 0 or a login shell afterwards speaks against it.",
    ],
    explains: ["*"],
    programs: [
      "systemd-logind",
      "systemd-userwork",
      "systemd-userdbd",
      "systemd-sysusers",
      "systemd-homed",
      "systemd-user-ru",
    ],
    executables: [
      "/usr/lib/systemd/systemd-logind",
      "/usr/lib/systemd/systemd-userwork",
      "/usr/lib/systemd/systemd-userdbd",
      "/usr/bin/systemd-sysusers",
      "/usr/lib/systemd/systemd-user-runtime-dir",
    ],
    where: "host",
    startedBy: [...initSystem, "systemd-userdbd", "dpkg", "rpm"],
    byPerson: true,
    does: (facts) =>
      readsOf(facts, ...loginFiles) ??
      (facts.process.exepath?.endsWith("/systemd-sysusers")
        ? writesOf(facts, "/etc/.pwd.lock", "/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow")
        : null),
    provenWhen: (facts) =>
      facts.file?.access === "read" || facts.process.exepath?.endsWith("/systemd-sysusers") === true,
    and: "it touches the account files as that service does",
    examples: {
      proven: [
        onHost("systemd-userwork", "/usr/lib/systemd/systemd-userwork", "systemd-userdbd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "systemd-userwork: waiting...",
        }),
      ],
      named: [onHost("systemd-logind", "", "systemd", reading("/etc/pam.d/systemd-user"))],
      ignored: [
        onHost("systemd-logind", "/var/tmp/systemd-logind", "systemd", reading("/etc/shadow")),
        onHost("systemd-logind", "/usr/lib/systemd/systemd-logind", "systemd", writing("/etc/shadow")),
      ],
    },
  }),

  ordinaryActivity({
    id: "temporary-files-clean-up",
    activity: "systemd-tmpfiles creates and removes temporary files",
    distinguishing: [
      "It runs at boot and once a day from systemd-tmpfiles-clean.timer, and touches what /usr/lib/tmpfiles.d and /etc/tmpfiles.d name.",
      "Whoever may write to /etc/tmpfiles.d can make it write anywhere: only temporary places speak for the ordinary case.",
    ],
    explains: ["*"],
    programs: ["systemd-tmpfile", "systemd-tmpfiles", "tmpwatch", "tmpreaper"],
    executables: ["/usr/bin/systemd-tmpfiles", "/usr/sbin/tmpwatch", "/usr/sbin/tmpreaper"],
    where: "host",
    startedBy: [...initSystem, "cron", "crond", "anacron", "run-parts"],
    does: (facts) =>
      writesOf(
        facts,
        "/tmp/",
        "/var/tmp/",
        "/run/",
        "/var/lib/systemd/",
        "/var/cache/",
        "/dev/net/",
        "/dev/snd/",
        "/dev/fuse",
        "/dev/loop-control",
        "/dev/vfio/",
        "/dev/mapper/",
        "/dev/kvm",
      ),
    and: "it touches temporary places and standard devices only",
    examples: {
      proven: [
        onHost("systemd-tmpfile", "/usr/bin/systemd-tmpfiles", "systemd", {
          ...writing("/dev/net/tun"),
          "proc.cmdline": "systemd-tmpfiles --prefix=/dev --create --boot",
        }),
      ],
      named: [onHost("systemd-tmpfile", "", "systemd", writing("/tmp/.X11-unix"))],
      ignored: [
        onHost("systemd-tmpfile", "/usr/bin/systemd-tmpfiles", "systemd", writing("/etc/cron.d/x")),
        onHost("systemd-tmpfile", "/usr/bin/systemd-tmpfiles", "systemd", writing("/dev/shm/.x")),
      ],
    },
  }),

  ordinaryActivity({
    id: "device-nodes",
    activity: "udev or device-mapper tools create device nodes",
    distinguishing: [
      "A device was attached or a volume activated in the same second (`dmesg`, `udevadm info`).",
      "What lies below /dev is a device node or a link, never a regular file with content.",
    ],
    explains: ["*"],
    programs: [
      "systemd-udevd",
      "udevadm",
      "udevd",
      "(udev-worker)",
      "dmsetup",
      "lvm",
      "mdadm",
      "multipathd",
      "blkid",
      "losetup",
      "cryptsetup",
    ],
    executables: [
      "/usr/bin/udevadm",
      "/usr/lib/systemd/systemd-udevd",
      "/usr/sbin/dmsetup",
      "/usr/sbin/lvm",
      "/usr/sbin/mdadm",
      "/usr/sbin/multipathd",
      "/usr/sbin/losetup",
      "/usr/sbin/cryptsetup",
    ],
    where: "host",
    does: (facts) =>
      facts.file?.path.startsWith("/dev/shm/") || facts.file?.path.startsWith("/dev/mqueue/")
        ? null
        : writesOf(facts, "/dev/", "/run/udev/", "/run/lvm/", "/run/lock/lvm/"),
    and: "it makes nodes below /dev",
    examples: {
      proven: [onHost("(udev-worker)", "/usr/bin/udevadm", "systemd-udevd", writing("/dev/disk/by-id/.#wwn-0x5000"))],
      named: [onHost("systemd-udevd", "", "systemd", writing("/dev/sdb1"))],
      ignored: [
        onHost("systemd-udevd", "/usr/bin/udevadm", "systemd", writing("/dev/shm/x")),
        onHost("systemd-udevd", "/tmp/udevadm", "systemd", writing("/dev/sdb1")),
        onHost("udevadm", "/usr/bin/udevadm", "bash", writing("/etc/udev/rules.d/99-x.rules")),
      ],
    },
  }),
];
