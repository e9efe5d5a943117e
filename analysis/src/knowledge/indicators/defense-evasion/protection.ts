import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasWord, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { writesFile } from "../persistence/written-files.ts";

/** What protects the machine: its settings, its packages, its kernel switches. */

const impaired = { tactic: "defense-evasion", platforms: ["Linux"], families: ["syscall", "k8s_audit"] } as const;

const written = { "evt.arg.flags": "O_TRUNC|O_CREAT|O_WRONLY", ...onHost };

/** Agents by the names of their packages, folders and uninstallers; the last are those of clouds that miners remove first. */
const agents =
  /(?:^|[/\s_-])(?:falco(?:-sensor|ctl|sidekick)?|falcon-sensor|crowdstrike|osquery|wazuh-agent|ossec(?:-hids)?|auditd|audispd|clamav|chkrootkit|rkhunter|aide|tripwire|sysdig|sysmon|tetragon|tracee|fail2ban|apparmor|selinux-policy|carbonblack|cbagentd|sentinelone|sentinelagent|traps|cortex-agent|twistlock|aqua-enforcer|lacework|qualys|nessusagent|ds_agent|mdatp|esets|sav-protect|auditbeat|filebeat|datadog-agent|amazon-guardduty-agent|aegis|aliyun-service|aliyundun|cloudmonitor|qcloud|yunjing|stargate|barad|bcm-si|hostguard)(?:$|[/\s._-])/i;

const protectionSettings =
  /^\/etc\/(?:falco\/|audit\/|audisp\/|selinux\/config$|apparmor\.d\/|apparmor\/|rsyslog\.(?:conf$|d\/)|syslog-ng\/|osquery\/|fail2ban\/|security\/limits|clamav\/|aide\/|ossec|sysctl\.(?:conf$|d\/)|hosts\.(?:deny|allow)$)|^\/var\/ossec\/etc\//;

const writesSettings = writesFile(protectionSettings);
const writesAudit = writesFile(/^\/etc\/audit\/(?:rules\.d\/|audit\.rules$|auditd\.conf$)/);

export const removesProtection: Indicator = {
  ...impaired,
  id: "removes-protection",
  behaviour: "uninstalls or deletes security software",
  meaning: "Miners and intruders remove the watchers first, above all those that clouds put on their machines.",
  technique: "T1562.001",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/001/",
  match: calls(
    new Set([
      "apt",
      "apt-get",
      "yum",
      "dnf",
      "rpm",
      "dpkg",
      "apk",
      "zypper",
      "rm",
      "uninstall.sh",
      "bash",
      "sh",
      "chkconfig",
      "update-rc.d",
    ]),
    (call) => {
      const isRemoval =
        call.program === "rm" ||
        hasWord(call, "remove", "purge", "erase", "-e", "-P", "-r", "--purge", "autoremove", "del", "off", "disable") ||
        call.args.some(({ value }) => /uninstall/i.test(value));
      return (
        isRemoval &&
        wordWhere(
          call,
          (value) =>
            value.length < 200 &&
            !value.includes(" ") &&
            agents.test(value) &&
            !/\.(?:log|conf|md|gz|deb|rpm)$/.test(value),
        )
      );
    },
  ),
  examples: {
    found: [
      ran("apt-get purge -y falco", onHost),
      ran("rm -rf /usr/local/aegis"),
      ran("sh -c /usr/local/qcloud/stargate/admin/uninstall.sh; rm -rf /usr/local/qcloud", inContainer),
      ran("rpm -e wazuh-agent"),
    ],
    ignored: [
      ran("apt-get install falco", onHost),
      ran("rm -f /var/log/falco.log"),
      ran("apt-get remove nginx"),
      ran("rm -rf /tmp/falcon-web"),
    ],
  },
};

export const changesProtectionSettings: Indicator = {
  ...impaired,
  id: "changes-protection-settings",
  behaviour: "changes the settings of what watches or protects the machine",
  meaning: "One rule less and the rest goes unseen; administrators change the same files.",
  technique: "T1562.001",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1562/001/",
  keywords: ["/etc/", "/var/ossec"],
  match: (facts) => writesSettings(facts),
  examples: {
    found: [
      opened("/etc/falco/falco.yaml", "vi /etc/falco/falco.yaml", written),
      ran("sed -i s/enforcing/disabled/ /etc/selinux/config"),
    ],
    ignored: [opened("/etc/falco/falco.yaml", "falco", onHost), ran("cat /etc/selinux/config"), ran("vi /etc/hosts")],
  },
};

export const changesAuditRules: Indicator = {
  ...impaired,
  id: "changes-audit-rules",
  behaviour: "changes, empties or switches off the rules of the audit system",
  meaning: "The audit system is the last that writes down system calls; without its rules it writes nothing.",
  technique: "T1562.012",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/012/",
  keywords: ["audit"],
  match: (facts) => writesAudit(facts) ?? switchesAudit(facts),
  examples: {
    found: [
      ran("auditctl -e 0", onHost),
      ran("auditctl -D"),
      opened("/etc/audit/rules.d/audit.rules", "sh", written),
      ran("sh -c echo -D > /etc/audit/audit.rules"),
    ],
    ignored: [ran("auditctl -l"), ran("auditctl -w /etc/passwd -p wa"), ran("cat /etc/audit/audit.rules")],
  },
};

const switchesAudit = calls(new Set(["auditctl"]), (call) => {
  const text = argumentText(call);
  return hasWord(call, "-D") || /(?:^| )-e ?0(?: |$)/.test(text) || /(?:^| )-[dw] ?exit,never|never,exit/.test(text);
});

export const opensFirewallPort: Indicator = {
  ...impaired,
  id: "opens-firewall-port",
  behaviour: "lets a connection through the firewall that it would have stopped",
  meaning: "Behind the opened port a back door listens, or a channel leads out; every new service is opened likewise.",
  technique: "T1562.004",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1562/004/",
  keywords: ["iptables", "ufw", "firewall-cmd", "nft"],
  match: calls(new Set(["iptables", "ip6tables", "ufw", "firewall-cmd", "nft"]), (call) => {
    const text = argumentText(call);
    if (call.program === "ufw") return /(?:^| )allow /.test(text);
    if (call.program === "firewall-cmd") return /--add-(?:port|service|rich-rule|source)/.test(text);
    if (call.program === "nft") return text.includes("add rule") && text.includes("accept");
    return (
      /(?:^| )(?:-i|-a|-d|--insert|--append|--delete) (?:input|output|forward)\b/.test(text) &&
      /accept|(?:^| )-d /.test(text)
    );
  }),
  examples: {
    found: [
      ran("iptables -I INPUT -p tcp --dport 4444 -j ACCEPT", onHost),
      ran("ufw allow 31337/tcp"),
      ran("firewall-cmd --add-port=4444/tcp"),
    ],
    ignored: [ran("iptables -L"), ran("iptables -A INPUT -s 203.0.113.9 -j DROP"), ran("ufw status")],
  },
};
