import type { Facts } from "#alert/facts.ts";
import { changesFile } from "#alert/facts.ts";
import { sensitiveFile, withoutRootPrefix } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, hasWord, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { escapesToHost, written } from "./escape-parts.ts";

/** Ways out of a container that need no tool made for it: the runtime, handles, disks, folders of the host. */

const blockDevice =
  /^(?:[a-z]{1,12}=)?\/dev\/(?:sd[a-z]{1,2}\d{0,3}|nvme\d{1,2}n\d{1,2}(?:p\d{1,3})?|x?vd[a-z]{1,2}\d{0,3}|hd[a-z]\d{0,2}|dm-\d{1,4}|mapper\/[\w.-]{1,60}|mmcblk\d(?:p\d)?|md\d{1,3}|block\/[\w.:-]{1,60}|root|mem|kmem|port)$/;

const makesNode = calls(new Set(["mknod"]), (call) => hasWord(call, "b"));
const readers = calls(new Set(["dd", "cat", "debugfs", "xxd", "strings", "hexdump", "cp", "head"]), (call) =>
  wordWhere(call, (value) => blockDevice.test(value)),
);
const telling = new Set([
  "password-hashes",
  "sudoers",
  "ssh-private-key",
  "ssh-authorized-keys",
  "kubeconfig",
  "kubernetes-pki",
  "pam",
]);

/** Files that start something, or say who may log in. */
const startFile =
  /^\/(?:etc\/(?:cron|systemd\/|init\.d\/|rc\.local|ld\.so\.preload|passwd)|var\/spool\/cron\/|root\/\.)/;

const hostRoot = /^\/(?:host(?:fs|[-_]?root)?|rootfs|mnt(?:\/\w{1,20})?|proc\/1\/root)\/?$/;

const entrypoint = /\/(?:docker-)?entry-?point(?:\.sh)?$/;

export const changesEntrypoint: Indicator = {
  ...escapesToHost,
  id: "changes-entrypoint",
  behaviour: "changes the program that a container starts with",
  meaning: "It runs at the next start of the container, and with a link to /proc/self/exe it takes the runtime over.",
  alsoTechniques: ["T1554"],
  severity: "high",
  certainty: "likely",
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-sandbox_rules.yaml",
  keywords: ["entrypoint", "entry-point"],
  match: ({ file, container }) =>
    container.where !== "host" && file !== null && isWritten(file) && entrypoint.test(file.path) ? file.path : null,
  examples: {
    found: [
      opened("/docker-entrypoint.sh", "sh", { ...written, ...inContainer }),
      opened("/usr/local/bin/entrypoint.sh", "sed -i x", { ...written, ...inContainer }),
    ],
    ignored: [
      opened("/docker-entrypoint.sh", "sh", { "evt.arg.flags": "O_RDONLY", ...inContainer }),
      opened("/srv/app/entrypoint.sh", "git checkout main", { ...written, ...onHost }),
    ],
  },
};

export const startsInLeakedFolder: Indicator = {
  ...escapesToHost,
  id: "starts-in-leaked-folder",
  behaviour: "starts a process whose working folder is a leaked handle of the runtime (CVE-2024-21626)",
  meaning: "Through that folder the process stands in the host's files instead of the container's.",
  severity: "critical",
  certainty: "likely",
  source: "https://nvd.nist.gov/vuln/detail/CVE-2024-21626",
  keywords: ["/proc/self/fd/"],
  match: (facts) => {
    const { cwd } = facts.process;
    if (cwd !== null && /^\/proc\/self\/fd\/\d{1,4}/.test(cwd)) return cwd;
    return asksForFolder(facts);
  },
  examples: {
    found: [
      ran("bash", { "proc.cwd": "/proc/self/fd/7", ...inContainer }),
      ran("docker run -w /proc/self/fd/8 --name a x cat /etc/hostname", onHost),
    ],
    ignored: [ran("bash", { "proc.cwd": "/root", ...inContainer }), ran("cat /proc/self/fd/0", inContainer)],
  },
};

export const opensByHandle: Indicator = {
  ...escapesToHost,
  id: "opens-file-by-handle",
  behaviour: "opens a file by its handle instead of its path, from inside a container",
  meaning: 'With CAP_DAC_READ_SEARCH this reaches any file of the host ("shocker"), wherever the container\'s root is.',
  severity: "high",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man2/open_by_handle_at.2.html",
  keywords: ["open_by_handle_at"],
  match: ({ eventType, container, field }) =>
    eventType === "open_by_handle_at" && container.where === "container" ? field("evt.type") : null,
  examples: {
    found: [
      ran("shocker /etc/shadow", { "evt.type": "open_by_handle_at", ...inContainer }),
      ran("x", { "evt.type": "open_by_handle_at", "fd.name": "/etc/shadow", ...inContainer }),
    ],
    ignored: [ran("nfsd", { "evt.type": "open_by_handle_at", ...onHost }), ran("man open_by_handle_at", inContainer)],
  },
};

export const readsHostDisk: Indicator = {
  ...escapesToHost,
  id: "reads-host-disk",
  behaviour: "reads a raw disk with a command, or makes a device for one, inside a container",
  meaning: "Whoever holds the disk holds every file on it, without asking anybody.",
  severity: "critical",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1611/",
  keywords: ["/dev/", "mknod"],
  match: (facts) => (facts.container.where === "container" ? (makesNode(facts) ?? readers(facts)) : null),
  examples: {
    found: [ran("dd if=/dev/nvme0n1 of=/tmp/d bs=1M", inContainer), ran("mknod /tmp/x b 8 1", inContainer)],
    ignored: [
      ran("mknod /tmp/p p", inContainer),
      ran("ls -l /dev/sda", inContainer),
      ran("cat /dev/sda1", onHost),
      ran("dd if=/dev/sda of=/x"),
    ],
  },
};

export const reachesDelicateHostFile: Indicator = {
  ...escapesToHost,
  id: "reaches-delicate-host-file",
  behaviour: "reaches a file of the host that holds accounts, keys or jobs, from inside a container",
  meaning: "A container that changes such a file, or reads such a key, has the host.",
  severity: "critical",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1611/",
  needs: "file",
  match({ file, container }) {
    if (file === null || container.where !== "container") return null;
    for (const path of [file.path, file.newPath]) {
      const inside = path === null ? null : withoutRootPrefix(path);
      if (path === null || !inside?.hostRoot || inside.hostRoot.startsWith("/proc/self")) continue;
      const kind = sensitiveFile(inside.path);
      if (kind !== null && telling.has(kind)) return path;
      if (changesFile(file) && startFile.test(inside.path)) return path;
    }
    return null;
  },
  examples: {
    found: [
      opened("/host/etc/shadow", "cat /host/etc/shadow", inContainer),
      opened("/proc/1/root/root/.ssh/authorized_keys", "sh", { "evt.arg.flags": "O_WRONLY", ...inContainer }),
      opened("/host/etc/cron.d/x", "sh", { "evt.arg.flags": "O_CREAT|O_WRONLY", ...inContainer }),
    ],
    ignored: [
      opened("/host/etc/os-release", "node_exporter", inContainer),
      opened("/host/etc/shadow", "cat /host/etc/shadow", onHost),
      opened("/etc/shadow", "cat /etc/shadow", inContainer),
    ],
  },
};

export const changesRootToHost: Indicator = {
  ...escapesToHost,
  id: "changes-root-to-host",
  behaviour: "makes the host's folder its root, from inside a container",
  meaning: "From then on every program and file is the host's: the container is left behind.",
  severity: "high",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man1/chroot.1.html",
  keywords: ["chroot"],
  match: (facts) => (facts.container.where === "host" ? null : chroots(facts)),
  examples: {
    found: [ran("chroot /host bash", inContainer), ran("sh -c chroot /mnt/root /bin/sh", inContainer)],
    ignored: [
      ran("chroot /var/empty sshd", inContainer),
      ran("chroot /mnt grub-install /dev/sda", onHost),
      ran("ls /host", inContainer),
    ],
  },
};

const chroots = calls(new Set(["chroot"]), (call) => wordWhere(call, (value) => hostRoot.test(value)));

const asksForFolder = calls(new Set(["docker", "podman", "nerdctl", "runc"]), (call) => {
  if (!hasWord(call, "run", "create", "exec")) return false;
  return wordWhere(call, (value) => /^(?:--workdir=|--cwd=|-w)?\/proc\/self\/fd\/\d{1,4}/.test(value));
});

function isWritten(file: NonNullable<Facts["file"]>): boolean {
  return changesFile(file) || file.access === "unknown";
}
