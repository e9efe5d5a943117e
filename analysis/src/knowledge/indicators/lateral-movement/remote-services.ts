import type { Indicator } from "../../indicator.ts";
import { argumentText, calls } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";
import { lateral } from "./lateral-movement.ts";

/** Going on to other machines by other services. */

const windowsTools = [
  "psexec.py",
  "wmiexec.py",
  "smbexec.py",
  "atexec.py",
  "dcomexec.py",
  "impacket-",
  "crackmapexec",
  "netexec ",
  "nxc smb",
  "nxc ssh",
  "evil-winrm",
  "winexe",
  "pth-winexe",
  "smbrelayx",
  "ntlmrelayx",
  "ticketer.py",
  "getuserspns.py",
  "bloodhound-python",
  "coercer",
  "petitpotam",
];

export const usesWindowsLateralTools: Indicator = {
  ...lateral,
  id: "uses-windows-lateral-tools",
  behaviour: "runs a tool that takes over Windows machines in the network",
  meaning: "With a stolen hash or ticket it runs commands on every machine that accepts it.",
  technique: "T1021",
  alsoTechniques: ["T1550", "T1110"],
  severity: "critical",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1021/",
  match: needles(windowsTools),
  examples: {
    found: [
      ran("python3 psexec.py corp/admin@10.0.0.20", inContainer),
      ran("crackmapexec smb 10.0.0.0/24 -u a -p b"),
      ran("evil-winrm -i 10.0.0.20 -u a"),
    ],
    ignored: [ran("cat psexec.txt"), ran("net use")],
  },
};

export const usesRemoteLogInClient: Indicator = {
  ...lateral,
  id: "uses-remote-log-in-client",
  behaviour: "logs in to another machine by telnet, rsh, RDP or VNC",
  meaning: "Such clients have no business on servers; they reach old devices and desktops.",
  technique: "T1021",
  alsoTechniques: ["T1021.005"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1021/",
  match: calls(
    new Set(["rlogin", "rsh", "rexec", "xfreerdp", "rdesktop", "vncviewer", "xtightvncviewer", "remmina", "mosh"]),
    (call) => call.args.length > 0,
  ),
  examples: {
    found: [ran("rsh 10.0.0.9 id", onHost), ran("xfreerdp /v:10.0.0.20 /u:a", inContainer)],
    ignored: [ran("rsh"), ran("rsync a b")],
  },
};

export const abusesRedisToWriteFiles: Indicator = {
  ...lateral,
  id: "abuses-redis-to-write-files",
  behaviour: "makes a Redis server write a file of its choice, or load a module",
  meaning: "A cron job, an SSH key or a module written this way gives a shell on the server.",
  technique: "T1210",
  alsoTechniques: ["T1190", "T1053.003", "T1098.004"],
  severity: "critical",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1210/",
  match: calls(new Set(["redis-cli", "valkey-cli"]), (call) =>
    /config set (?:dir|dbfilename)|module load|(?:slave|replica)of \S+ \d|eval .{0,80}(?:io\.popen|package\.loadlib)/.test(
      argumentText(call),
    ),
  ),
  examples: {
    found: [
      ran("redis-cli -h 10.0.0.5 config set dir /var/spool/cron", inContainer),
      ran("redis-cli -h 10.0.0.5 CONFIG SET dir /root/.ssh"),
      ran("redis-cli -h 10.0.0.5 slaveof 203.0.113.9 6379"),
    ],
    ignored: [ran("redis-cli -h 10.0.0.5 get k"), ran("redis-cli config get dir"), ran("redis-cli info")],
  },
};
