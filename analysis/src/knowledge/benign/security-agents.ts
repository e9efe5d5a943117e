import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { distinguishing } from "./agents.ts";
import { onHost, reading, writing } from "./examples.ts";
import { accountFiles, addresses, kernelFiles } from "./places.ts";
import { callsOf, readsOf, writesOf } from "./trust.ts";

/** Agents that look for attackers, and so read what attackers read. */

export const securityAgentPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "osquery",
    activity: "osquery answers its scheduled queries",
    distinguishing: [
      ...distinguishing("osquery", "/opt/osquery/bin"),
      "The query that did it stands in osquery's log; ad-hoc queries have a person behind them.",
    ],
    explains: ["*"],
    programs: ["osqueryd", "osqueryi", "orbit"],
    executables: ["/opt/osquery/bin/osqueryd", "/opt/orbit/bin/osqueryd/", "/usr/bin/osqueryd"],
    where: "host",
    startedBy: ["systemd", "init", "osqueryd", "orbit"],
    tolerates: addresses,
    does: (facts) =>
      readsOf(facts, ...accountFiles, ...kernelFiles, "/root/", "/home/", "/var/", "/etc/", "/usr/") ??
      callsOf(facts, "bpf", "setns", "socket"),
    and: "it only reads",
    examples: {
      proven: [
        onHost("osqueryd", "/opt/osquery/bin/osqueryd", "osqueryd", {
          ...reading("/etc/shadow"),
          "proc.aname[2]": "systemd",
        }),
      ],
      named: [onHost("osqueryd", "", "systemd", reading("/etc/shadow"))],
      ignored: [
        onHost("osqueryd", "/home/mira/osqueryd", "systemd", reading("/etc/shadow")),
        onHost("osqueryd", "/opt/osquery/bin/osqueryd", "systemd", writing("/etc/cron.d/x")),
      ],
    },
  }),

  ordinaryActivity({
    id: "security-agent",
    activity: "A security agent (Wazuh, Falcon, Defender, ClamAV, AIDE, auditbeat) checks files and accounts",
    distinguishing: distinguishing(
      "the product",
      "its folder (/var/ossec/bin, /opt/CrowdStrike, /opt/microsoft/mdatp, /usr/sbin/clamd)",
    ),
    explains: ["*"],
    programs: [
      "wazuh-syscheckd",
      "wazuh-modulesd",
      "wazuh-agentd",
      "wazuh-logcollec",
      "wazuh-logcollector",
      "ossec-syscheckd",
      "ossec-logcollec",
      "falcon-sensor",
      "falcon-sensor-bpf",
      "wdavdaemon",
      "clamd",
      "clamscan",
      "clamdscan",
      "freshclam",
      "aide",
      "tripwire",
      "auditbeat",
      "elastic-endpoint",
      "cbagentd",
      "ds_agent",
      "xagt",
      "sentinelctl",
      "s1-agent",
      "qualys-cloud-ag",
      "qualys-cloud-agent",
      "nessusd",
      "nessus-agent-mod",
      "samhain",
      "tetragon",
      "tracee",
    ],
    executables: [
      "/var/ossec/bin/",
      "/opt/CrowdStrike/",
      "/opt/microsoft/mdatp/sbin/wdavdaemon",
      "/usr/sbin/clamd",
      "/usr/bin/clamscan",
      "/usr/bin/clamdscan",
      "/usr/bin/freshclam",
      "/usr/bin/aide",
      "/usr/sbin/aide",
      "/usr/sbin/tripwire",
      "/usr/share/auditbeat/bin/auditbeat",
      "/opt/Elastic/Endpoint/elastic-endpoint",
      "/opt/carbonblack/psc/bin/cbagentd",
      "/opt/ds_agent/ds_agent",
      "/opt/sentinelone/bin/",
      "/usr/local/qualys/cloud-agent/bin/qualys-cloud-agent",
      "/opt/nessus_agent/sbin/",
      "/usr/sbin/samhain",
    ],
    where: "host",
    startedBy: [
      "systemd",
      "init",
      "cron",
      "crond",
      "anacron",
      "run-parts",
      "aide",
      "dailyaidecheck",
      "wazuh-control",
      "falcond",
    ],
    tolerates: addresses,
    does: (facts) =>
      readsOf(
        facts,
        ...accountFiles,
        ...kernelFiles,
        "/etc/",
        "/usr/",
        "/bin/",
        "/sbin/",
        "/lib/",
        "/opt/",
        "/root/",
        "/home/",
        "/var/",
        "/boot/",
        "/tmp/",
        "/dev/",
      ) ?? callsOf(facts, "bpf", "setns", "socket", "ptrace", "perf_event_open"),
    and: "it only reads and watches",
    examples: {
      proven: [
        onHost("wazuh-syscheckd", "/var/ossec/bin/wazuh-syscheckd", "systemd", reading("/etc/shadow")),
        onHost("clamscan", "/usr/bin/clamscan", "cron", {
          ...reading("/home/mira/.ssh/id_rsa"),
          "proc.cmdline": "clamscan -ri /home",
        }),
      ],
      named: [onHost("falcon-sensor", "", "falcond", { "evt.type": "bpf" })],
      ignored: [
        onHost("wazuh-syscheckd", "/tmp/wazuh-syscheckd", "systemd", reading("/etc/shadow")),
        onHost("wazuh-syscheckd", "/var/ossec/bin/wazuh-syscheckd", "systemd", writing("/etc/shadow")),
        onHost("clamscan", "/usr/bin/clamscan", "php-fpm", reading("/etc/shadow")),
      ],
    },
  }),

  ordinaryActivity({
    id: "falco-itself",
    activity: "Falco or falcoctl looks after itself: rules, plugins, drivers, settings",
    distinguishing: [
      "falcoctl writes rules and probes whether it may write below /etc/falco and /usr/share/falco; Falco loads its eBPF programs at start.",
      "The executable is the package's or image's own.",
      "Somebody else who changes Falco's rules or settings wants it blind.",
    ],
    explains: ["*"],
    programs: ["falco", "falcoctl", "falco-driver-lo", "falcosidekick"],
    executables: ["/usr/bin/falco", "/usr/bin/falcoctl"],
    startedBy: ["systemd", "init", "falcoctl", "falco", "containerd-shim", "runc", "tini", "docker-entrypoi"],
    images: [
      "falcosecurity/falco",
      "falcosecurity/falcoctl",
      "falcosecurity/falco-no-driver",
      "falcosecurity/falco-driver-loader",
      "public.ecr.aws/falcosecurity/falco",
    ],
    tolerates: addresses,
    does: (facts) =>
      writesOf(
        facts,
        "/etc/falco/",
        "/usr/share/falco/",
        "/usr/src/falco",
        "/var/log/falco",
        "/root/.falco/",
        "/rulesfiles/",
        "/plugins/",
      ) ??
      readsOf(
        facts,
        "/etc/falco/",
        "/usr/share/falco/",
        "/proc/",
        "/host/proc/",
        "/sys/",
        "/etc/passwd",
        "/etc/group",
        "/host/etc/passwd",
        "/host/etc/group",
      ) ??
      callsOf(facts, "bpf", "perf_event_open", "ptrace", "setns"),
    and: "it touches only what is Falco's",
    examples: {
      proven: [
        onHost("falcoctl", "/usr/bin/falcoctl", "falcoctl", {
          ...writing("/etc/falco/._check_writable"),
          "proc.cmdline": "falcoctl artifact follow --allowed-types=rulesfile",
          "proc.aname[2]": "systemd",
        }),
        onHost("falco", "/usr/bin/falco", "systemd", { "evt.type": "bpf" }),
      ],
      named: [
        onHost("falcoctl", "", "falcoctl", {
          ...writing("/etc/falco/._check_writable"),
          "proc.cmdline": "falcoctl artifact follow",
        }),
      ],
      ignored: [
        onHost("falco", "/tmp/falco", "systemd", { "evt.type": "bpf" }),
        onHost("vi", "/usr/bin/vim.basic", "sudo", {
          ...writing("/etc/falco/falco.yaml"),
          "proc.cmdline": "vi /etc/falco/falco.yaml",
        }),
        onHost("falcoctl", "/usr/bin/falcoctl", "falcoctl", writing("/etc/ld.so.preload")),
      ],
    },
  }),
];
