import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasWord } from "../execution/calls.ts";
import { connected, inContainer, ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";

/** Looking for protection and for the way out. */

const protection =
  /falco|auditd|crowdstrike|falcon-sensor|clamav|clamd|ossec|wazuh|sentinel|carbonblack|cbagent|defender|mdatp|sysdig|tetragon|tracee|aliyun|aegis|yundun|qualys|rkhunter|chkrootkit|apparmor|selinux|fail2ban|osquery|elastic-agent|auditbeat|cybereason|sophos|eset|bdsec|titan/;

const addressServices = [
  "ifconfig.me",
  "ipinfo.io",
  "icanhazip.com",
  "api.ipify.org",
  "checkip.amazonaws.com",
  "ident.me",
  "ipecho.net",
  "ip-api.com",
  "myexternalip.com",
  "whatismyip",
  "ifconfig.co",
  "ip.sb",
  "wtfismyip.com",
  "api.myip.com",
  "ipapi.co",
  "myip.opendns.com",
];

export const looksForProtection: Indicator = {
  id: "looks-for-protection",
  behaviour: "looks for security software on the machine",
  meaning: "What protects the machine has to be switched off or avoided before the rest.",
  technique: "T1518.001",
  tactic: "discovery",
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "IaaS"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1518/001/",
  match: calls(
    new Set([
      "grep",
      "egrep",
      "pgrep",
      "pidof",
      "systemctl",
      "service",
      "which",
      "getenforce",
      "sestatus",
      "aa-status",
      "iptables",
      "ufw",
      "auditctl",
      "ls",
      "firewall-cmd",
      "nft",
    ]),
    (call) => {
      const text = argumentText(call);
      switch (call.program) {
        case "getenforce":
        case "sestatus":
        case "aa-status":
          return true;
        case "iptables":
          return /(?:^|\s)(?:-l|-s|--list|--list-rules|-nvl|-vnl|-nl|-ln)(?:\s|$)/.test(text);
        case "ufw":
          return hasWord(call, "status");
        case "nft":
          return hasWord(call, "list");
        case "firewall-cmd":
          return text.includes("--list") || text.includes("--state");
        case "auditctl":
          return hasWord(call, "-l", "-s");
        case "systemctl":
        case "service":
          return text.includes("status") && protection.test(text);
        default:
          return protection.test(text);
      }
    },
  ),
  examples: {
    found: [
      ran("sh -c ps aux | grep -i falco"),
      ran("pgrep crowdstrike"),
      ran("systemctl status auditd"),
      ran("getenforce"),
      ran("iptables -L -n"),
    ],
    ignored: [ran("systemctl status nginx"), ran("iptables -A INPUT -j ACCEPT"), ran("grep error /var/log/app.log")],
  },
};

export const asksPublicAddress: Indicator = {
  id: "asks-public-address",
  behaviour: "asks a service on the Internet for its own public address",
  meaning: "Malware does so to report where it is and whether it has a way out.",
  technique: "T1016.001",
  tactic: "discovery",
  alsoTechniques: ["T1614"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1016/001/",
  match: needles(addressServices),
  examples: {
    found: [
      ran("curl -s ifconfig.me", inContainer),
      ran("wget -qO- https://api.ipify.org"),
      connected("10.0.0.4:40000->198.51.100.9:80", "curl icanhazip.com"),
    ],
    ignored: [ran("ifconfig"), ran("curl https://example.com/ipinfo")],
  },
};
