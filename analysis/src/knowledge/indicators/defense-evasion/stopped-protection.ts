import type { Indicator } from "../../indicator.ts";
import { calls, wordWhere } from "../execution/calls.ts";
import { ran } from "../execution/examples.ts";
import { firstOf } from "../gates.ts";

/** What watches and shields the machine, switched off. */

const shared = { tactic: "defense-evasion", platforms: ["Linux", "Containers"], families: ["syscall"] } as const;

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

export const stopsProtection: Indicator = {
  ...shared,
  id: "stops-protection",
  behaviour: "stops what watches this system",
  meaning: "What follows is meant to stay unseen.",
  technique: "T1562.001",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/001/",
  match: firstOf(stopsService, killsProtection, switchesEnforcementOff),
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
