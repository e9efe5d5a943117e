import type { Indicator } from "../../indicator.ts";
import { calls, hasWord } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { firstOf } from "../gates.ts";
import { discovery, readsOneOf } from "./host-recon.ts";

/** Looking around on the machine: each a daily command, telling only together with what else was seen. */

const systemCommands = calls(
  new Set([
    "uname",
    "hostnamectl",
    "lscpu",
    "lsb_release",
    "arch",
    "dmidecode",
    "lshw",
    "lspci",
    "lsusb",
    "uptime",
    "nproc",
    "sw_vers",
    "inxi",
    "lsmod",
    "sysctl",
  ]),
  (call) => {
    if (call.program === "sysctl") return hasWord(call, "-a", "kernel.version", "kernel.osrelease");
    return call.program !== "hostnamectl" || !hasWord(call, "set-hostname", "hostname");
  },
);

const accountCommands = calls(new Set(["getent", "sudo", "groups", "compgen", "lslogins", "net"]), (call) => {
  const [first] = call.args;
  if (call.program === "getent") return hasWord(call, "passwd", "group", "shadow");
  if (call.program === "sudo") return first !== undefined && /^-(?:l{1,2}|nl|ln)$/.test(first.value);
  if (call.program === "compgen") return hasWord(call, "-u");
  return call.program !== "net" || hasWord(call, "user", "group");
});

export const asksWhoItIs: Indicator = {
  ...discovery,
  id: "asks-who-it-is",
  behaviour: "asks which account it runs as and who else is logged in",
  meaning: "It is the first thing somebody does who came in by a way that did not tell.",
  technique: "T1033",
  alsoTechniques: ["T1069.001"],
  source: "https://attack.mitre.org/techniques/T1033/",
  match: calls(
    new Set(["whoami", "id", "w", "who", "last", "lastlog", "users", "finger", "logname", "lastb", "loginctl"]),
  ),
  examples: {
    found: [ran("whoami", inContainer), ran("sh -c id; uname -a"), ran("w", onHost), ran("sudo whoami")],
    ignored: [ran("grep -w id /tmp/x"), ran("idle-check --who")],
  },
};

export const asksWhatSystem: Indicator = {
  ...discovery,
  id: "asks-what-system",
  behaviour: "asks what kind of system this is",
  meaning: "Kernel and distribution tell which exploits fit.",
  technique: "T1082",
  source: "https://attack.mitre.org/techniques/T1082/",
  match: firstOf(
    systemCommands,
    readsOneOf(
      /\/etc\/(?:os-release|issue(?:\.net)?|lsb-release|redhat-release|debian_version|alpine-release)|\/proc\/(?:version|cpuinfo|meminfo|cmdline)(?![\w])/,
    ),
  ),
  examples: {
    found: [
      ran("uname -a", inContainer),
      ran("cat /etc/os-release"),
      ran("sh -c cat /proc/version; lscpu"),
      ran("hostnamectl"),
    ],
    ignored: [ran("cat /etc/os-probes"), ran("make uname"), ran("date -u")],
  },
};

export const readsAccounts: Indicator = {
  ...discovery,
  id: "reads-accounts",
  behaviour: "reads which accounts and groups there are",
  meaning: "Account names are half of every log-in.",
  technique: "T1087.001",
  alsoTechniques: ["T1069.001", "T1003.008"],
  severity: "medium",
  source: "https://attack.mitre.org/techniques/T1087/001/",
  match: firstOf(accountCommands, readsOneOf(/\/etc\/(?:passwd|group)-?(?![\w.-])/)),
  examples: {
    found: [
      ran("cat /etc/passwd", inContainer),
      ran("getent passwd"),
      ran("cut -d: -f1 /etc/passwd"),
      ran("sudo -l"),
      opened("/etc/passwd", "head -n 3 /etc/passwd"),
    ],
    ignored: [
      opened("/etc/passwd", "ls -l /home"),
      ran("cat /etc/passwd.conf"),
      ran("sudo ls"),
      ran("getent hosts db"),
    ],
  },
};

export const dumpsEnvironment: Indicator = {
  ...discovery,
  id: "dumps-environment",
  behaviour: "prints its environment variables",
  meaning: "In containers passwords, tokens and the addresses of other services stand there.",
  technique: "T1082",
  alsoTechniques: ["T1552.001", "T1613"],
  source: "https://attack.mitre.org/techniques/T1082/",
  match: calls(new Set(["env", "printenv", "export", "set", "declare"]), (call) => {
    if (call.program === "env" || call.program === "printenv")
      return call.args.every(({ value }) => value === "-0" || value === "--null") && call.command.words.length <= 2;
    return (
      call.args.length === (call.program === "set" ? 0 : 1) && (call.program === "set" || hasWord(call, "-p", "-x"))
    );
  }),
  examples: {
    found: [ran("env", inContainer), ran("printenv"), ran("sh -c env | sort"), ran("bash -c export -p")],
    ignored: [ran("env python3 x.py"), ran("bash -c export PATH=/bin"), ran("bash -c set -e; make")],
  },
};
