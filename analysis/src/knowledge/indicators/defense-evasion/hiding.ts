import { baseName } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, hasShortOption, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { writesFile } from "../persistence/written-files.ts";

/** Traces removed, protection switched off, things hidden. */

const shared = { tactic: "defense-evasion", platforms: ["Linux", "Containers"], families: ["syscall"] } as const;
const truncated = { "evt.arg.flags": "O_TRUNC|O_WRONLY", ...onHost };
const logs =
  /^(?:\/var\/log\/(?!(?:apt|dpkg|installer)\/)(?!.{0,200}\.(?:\d{1,3}|gz|xz|old)$).{1,200}|\/run\/utmp|\/var\/run\/utmp)$|\/(?:syslog|auth\.log|secure|wtmp|btmp|lastlog|messages|audit\.log)$/;

export const clearsLogs: Indicator = {
  ...shared,
  id: "clears-logs",
  behaviour: "empties or removes log files",
  meaning: "Without the log nobody sees who came and what they did.",
  technique: "T1070.002",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1070/002/",
  match(facts) {
    const { file, flags } = facts;
    if (
      file &&
      logs.test(file.path) &&
      (flags.has("O_TRUNC") || file.access === "delete" || /tampered|cleared|truncated/i.test(facts.alert.message))
    )
      return file.path;
    return clearsByCommand(facts);
  },
  examples: {
    found: [
      opened("/var/log/auth.log", "truncate -s 0 /var/log/auth.log", truncated),
      ran("rm -f /var/log/wtmp"),
      ran("truncate -s 0 /var/log/syslog"),
      ran("journalctl --vacuum-time=1s"),
    ],
    ignored: [
      opened("/var/log/auth.log", "sshd", { "evt.arg.flags": "O_APPEND|O_WRONLY" }),
      ran("tail /var/log/syslog"),
      ran("rm /var/log/apt/x"),
    ],
  },
};

const clearsByCommand = calls(new Set(["rm", "shred", "truncate", "unlink", "journalctl", "cp", "dmesg"]), (call) => {
  if (call.program === "journalctl")
    return wordWhere(
      call,
      (value) => value.startsWith("--vacuum-time=1") || value === "--rotate" || value.startsWith("--vacuum-size=1"),
    );
  if (call.program === "dmesg") return hasShortOption(call, "Cc");
  const target = call.program === "cp" ? operands(call).slice(-1) : operands(call);
  if (call.program === "cp" && operands(call)[0]?.value !== "/dev/null") return false;
  return target.find(({ value }) => logs.test(value)) ?? false;
});

const history = /\/\.(?:bash|zsh|sh|ash|python|mysql|psql)_history$/;

export const clearsHistory: Indicator = {
  ...shared,
  id: "clears-history",
  behaviour: "removes or empties the shell's history",
  meaning: "The history shows what was typed; only somebody with a reason empties it.",
  technique: "T1070.003",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1070/003/",
  keywords: ["hist"],
  match(facts) {
    const { file } = facts;
    const named = ["evt.arg.name", "evt.arg.path", "evt.arg.oldpath"]
      .map((name) => facts.field(name))
      .find((path) => path !== null && history.test(path));
    if (named && /unlink|rename/.test(facts.eventType ?? "")) return named;
    if (
      file &&
      history.test(file.path) &&
      (file.access === "delete" || file.access === "rename" || facts.flags.has("O_TRUNC"))
    )
      return file.path;
    return clearsHistoryByCommand(facts);
  },
  examples: {
    found: [
      ran("rm -f /root/.bash_history"),
      ran("sh -c history -c"),
      ran("x", { "evt.type": "unlinkat", "evt.arg.name": "/root/.bash_history" }),
      ran("ln -sf /dev/null /root/.bash_history"),
    ],
    ignored: [opened("/root/.bash_history", "bash"), ran("tail /root/.bash_history"), ran("sh -c history")],
  },
};

const clearsHistoryByCommand = calls(
  new Set(["rm", "shred", "unlink", "truncate", "mv", "ln", "history", "unset"]),
  (call) => {
    if (call.program === "history") return hasShortOption(call, "c");
    if (call.program === "unset") return wordWhere(call, (value) => value.startsWith("HIST"));
    return wordWhere(call, (value) => history.test(value));
  },
);

export const changesTimes: Indicator = {
  ...shared,
  id: "changes-file-times",
  behaviour: "gives a file another time of change",
  meaning: "A new file with an old date is not seen among the system's own.",
  technique: "T1070.006",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1070/006/",
  keywords: ["touch"],
  match: calls(new Set(["touch"]), (call) =>
    call.args.some(
      ({ value }) => value === "-r" || value === "-t" || value === "-d" || /^--(?:reference|date)=/.test(value),
    ),
  ),
  examples: {
    found: [ran("touch -r /bin/ls /tmp/x"), ran("touch -d 2020-01-01 /usr/bin/x")],
    ignored: [ran("touch /tmp/x"), ran("touch -a x")],
  },
};

const protection = new Set([
  "falco",
  "falco-modern-bpf",
  "falcosidekick",
  "auditd",
  "apparmor",
  "osqueryd",
  "wazuh-agent",
  "wazuh-agentd",
  "ossec",
  "crowdstrike",
  "falcon-sensor",
  "sysmon",
  "clamav-daemon",
  "clamd",
  "rsyslog",
  "rsyslogd",
  "syslog-ng",
  "fail2ban",
  "auditbeat",
  "filebeat",
  "datadog-agent",
  "sysdig",
  "tetragon",
  "tracee",
  "aide",
  "selinux",
]);
const withoutSuffix = (value: string) => value.replace(/\.service$/, "");

export const stopsProtection: Indicator = {
  ...shared,
  id: "stops-protection",
  behaviour: "stops what watches this system",
  meaning: "What follows is meant to stay unseen.",
  technique: "T1562.001",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/001/",
  match: (facts) => stopsService(facts) ?? killsProtection(facts) ?? switchesEnforcementOff(facts),
  examples: {
    found: [
      ran("systemctl stop falco"),
      ran("pkill -9 auditd"),
      ran("setenforce 0"),
      ran("sh -c service rsyslog stop"),
    ],
    ignored: [ran("systemctl status falco"), ran("systemctl stop nginx"), ran("setenforce 1"), ran("pgrep falco")],
  },
};

const stopsService = calls(
  new Set(["systemctl", "service", "rc-service", "initctl"]),
  (call) =>
    call.args.some(({ value }) => /^(?:stop|disable|mask|kill)$/.test(value)) &&
    call.args.some(({ value }) => protection.has(withoutSuffix(value))),
);
const killsProtection = calls(new Set(["pkill", "killall", "kill"]), (call) =>
  wordWhere(call, (value) => protection.has(value)),
);
const switchesEnforcementOff = calls(new Set(["setenforce", "aa-teardown", "aa-disable"]), (call) =>
  call.program === "setenforce"
    ? call.args.some(({ value }) => value === "0" || value.toLowerCase() === "permissive")
    : true,
);

export const opensFirewall: Indicator = {
  ...shared,
  id: "opens-firewall",
  behaviour: "switches the firewall off or empties its rules",
  meaning: "The way out, or in, is open afterwards.",
  technique: "T1562.004",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/004/",
  keywords: ["tables", "nft", "ufw", "firewall"],
  match: calls(new Set(["iptables", "ip6tables", "nft", "ufw", "firewall-cmd"]), (call) => {
    const values = call.args.map(({ value }) => value);
    if (call.program === "ufw") return values.includes("disable") || values.includes("reset");
    if (call.program === "nft") return values.includes("flush");
    return (
      values.includes("-F") ||
      values.includes("--flush") ||
      values.includes("--panic-off") ||
      (values.includes("-P") && values.includes("ACCEPT"))
    );
  }),
  examples: {
    found: [ran("iptables -F"), ran("ufw disable"), ran("nft flush ruleset")],
    ignored: [ran("iptables -L"), ran("ufw status"), ran("iptables -A INPUT -s 10.0.0.1 -j DROP")],
  },
};

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
