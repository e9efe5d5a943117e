import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import type { Call, Verdict } from "../execution/calls.ts";
import { calls, hasWord, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { behind, firstOf } from "../gates.ts";
import { c2 } from "./outside.ts";

/** Ways through the firewall: tunnels, forwarded ports, chains of proxies. */

const tunnels = new Set([
  "ngrok",
  "cloudflared",
  "frpc",
  "frps",
  "chisel",
  "ligolo",
  "ligolo-agent",
  "ligolo-ng",
  "gost",
  "revsocks",
  "rathole",
  "inlets",
  "pagekite",
  "pagekite.py",
  "sshuttle",
  "wstunnel",
  "earthworm",
  "iox",
  "stowaway",
  "rpivot",
  "resocks",
  "pivotnacci",
  "tunnelto",
  "zrok",
  "playit",
  "corkscrew",
  "httptunnel",
  "udp2raw",
  "v2ray",
  "ss-local",
  "ss-server",
  "sslocal",
  "hysteria",
  "dropbear-tunnel",
]);

const dnsTunnels = new Set([
  "iodine",
  "iodined",
  "dnscat",
  "dnscat2",
  "dns2tcp",
  "dns2tcpc",
  "dns2tcpd",
  "dnscapy",
  "heyoka",
  "tuns",
  "dnsteal",
  "dnsexfiltrator",
  "chashell",
  "dnsstager",
]);

const hiders = new Set([
  "tor",
  "torify",
  "torsocks",
  "proxychains",
  "proxychains4",
  "proxychains-ng",
  "i2prouter",
  "obfs4proxy",
  "snowflake-client",
  "lokinet",
]);

const hiderCall = calls(hiders, (call) => !hasWord(call, "--version"));

const proxyTools = new Set(["curl", "wget", "aria2c", "http"]);

const proxyName = /^(?:https?|all|ftp|socks)_proxy$/i;

const proxyOption = calls(proxyTools, (call) =>
  wordWhere(
    call,
    (value) =>
      value === "-x" ||
      value.startsWith("--proxy") ||
      value.startsWith("--socks") ||
      value.startsWith("--preproxy") ||
      value === "use_proxy=yes" ||
      /^https?_proxy=/i.test(value),
  ),
);

export const tunnelsTraffic: Indicator = {
  ...c2,
  id: "tunnels-traffic",
  behaviour: "runs a program that opens a tunnel through the firewall",
  meaning: "Through the tunnel somebody outside reaches this machine and its network, past every filter.",
  technique: "T1572",
  alsoTechniques: ["T1090"],
  severity: "high",
  certainty: "likely",
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1572/",
  match: calls(tunnels, (call) => call.args.length > 0 && !hasWord(call, "--version", "version", "--help")),
  examples: {
    found: [
      ran("ngrok tcp 22", onHost),
      ran("chisel client 203.0.113.9:8080 R:socks", inContainer),
      ran("cloudflared tunnel --url http://localhost:22"),
      ran("frpc -c /tmp/f.ini"),
    ],
    ignored: [ran("cloudflared --version"), ran("cat ngrok.yml"), ran("chisels 3")],
  },
};

export const sshPortForwarding: Indicator = {
  ...c2,
  id: "ssh-port-forwarding",
  behaviour: "opens a tunnel by SSH port forwarding",
  meaning: "Ports of this machine become reachable elsewhere, or other networks reachable from outside.",
  technique: "T1572",
  alsoTechniques: ["T1090.001", "T1021.004"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1572/",
  match: calls(new Set(["ssh", "autossh", "plink", "dbclient"]), (call) => forwardingOption(call)),
  examples: {
    found: [
      ran("ssh -fN -R 2222:localhost:22 u@203.0.113.9", onHost),
      ran("ssh -D 1080 jump"),
      ran("ssh -NL 5432:db:5432 jump", inContainer),
    ],
    ignored: [ran("ssh -l anna host"), ran("ssh host ls -R"), ran("ssh -i k host")],
  },
};

export const dnsTunnel: Indicator = {
  ...c2,
  id: "dns-tunnel",
  behaviour: "carries other traffic inside DNS questions",
  meaning: "DNS is let through nearly everywhere, so commands and data pass where nothing else would.",
  technique: "T1071.004",
  alsoTechniques: ["T1572", "T1048.003"],
  severity: "high",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1071/004/",
  match: calls(dnsTunnels),
  examples: {
    found: [ran("iodine -f -P x t.example.net", onHost), ran("dnscat2 --dns server=203.0.113.9", inContainer)],
    ignored: [ran("dnsmasq -k"), ran("dig iodine.example")],
  },
};

export const hidesOrigin: Indicator = {
  ...c2,
  id: "hides-origin",
  behaviour: "sends its traffic through an anonymising network or a chain of proxies",
  meaning: "The other end cannot be found, and blocking an address stops nothing.",
  technique: "T1090.003",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1090/003/",
  match: firstOf(hiderCall, gated([".onion"], onionName)),
  examples: {
    found: [
      ran("proxychains4 -q nmap -sT 10.0.0.5", inContainer),
      ran("tor -f /tmp/torrc"),
      ran("curl --socks5-hostname 127.0.0.1:9050 http://abcdefghij234567.onion/x"),
    ],
    ignored: [ran("cat onions.txt"), ran("curl https://example.com/x.onion-soup"), ran("monitor --tor")],
  },
};

export const usesOwnProxy: Indicator = {
  ...c2,
  id: "uses-own-proxy",
  behaviour: "sends a web request through a proxy of its own choice",
  meaning: "The proxy hides where the request goes from the logs that would show it.",
  technique: "T1090",
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1090/",
  match: firstOf(behind({ programs: proxyTools }, proxyVariable), proxyOption),
  examples: {
    found: [
      ran("curl https://example.com", { "proc.env": "PATH=/bin HTTP_PROXY=http://203.0.113.9:8080 HOME=/root" }),
      ran("curl -x socks5://203.0.113.9:1080 https://example.com"),
      ran("sh -c https_proxy=http://203.0.113.9:3128 wget https://example.com/a"),
    ],
    ignored: [
      ran("python3 app.py", { "proc.env": "PATH=/bin HTTP_PROXY=http://proxy:8080" }),
      ran("curl https://example.com/proxy"),
      ran("curl --noproxy x https://example.com", { "proc.env": "PATH=/bin" }),
    ],
  },
};

/** A forwarding option in front of the remote command: `ssh host ls -R` is none. */
function forwardingOption(call: Call): Verdict {
  let operandsSeen = 0;
  let isValue = false;
  for (const word of call.args) {
    const { value } = word;
    if (isValue) isValue = false;
    else if (/^-[fNnTgqkCvAtx]{0,8}[RLDw]/.test(value)) return word;
    else if (value.startsWith("-")) isValue = /^-[A-Za-z]*[bcEeFIiJlmOopQSW]$/.test(value);
    else if (++operandsSeen > 1) return false;
    if (/^(?:-o)?(?:RemoteForward|DynamicForward|LocalForward)[= ]/i.test(value)) return word;
  }
  return false;
}

function proxyVariable(facts: Facts): string | null {
  const line = facts.process.command;
  if (!line.commands.some(({ program }) => proxyTools.has(program))) return null;
  const inLine = line.commands
    .flatMap(({ environment }) => environment)
    .find(({ value }) => proxyName.test(value.split("=", 1)[0] ?? ""));
  if (inLine) return line.text.slice(inLine.start, inLine.end);
  const found = /(?:^|\s)((?:https?|all|ftp|socks)_proxy=\S{1,200})/i.exec(
    (facts.process.environment ?? "").slice(0, 16_384),
  );
  return found?.[1] ?? null;
}

function onionName(facts: Facts): string | null {
  const text = facts.process.command.text.slice(0, 8192);
  return /[a-z2-7]{16,56}\.onion(?![\w-])/i.exec(text)?.[0] ?? null;
}
