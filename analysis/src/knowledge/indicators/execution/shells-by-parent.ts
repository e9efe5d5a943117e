import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { behind } from "../gates.ts";
import { withoutVersion } from "./calls.ts";
import { inContainer, onHost, ran } from "./examples.ts";
import { appRuntimes, containerRuntimes, javaServers, shells, webServers } from "./programs.ts";

/** Shells, judged by who started them and for whom. */

const remoteEntrances = new Set([
  "sshd",
  "login",
  "systemd-logind",
  "telnetd",
  "in.telnetd",
  "dropbear",
  "sshd-session",
  "su",
  "sudo",
]);
const startEvents = new Set(["execve", "execveat", "clone", "spawned_process"]);

const nologin = new Set(
  "bin daemon games lp mail nobody sshd sync uucp www-data man news proxy list irc gnats apache nginx httpd http ftp ntp messagebus dbus sys _apt".split(
    " ",
  ),
);
const ordinaryParents = new Set([
  ...shells,
  ...containerRuntimes,
  ...remoteEntrances,
  ..."cron crond anacron atd systemd init make tmux screen tmux: gnome-terminal xterm konsole sudo su login code vim vi man less git apt dpkg yum rpm dnf run-parts udevd systemd-udevd cloud-init docker kubectl find xargs env timeout watch entrypoint.sh tini dumb-init s6-supervise supervisord monit runsvdir ssh script expect".split(
    " ",
  ),
]);

export const terminalShellInContainer: Indicator = {
  id: "terminal-shell-in-container",
  behaviour: "is a shell with a terminal in a container",
  meaning: "A person sits at it: containers need no shell for their work, so this is an administrator or an intruder.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1609"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: behind({ processes: shells }, (facts) =>
    isShell(facts) && isStart(facts) && facts.container.where === "container" && facts.process.terminal === true
      ? shownBy(facts)
      : null,
  ),
  examples: {
    found: [
      ran("bash", { "proc.tty": 34816, "proc.pname": "runc", ...inContainer }),
      ran("sh -c clear; (bash || ash || sh)", { "proc.tty": 34816, "proc.pname": "containerd-shim", ...inContainer }),
    ],
    ignored: [
      ran("sh -c ./start.sh", { "proc.tty": 0, ...inContainer }),
      ran("bash", { "proc.tty": 34816, ...onHost }),
      ran("top", { "proc.tty": 34816, ...inContainer }),
    ],
  },
};

export const execIntoContainer: Indicator = {
  id: "exec-into-container",
  behaviour: "was started in the container from outside, as docker exec or kubectl exec do",
  meaning: "Whoever may exec has the container's rights, secrets and network position.",
  technique: "T1609",
  tactic: "execution",
  alsoTechniques: ["T1059.004"],
  severity: "low",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1609/",
  match: behind({ processes: shells }, (facts) =>
    isShell(facts) &&
    isStart(facts) &&
    facts.container.where === "container" &&
    containerRuntimes.has(facts.parent.name ?? "")
      ? facts.parent.name
      : null,
  ),
  examples: {
    found: [
      ran("sh -c uptime", { "proc.pname": "runc", "proc.tty": 0, ...inContainer }),
      ran("bash", { "proc.pname": "containerd-shim", "proc.tty": 34816, ...inContainer }),
    ],
    ignored: [
      ran("bash", { "proc.pname": "sshd", ...onHost }),
      ran("nginx -g daemon off;", { "proc.pname": "containerd-shim", ...inContainer }),
    ],
  },
};

export const systemAccountInteractive: Indicator = {
  id: "system-account-interactive",
  behaviour: "runs commands interactively under an account that belongs to a service",
  meaning: "Nobody logs in as these accounts; somebody who does has mostly come in through the service itself.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1078.003", "T1505.003"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: (facts) => {
    if (facts.user.kind !== "system" || !isStart(facts) || facts.user.name === null || !nologin.has(facts.user.name))
      return null;
    const interactive =
      facts.process.terminal === true ||
      facts.user.loginUid !== null ||
      facts.ancestors.some((name) => remoteEntrances.has(name));
    return interactive ? facts.user.name : null;
  },
  examples: {
    found: [
      ran("bash -i", { "user.name": "www-data", "user.uid": 33, "proc.tty": 34816, ...onHost }),
      ran("id", { "user.name": "daemon", "user.uid": 1, "proc.pname": "bash", "proc.aname[2]": "sshd", ...onHost }),
    ],
    ignored: [
      ran("php-fpm: pool www", { "user.name": "www-data", "user.uid": 33, "proc.tty": 0 }),
      ran("bash", { "user.name": "anna", "user.uid": 1000, "proc.tty": 34816 }),
    ],
  },
};

export const programSpawnsShell: Indicator = {
  id: "program-spawns-shell",
  behaviour: "is a shell that a server program started",
  meaning: "Servers seldom need a shell; an exploited one starts it to run the attacker's commands.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1190"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: behind({ processes: shells }, (facts) => {
    const parent = facts.parent.name;
    if (parent === null || !isShell(facts) || !isStart(facts)) return null;
    const plain = withoutVersion(parent);
    const isServer =
      appRuntimes.has(plain) ||
      webServers.has(plain) ||
      javaServers.has(plain) ||
      (!ordinaryParents.has(plain) && facts.field("proc.pexepath") !== null);
    return isServer && !plain.startsWith("runc") ? parent : null;
  }),
  examples: {
    found: [
      ran("sh -c id", { "proc.pname": "node", ...inContainer }),
      ran("bash", { "proc.pname": "mailer", "proc.pexepath": "/opt/mailer/mailer", ...onHost }),
    ],
    ignored: [
      ran("sh -c run-parts /etc/cron.daily", { "proc.pname": "cron", "proc.pexepath": "/usr/sbin/cron" }),
      ran("bash", { "proc.pname": "sshd", "proc.pexepath": "/usr/sbin/sshd" }),
      ran("ls", { "proc.pname": "node" }),
    ],
  },
};

export const runsShell: Indicator = {
  id: "runs-shell",
  behaviour: "runs commands in a shell",
  meaning: "A shell runs whatever it is given, so what matters is who gave it these commands.",
  technique: "T1059.004",
  tactic: "execution",
  severity: "low",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1059/004/",
  match: behind({ processes: shells }, (facts) =>
    isShell(facts) && isStart(facts) && facts.file === null && facts.connection === null ? shownBy(facts) : null,
  ),
  examples: {
    found: [ran("sh -c ls -la /tmp", inContainer), ran("bash", onHost)],
    ignored: [
      ran("ls -la /tmp"),
      { "evt.type": "openat", "fd.name": "/etc/x.conf", "proc.name": "sh", "proc.cmdline": "sh -c echo > /etc/x.conf" },
    ],
  },
};

function isShell(facts: Facts): boolean {
  return facts.process.name !== null && shells.has(facts.process.name);
}

function isStart(facts: Facts): boolean {
  return facts.eventType === null || startEvents.has(facts.eventType);
}

function shownBy(facts: Facts): string | null {
  const { text } = facts.process.command;
  return text.trim() === "" ? facts.process.name : text.slice(0, 240);
}
