import { baseName } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { calls } from "../execution/calls.ts";
import { inContainer, opened, ran } from "../execution/examples.ts";
import { writesFile } from "../persistence/written-files.ts";

/** Files and programs that are not to be seen or not to be changed. */

const shared = { tactic: "defense-evasion", platforms: ["Linux", "Containers"], families: ["syscall"] } as const;

export const hidesFiles: Indicator = {
  ...shared,
  id: "hides-files",
  behaviour: "makes a hidden file or folder in a place where none belongs",
  meaning: "Names that begin with a dot, or lie below /dev, are not listed and not looked for.",
  technique: "T1564.001",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1564/001/",
  match: writesFile(
    /^(?!.*\.sw[a-z]$|(?!\/dev\/).*\/\.(?:pwd\.lock$|updated$|placeholder$|keep$|build-id|hash$|htaccess$|env(?:$|[./])|attrs|git|docker|npm|yarn|venv|rpmdb|cache|config|local|bash|profile|zsh|vim|dpkg-|nfs|lock$|tmp)|\/etc\/skel\/|\/(?:var\/)?tmp\/\.(?:X\d|X11-unix|XIM-unix|ICE-unix|font-unix|s\.PGSQL|java_pid|attach_pid|vbox|esd-|nfs|org\.|com\.|mount_))(?:\/(?:tmp|var\/tmp|usr|bin|sbin|lib|etc|opt|boot|var\/(?!lib\/|cache\/|run\/)).{0,200}\/\.[^./][^/]{0,100}$|\/(?:tmp|var\/tmp|usr)\/\.[^./][^/]{0,100}$|\/dev\/\.[^/]{1,100}|\/dev\/(?!shm\/|null$|zero$|pts\/|tty|std|fd\/|mqueue\/|net\/|mapper\/|log$|ptmx$|random$|urandom$|console$|tcp\/|udp\/|kmsg$|[svx]d[a-z]|nvme|dm-|loop|mem$|input\/|char\/|block\/)[\w.]{1,60}$)/,
  ),
  examples: {
    found: [
      opened("/usr/lib/.x", "sh -c touch /usr/lib/.x", { "evt.arg.flags": "O_CREAT|O_WRONLY" }),
      opened("/dev/.cache", "sh", { "evt.arg.flags": "O_CREAT|O_WRONLY" }),
      ran("mkdir /tmp/.ICE-x"),
    ],
    ignored: [
      opened("/home/mira/.cache", "sh", { "evt.arg.flags": "O_CREAT|O_WRONLY" }),
      opened("/dev/null", "sh", { "evt.arg.flags": "O_WRONLY" }),
      opened("/tmp/.s.PGSQL.5432.lock", "postgres", { "evt.arg.flags": "O_CREAT|O_RDWR" }),
      opened("/opt/shop/.env", "sh deploy.sh", { "evt.arg.flags": "O_CREAT|O_WRONLY" }),
      opened("/etc/.pwd.lock", "useradd", { "evt.arg.flags": "O_CREAT|O_WRONLY" }),
      opened("/usr/lib/.x", "ls"),
    ],
  },
};

export const posesAsKernelThread: Indicator = {
  ...shared,
  id: "poses-as-kernel-thread",
  behaviour: "runs a program under the name of a kernel thread",
  meaning: "Kernel threads have no executable; whoever takes such a name hides in the list of processes.",
  technique: "T1036.004",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1036/004/",
  needs: "executable",
  match: ({ process }) =>
    process.exepath &&
    process.exepath !== "" &&
    /^\[?(?:kworker|kthreadd|ksoftirqd|migration|rcu_|kswapd|kdevtmpfs|watchdogd?)(?:[/:\d]|\]|$)/.test(
      process.name ?? "",
    ) &&
    !process.exepath.startsWith("/usr/lib/systemd")
      ? (process.name ?? null)
      : null,
  examples: {
    found: [
      ran("[kworker/0:1]", { "proc.name": "[kworker/0:1]", "proc.exepath": "/tmp/.x/k" }),
      ran("kthreadd", { "proc.exepath": "/dev/shm/k" }),
    ],
    ignored: [ran("kworker/0:1"), ran("watchdog-agent", { "proc.exepath": "/usr/bin/watchdog-agent" })],
  },
};

export const namesDifferFromProgram: Indicator = {
  ...shared,
  id: "renamed-interpreter",
  behaviour: "runs a shell or network tool under another name",
  meaning: "A copy with another name passes lists of forbidden names.",
  technique: "T1036.003",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1036/003/",
  needs: "executable",
  match({ process }) {
    const { exepath, name } = process;
    if (!exepath || !name || !/^\/(?:usr\/)?bin\/(?:nc|ncat|netcat|socat|nmap)(?:\.[a-z]+)?$/.test(exepath))
      return null;
    return baseName(exepath).startsWith(name.slice(0, 2)) || /^(?:nc|ncat|netcat|socat|nmap)/.test(name)
      ? null
      : exepath;
  },
  examples: {
    found: [
      ran("httpd -e sh", { "proc.exepath": "/usr/bin/ncat" }),
      ran("update 1", { "proc.exepath": "/usr/bin/socat" }),
    ],
    ignored: [
      ran("nc -l 1", { "proc.exepath": "/usr/bin/nc.openbsd" }),
      ran("httpd", { "proc.exepath": "/usr/sbin/httpd" }),
    ],
  },
};

export const changesAttributes: Indicator = {
  ...shared,
  id: "changes-attributes",
  behaviour: "makes a file unchangeable, or changeable again (chattr)",
  meaning: "Miners protect their files so, and take the protection from those of others.",
  technique: "T1222.002",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1222/002/",
  keywords: ["chattr"],
  match: calls(new Set(["chattr"]), (call) => call.args.some(({ value }) => /^[+-=][acdeijsu]*[aiu]/.test(value))),
  examples: {
    found: [ran("chattr +i /etc/cron.d/x", inContainer), ran("chattr -ia /etc/passwd")],
    ignored: [ran("lsattr /etc"), ran("chattr +C /var/lib/db")],
  },
};

export const opensPermissions: Indicator = {
  ...shared,
  id: "opens-permissions",
  behaviour: "opens a file or folder to everybody",
  meaning: "What everybody may write, an intruder may change with any rights.",
  technique: "T1222.002",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1222/002/",
  keywords: ["chmod"],
  match: calls(new Set(["chmod"]), (call) => call.args.some(({ value }) => /^0?777$|^a\+rwx$|^o\+w/.test(value))),
  examples: {
    found: [ran("chmod 777 /etc/passwd"), ran("chmod -R 0777 /srv")],
    ignored: [ran("chmod 755 x"), ran("chmod +x x")],
  },
};
