import type { CommandLine, SimpleCommand } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, hasWord, inCommands, quoteCommand } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";

/** Watchers ended by their number, and the firewall stopped as a service. */

const impaired = {
  tactic: "defense-evasion",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit"],
} as const;

const asking = new Set(["pidof", "pgrep"]);
const ending = new Set(["kill", "xargs"]);
const watcher =
  /^(?:falco(?:-\w{2,20})?|falcosidekick|auditd|osqueryd|wazuh-\w{2,20}|ossec\S{0,20}|falcon-sensor|clamd|rsyslogd?|syslog-ng|fail2ban\S{0,10}|auditbeat|filebeat|sysdig|tetragon|tracee|aliyundun|stargate|barad_agent)$/i;

export const killsWatcher: Indicator = {
  ...impaired,
  id: "kills-watcher",
  behaviour: "looks up the process that watches this system and ends it",
  meaning: "What follows is meant to stay unseen.",
  technique: "T1562.001",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/001/",
  keywords: ["pidof", "pgrep"],
  match: (facts) => inCommands(facts, endedWatcher),
  examples: {
    found: [
      ran("sh -c kill -9 $(pidof falco)", onHost),
      ran("sh -c pgrep auditd | xargs kill -9", inContainer),
      ran("bash -c kill `pgrep -f wazuh-agent`"),
    ],
    ignored: [
      ran("pidof falco"),
      ran("sh -c pgrep falco || systemctl start falco"),
      ran("sh -c kill -HUP $(pidof nginx)"),
      ran("sh -c kill -HUP $(pidof rsyslogd)"),
    ],
  },
};

function endedWatcher(line: CommandLine): string | null {
  const asked = line.commands.find(
    ({ program, words }) => asking.has(program) && words.some(({ value }) => watcher.test(value)),
  );
  return asked !== undefined && line.commands.some(endsProcess) ? quoteCommand(line, asked) : null;
}

/** `kill -HUP` makes a program read its settings again, `kill -0` asks whether it lives. */
function endsProcess({ program, words }: SimpleCommand): boolean {
  if (!ending.has(program)) return false;
  const values = words.map(({ value }) => value);
  if (program === "xargs" && !values.includes("kill")) return false;
  return !values.some((value) => /^-(?:0|1|10|12|HUP|SIGHUP|USR[12]|SIGUSR[12])$/i.test(value));
}

const firewalls = /^(?:firewalld|ufw|iptables|ip6tables|nftables|netfilter-persistent|csf)(?:\.service)?$/;

export const stopsFirewallService: Indicator = {
  ...impaired,
  id: "stops-firewall-service",
  behaviour: "stops the firewall as a service",
  meaning: "The way out, or in, is open afterwards, and stays so where it is disabled.",
  technique: "T1562.004",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/004/",
  keywords: ["firewalld", "ufw", "tables", "netfilter", "csf"],
  match: calls(
    new Set(["systemctl", "service", "rc-service", "chkconfig", "csf"]),
    (call) =>
      (call.program === "csf" && hasWord(call, "-x", "--disable", "-f", "--stop")) ||
      (hasWord(call, "stop", "disable", "mask", "kill", "off") && call.args.some(({ value }) => firewalls.test(value))),
  ),
  examples: {
    found: [
      ran("systemctl stop firewalld", onHost),
      ran("service iptables stop", onHost),
      ran("sh -c systemctl disable --now ufw.service", onHost),
    ],
    ignored: [ran("systemctl status firewalld"), ran("systemctl restart nftables"), ran("systemctl stop ufw-report")],
  },
};

const packers = new Set(["upx", "upx-ucl", "ezuri", "shc"]);

export const packsProgram: Indicator = {
  ...impaired,
  id: "packs-program",
  behaviour: "packs a program so that scanners do not know it",
  meaning: "The packed file is another one to every list of known files; some builds pack to save space.",
  technique: "T1027.002",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1027/002/",
  keywords: ["upx", "ezuri", "shc"],
  match: calls(
    packers,
    (call) => call.args.length > 0 && !hasWord(call, "-d", "-l", "-t", "-V", "--version", "--help"),
  ),
  examples: {
    found: [ran("upx -9 ./miner", inContainer), ran("shc -f run.sh -o run")],
    ignored: [ran("upx -d sample"), ran("upx --version"), ran("ls /usr/bin/upx")],
  },
};

const hiddenFolder = /^\/(?:tmp|var\/tmp|dev\/shm|run\/shm)\/\.[^./][^/]{0,100}(?:\/|$)/;
/** Sockets, locks and caches that desktops, databases, builds and run-times keep there under such names. */
const ordinary =
  /\/\.(?:X\d|X11-unix|XIM-unix|ICE-unix|font-unix|Test-unix|s\.|java_pid|attach_pid|hsperf|dotnet|net|mount_|org\.|com\.|vbox|esd-|tmp|snap|guestfs|vscode|git|cache|config|local|npm|yarn|pki|lock|nfs|wine|gradle|m2|cargo|sonar|terraform|ansible|pytest|eslint|docker|env|venv|rpm|sem\.|goutputstream)/;

export const worksInHiddenFolder: Indicator = {
  ...impaired,
  id: "works-in-hidden-folder",
  behaviour: "writes into a hidden folder where everybody may write",
  meaning: "A folder with a dot among temporary files is where dropped tools lie: writable, and in no listing.",
  technique: "T1564.001",
  alsoTechniques: ["T1074.001"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1564/001/",
  needs: "file",
  match: hiddenPath,
  examples: {
    found: [
      { ...ran("sh"), "evt.type": "openat", "fd.name": "/tmp/.d/run", "evt.arg.flags": "O_CREAT|O_WRONLY", ...onHost },
      {
        ...ran("x"),
        "evt.type": "openat",
        "fd.name": "/dev/shm/.a",
        "evt.arg.flags": "O_CREAT|O_WRONLY",
        ...inContainer,
      },
    ],
    ignored: [
      {
        ...ran("postgres"),
        "evt.type": "openat",
        "fd.name": "/tmp/.s.PGSQL.5432.lock",
        "evt.arg.flags": "O_CREAT|O_RDWR",
      },
      { ...ran("java"), "evt.type": "openat", "fd.name": "/tmp/.java_pid812", "evt.arg.flags": "O_CREAT|O_WRONLY" },
      { ...ran("sh"), "evt.type": "openat", "fd.name": "/tmp/.d/run", ...onHost },
      { ...ran("sh"), "evt.type": "openat", "fd.name": "/srv/.d/run", "evt.arg.flags": "O_CREAT|O_WRONLY" },
    ],
  },
};

function hiddenPath({ file }: Facts): string | null {
  if (file === null || (file.access !== "create" && file.access !== "write" && file.access !== "rename")) return null;
  const path = file.newPath ?? file.path;
  return path.length < 1024 && hiddenFolder.test(path) && !ordinary.test(path) ? path : null;
}
