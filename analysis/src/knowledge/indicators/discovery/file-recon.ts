import type { Indicator } from "../../indicator.ts";
import { readsFile } from "../credential-access/sensitive-files.ts";
import { calls, hasWord, operands } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { shells } from "../execution/programs.ts";

/** Looking for files. */

const histories =
  /(?:\/root|\/home\/[^/ ]{1,64}|~)?\/?\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zshenv|zprofile|cshrc|tcshrc|login|kshrc|inputrc)(?![\w.-])|\/etc\/(?:profile|bashrc|bash\.bashrc|zshrc|csh\.login|profile\.d\/[\w.-]+)(?![\w])/;

const readsStartFile = readsFile(histories);

const loginLogs =
  /\/var\/(?:log|run)\/(?:auth\.log|secure|wtmp|btmp|utmp|lastlog|faillog|audit\/audit\.log)(?:\.\d)?(?![\w])/;

const logOwners = new Set([
  "rsyslogd",
  "syslog-ng",
  "systemd-journal",
  "systemd-journald",
  "logrotate",
  "fail2ban-server",
  "fluentd",
  "fluent-bit",
  "filebeat",
  "promtail",
  "vector",
  "sshd",
  "login",
  "last",
  "lastlog",
  "who",
  "w",
  "auditd",
  "falco",
  "wazuh-agentd",
  "systemd",
  "systemd-logind",
  "sadc",
  "otelcol",
  "datadog-agent",
  "utmpdump",
  "uptime",
  "lightdm",
  "gdm",
]);

export const readsShellConfiguration: Indicator = {
  id: "reads-shell-configuration",
  behaviour: "reads the start-up file of a shell",
  meaning: "Variables with passwords stand there, and it is where a line can be added that runs at every log-in.",
  technique: "T1083",
  tactic: "discovery",
  alsoTechniques: ["T1546.004", "T1552.001"],
  severity: "low",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-sandbox_rules.yaml",
  match: (facts) =>
    shells.has(facts.process.name ?? "") && facts.process.command.commands.length < 2 ? null : readsStartFile(facts),
  examples: {
    found: [
      opened("/root/.bashrc", "cat /root/.bashrc", onHost),
      ran("less /home/anna/.profile"),
      opened("/etc/profile", "python3 x.py"),
    ],
    ignored: [
      opened("/root/.bashrc", "bash", { "proc.name": "bash" }),
      ran("ls -l /root/.bashrc"),
      ran("cat /opt/profile.json"),
    ],
  },
};

export const readsFileByTraversal: Indicator = {
  id: "reads-file-by-traversal",
  behaviour: "opens a file by a path that climbs out of its folder (../)",
  meaning: "This is how a path that came from outside, as in a web request, reaches files it was not meant for.",
  technique: "T1083",
  tactic: "discovery",
  alsoTechniques: ["T1005", "T1190"],
  severity: "medium",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: gated(["../"], (facts) => {
    for (const name of ["fd.nameraw", "evt.arg.name", "fd.name"]) {
      const value = facts.field(name);
      if (
        value !== null &&
        /(?:^|\/)\.\.\/(?:[\w.-]{1,60}\/){0,8}(?:etc|root|home|proc|var|boot|dev|run|\.ssh)\//.test(value)
      )
        return value;
    }
    return null;
  }),
  examples: {
    found: [
      opened("/etc/shadow", "app", { "fd.nameraw": "/srv/www/../../etc/shadow" }),
      opened("/etc/pam.d/login", "node x", { "fd.nameraw": "../../../../etc/pam.d/login" }),
    ],
    ignored: [
      opened("/usr/lib/x.so", "app", { "fd.nameraw": "/usr/lib/a/../x.so" }),
      opened("/etc/hosts", "app", { "fd.nameraw": "/etc/hosts" }),
    ],
  },
};

export const searchesFiles: Indicator = {
  id: "searches-files",
  behaviour: "searches the whole file system or the folders of others",
  meaning: "It is how an intruder finds data, settings and keys on a machine he does not know.",
  technique: "T1083",
  tactic: "discovery",
  severity: "low",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1083/",
  match: calls(new Set(["find", "locate", "ls", "tree", "du", "fd"]), (call) => {
    const places = operands(call).map(({ value }) => value);
    if (call.program === "locate") return places.length > 0;
    if (call.program === "find" || call.program === "tree" || call.program === "fd")
      return places[0] !== undefined && isForeign(places[0]);
    return (
      places.some(
        (place) => place === "/root" || /^\/(?:root|home)\//.test(place) || place === "/home" || place === "/",
      ) ||
      (hasWord(call, "-R", "-laR", "-alR") && places.some(isForeign))
    );
  }),
  examples: {
    found: [
      ran("find / -name *.conf", inContainer),
      ran("ls -la /root", inContainer),
      ran("sh -c ls -la / | head"),
      ran("locate backup"),
    ],
    ignored: [ran("find . -name x"), ran("ls -l"), ran("ls /usr/share")],
  },
};

export const readsLogs: Indicator = {
  id: "reads-logs",
  behaviour: "reads the system's logs of log-ins",
  meaning: "They tell who logs in from where and when, and whether the intruder was seen.",
  technique: "T1654",
  tactic: "discovery",
  severity: "low",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1654/",
  match: gated(["/var/log/", "journalctl", "utmp", "wtmp"], readsFile(loginLogs, logOwners)),
  examples: {
    found: [
      ran("cat /var/log/auth.log"),
      ran("grep Accepted /var/log/secure"),
      opened("/var/log/wtmp", "python3 x.py"),
    ],
    ignored: [
      ran("ls /var/log/auth.log"),
      ran("cat /var/log/nginx/access.log"),
      opened("/var/log/auth.log", "rsyslogd", { "proc.name": "rsyslogd" }),
    ],
  },
};

function isForeign(place: string): boolean {
  return place === "/" || /^\/(?:root|home|etc|var|opt|srv|proc|mnt|media|host|rootfs)(?:\/|$)/.test(place);
}
