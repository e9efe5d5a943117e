import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasShortOption, hasWord } from "../execution/calls.ts";
import { connected, inContainer, onHost, ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";
import { netcats } from "../execution/programs.ts";
import { behind } from "../gates.ts";
import { c2, isUdp, outsidePort } from "./outside.ts";

/** Programs by which somebody elsewhere steers the machine. */

const remoteTools = new Set([
  "anydesk",
  "teamviewer",
  "teamviewerd",
  "rustdesk",
  "x11vnc",
  "vncserver",
  "tightvncserver",
  "x0vncserver",
  "tmate",
  "sshx",
  "ttyd",
  "gotty",
  "gs-netcat",
  "gsocket",
  "gs-mount",
  "meshagent",
  "splashtop",
  "dwagent",
  "screenconnect",
  "wetty",
  "shellinaboxd",
  "webtty",
  "upterm",
  "teleconsole",
  "code-tunnel",
]);

const frameworks = [
  "sliver-implant",
  "sliver-client",
  "sliver-server",
  "meterpreter",
  "msfconsole",
  "msfvenom",
  "metasploit",
  "cobaltstrike",
  "cobalt strike",
  "beacon.elf",
  "poseidon.bin",
  "merlinagent",
  "merlin-agent",
  "empire-agent",
  "pupy",
  "villain.py",
  "emp3r0r",
  "koadic",
  "prismx",
  "brc4",
  "nimplant",
  "deimosc2",
  "godoh",
  "gcat.py",
  "silenttrinity",
  "poshc2",
  "cknife",
  "hoaxshell",
  "pwncat",
  "geacon",
  "crossc2",
  "ghostwriter-c2",
  "adaptixc2",
];

const callbacks = [
  ".oast.",
  "interact.sh",
  "interactsh",
  "burpcollaborator",
  "oastify.com",
  "dnslog.cn",
  "ceye.io",
  "webhook.site",
  "requestbin",
  "canarytokens.com",
  "pipedream.net",
  "eyes.sh",
  "bxss.me",
  "hookbin",
  "requestcatcher",
  "beeceptor",
];

const ircPorts = new Set([6660, 6661, 6662, 6663, 6664, 6665, 6667, 6668, 6669, 6697]);

const ircCall = calls(new Set(["irssi", "weechat", "ircii", "bitchx", "eggdrop", "psybnc", "energymech", "znc"]));

export const runsRemoteAccessTool: Indicator = {
  ...c2,
  id: "runs-remote-access-tool",
  behaviour: "runs a program that lets somebody steer this machine from elsewhere",
  meaning: "Such tools are honest software, so nothing warns of them, and they survive a changed password.",
  technique: "T1219",
  severity: "high",
  certainty: "likely",
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1219/",
  match: calls(remoteTools),
  examples: {
    found: [ran("gs-netcat -s secret -l -i", onHost), ran("ttyd -p 8080 bash", inContainer), ran("tmate -F", onHost)],
    ignored: [ran("ls /opt/teamviewer.deb"), ran("tmux attach")],
  },
};

export const runsC2Framework: Indicator = {
  ...c2,
  id: "runs-c2-framework",
  behaviour: "carries the name of a framework that steers compromised machines",
  meaning: "An implant of such a framework takes commands until it is removed.",
  technique: "T1071.001",
  alsoTechniques: ["T1059.004", "T1105", "T1219"],
  severity: "critical",
  certainty: "likely",
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1071/001/",
  match: needles(frameworks),
  examples: {
    found: [
      ran("/tmp/sliver-implant", { "proc.exepath": "/tmp/sliver-implant" }),
      ran("msfvenom -p linux/x64/meterpreter/reverse_tcp LHOST=203.0.113.9"),
      ran("python3 -m pwncat -lp 4444"),
    ],
    ignored: [ran("cat silver-report.txt"), ran("nimble build")],
  },
};

export const callsBackToTestDomain: Indicator = {
  ...c2,
  id: "calls-back-to-test-domain",
  behaviour: "contacts a service that records who calls (interactsh, Burp Collaborator, webhook.site)",
  meaning: "Testers and attackers use it to learn that a hole works, and to carry small data out.",
  technique: "T1071.001",
  alsoTechniques: ["T1190", "T1567"],
  severity: "high",
  certainty: "likely",
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://docs.projectdiscovery.io/tools/interactsh/overview",
  match: needles(callbacks),
  examples: {
    found: [
      ran("curl http://c23b2la0kl1krjcrdj10cndmnioyyyyyn.oast.pro", inContainer),
      ran("nslookup x.burpcollaborator.net", inContainer),
    ],
    ignored: [ran("curl https://example.com/toast.png"), ran("cat webhooks.md")],
  },
};

export const speaksIrc: Indicator = {
  ...c2,
  id: "speaks-irc",
  behaviour: "talks to an IRC server",
  meaning: "Servers do not chat; botnets take their orders in IRC channels to this day.",
  technique: "T1071",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1071/",
  match: behind({ ...ircCall.gate, needs: ["connection"] }, (facts) => {
    const port = outsidePort(facts);
    if (port !== null && ircPorts.has(port) && !isUdp(facts)) return facts.field("fd.name");
    return ircCall(facts);
  }),
  examples: {
    found: [connected("10.0.0.4:40112->198.51.100.7:6667", "perl", onHost), ran("irssi -c irc.example.net")],
    ignored: [connected("10.0.0.4:40112->198.51.100.7:5223", "app"), ran("cat irc.log")],
  },
};

export const listensWithNetcat: Indicator = {
  ...c2,
  id: "listens-with-netcat",
  behaviour: "waits for a connection with a general network tool",
  meaning: "The other end of a reverse shell, or a file being handed over, is waited for in this way.",
  technique: "T1095",
  alsoTechniques: ["T1046", "T1059", "T1571", "T1105"],
  severity: "high",
  certainty: "likely",
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1095/",
  match: calls(new Set([...netcats, "socat", "pwncat", "pwncat-cs"]), (call) =>
    call.program === "socat"
      ? /(?:tcp|udp|openssl|sctp)\d?-l(?:isten)?:/.test(argumentText(call)) &&
        !/,fork .*(?:tcp|udp)\d?(?:-connect)?:/.test(argumentText(call))
      : hasShortOption(call, "l") || hasWord(call, "--listen"),
  ),
  examples: {
    found: [
      ran("nc -lvnp 4444", inContainer),
      ran("ncat --listen 9001"),
      ran("socat -d -d TCP-LISTEN:4444 STDOUT"),
      ran("nc -l 4444"),
    ],
    ignored: [ran("nc -zv 10.0.0.5 22"), ran("socat TCP-LISTEN:80,fork TCP:web:8080"), ran("ls -l nc")],
  },
};
