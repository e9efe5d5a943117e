import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { distinguishing } from "./agents.ts";
import { connecting, executing, inContainer, onHost, reading, writing } from "./examples.ts";
import { accountFiles, addresses, kernelFiles } from "./places.ts";
import { callsOf, connectsTo, readsOf, writesOf } from "./trust.ts";

/** Agents that collect metrics and logs. They read widely by design. */

export const metricsAgentPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "prometheus-exporter",
    activity: "A Prometheus exporter reads metrics of the machine",
    distinguishing: distinguishing("the exporter", "the package's or image's folder"),
    explains: ["reads-process-environment", "lists-processes", "asks-what-system", "visited-over-network"],
    programs: [
      "node_exporter",
      "node-exporter",
      "prometheus-node-exporter",
      "process-exporter",
      "cadvisor",
      "blackbox_exporter",
      "postgres_exporter",
      "mysqld_exporter",
      "redis_exporter",
      "kube-state-metrics",
      "prometheus",
    ],
    executables: [
      "/usr/bin/prometheus-node-exporter",
      "/usr/bin/node_exporter",
      "/bin/node_exporter",
      "/usr/bin/cadvisor",
      "/bin/process-exporter",
    ],
    images: [
      "quay.io/prometheus/node-exporter",
      "prom/node-exporter",
      "registry.k8s.io/cadvisor/cadvisor",
      "gcr.io/cadvisor/cadvisor",
      "ncabatoff/process-exporter",
    ],
    tolerates: addresses,
    does: (facts) => readsOf(facts, ...kernelFiles, "/host/root/proc/", "/run/", "/var/run/", "/etc/os-release"),
    and: "it only reads what the kernel shows about itself",
    examples: {
      proven: [onHost("prometheus-node", "/usr/bin/prometheus-node-exporter", "systemd", reading("/proc/1/mountinfo"))],
      named: [onHost("node_exporter", "/usr/local/bin/node_exporter", "systemd", reading("/proc/1/mountinfo"))],
      ignored: [
        onHost("node_exporter", "/tmp/node_exporter", "systemd", reading("/proc/1/mountinfo")),
        onHost("prometheus-node", "/usr/bin/prometheus-node-exporter", "systemd", reading("/etc/shadow")),
      ],
    },
  }),

  ordinaryActivity({
    id: "datadog-agent",
    activity: "The Datadog agent looks at processes, containers and connections",
    distinguishing: distinguishing("Datadog", "/opt/datadog-agent"),
    explains: ["*"],
    programs: [
      "agent",
      "datadog-agent",
      "process-agent",
      "trace-agent",
      "system-probe",
      "security-agent",
      "cluster-agent",
    ],
    executables: [
      "/opt/datadog-agent/bin/agent/agent",
      "/opt/datadog-agent/embedded/bin/process-agent",
      "/opt/datadog-agent/embedded/bin/trace-agent",
      "/opt/datadog-agent/embedded/bin/system-probe",
      "/opt/datadog-agent/embedded/bin/security-agent",
    ],
    images: ["gcr.io/datadoghq/agent", "datadog/agent", "public.ecr.aws/datadog/agent"],
    tolerates: addresses,
    does: (facts) =>
      readsOf(
        facts,
        ...kernelFiles,
        ...accountFiles,
        "/var/log/",
        "/host/etc/",
        "/var/run/",
        "/run/",
        "/opt/datadog-agent/",
        "/etc/datadog-agent/",
      ) ??
      writesOf(facts, "/opt/datadog-agent/", "/etc/datadog-agent/", "/var/log/datadog/", "/tmp/datadog-agent/") ??
      callsOf(facts, "setns", "bpf", "ptrace", "socket", "perf_event_open"),
    and: "it looks at the machine as that agent does",
    examples: {
      proven: [
        onHost("system-probe", "/opt/datadog-agent/embedded/bin/system-probe", "systemd", { "evt.type": "bpf" }),
        inContainer("agent", "/opt/datadog-agent/bin/agent/agent", "containerd-shim", {
          ...reading("/host/proc/1/environ"),
          "proc.is_exe_upper_layer": false,
          "container.image.repository": "gcr.io/datadoghq/agent",
        }),
      ],
      named: [onHost("process-agent", "", "systemd", reading("/proc/22/environ"))],
      ignored: [
        onHost("agent", "/dev/shm/agent", "systemd", reading("/etc/shadow")),
        onHost("agent", "/opt/datadog-agent/bin/agent/agent", "systemd", writing("/root/.ssh/authorized_keys")),
      ],
    },
  }),

  ordinaryActivity({
    id: "telegraf",
    activity: "Telegraf or collectd collects metrics",
    distinguishing: distinguishing("the collector", "/usr/bin or /usr/sbin"),
    explains: ["reads-process-environment", "lists-processes", "asks-what-system"],
    programs: [
      "telegraf",
      "collectd",
      "netdata",
      "apps.plugin",
      "gmond",
      "vector",
      "alloy",
      "grafana-agent",
      "otelcol",
      "otelcol-contrib",
    ],
    executables: [
      "/usr/bin/telegraf",
      "/usr/sbin/collectd",
      "/usr/sbin/netdata",
      "/usr/libexec/netdata/plugins.d/apps.plugin",
      "/usr/bin/vector",
      "/usr/bin/alloy",
      "/usr/bin/grafana-agent",
      "/usr/bin/otelcol",
      "/usr/bin/otelcol-contrib",
    ],
    where: "host",
    startedBy: ["systemd", "init", "netdata"],
    tolerates: addresses,
    does: (facts) => readsOf(facts, ...kernelFiles, "/var/log/", "/run/", "/var/run/"),
    and: "it only reads metrics and logs",
    examples: {
      proven: [onHost("telegraf", "/usr/bin/telegraf", "systemd", reading("/proc/net/dev"))],
      named: [onHost("collectd", "", "systemd", reading("/proc/stat"))],
      ignored: [
        onHost("telegraf", "/usr/bin/telegraf", "systemd", reading("/root/.ssh/id_rsa")),
        onHost("telegraf", "/tmp/telegraf", "systemd", reading("/proc/stat")),
      ],
    },
  }),

  ordinaryActivity({
    id: "zabbix-agent",
    activity: "The Zabbix or another check agent answers its server",
    distinguishing: [
      ...distinguishing("the agent", "/usr/sbin"),
      "Remote commands (`system.run`) let its server run anything: they are not covered.",
    ],
    explains: ["reads-authentication-configuration", "reads-accounts", "lists-processes", "visited-over-network"],
    programs: ["zabbix_agentd", "zabbix_agent2", "nrpe", "check_mk_agent", "snmpd", "munin-node", "icinga2", "monit"],
    executables: [
      "/usr/sbin/zabbix_agentd",
      "/usr/sbin/zabbix_agent2",
      "/usr/sbin/nrpe",
      "/usr/sbin/snmpd",
      "/usr/bin/monit",
    ],
    where: "host",
    startedBy: ["systemd", "init", "zabbix_agentd", "xinetd"],
    tolerates: addresses,
    does: (facts) =>
      readsOf(facts, ...kernelFiles, "/etc/passwd", "/etc/group", "/var/log/", "/etc/zabbix/", "/etc/snmp/") ??
      connectsTo(facts, [10050, 5666, 161], ["private", "loopback", "cgnat", "link-local"], "inbound") ??
      connectsTo(facts, [10051], ["private", "loopback", "cgnat", "link-local"]),
    and: "it reads values or talks to its server inside the network",
    examples: {
      proven: [onHost("zabbix_agentd", "/usr/sbin/zabbix_agentd", "systemd", reading("/etc/passwd"))],
      named: [onHost("zabbix_agentd", "", "zabbix_agentd", reading("/proc/stat"))],
      ignored: [
        onHost(
          "zabbix_agentd",
          "/usr/sbin/zabbix_agentd",
          "systemd",
          executing("zabbix_agentd -t system.run[curl 203.0.113.4]"),
        ),
        onHost("zabbix_agentd", "/tmp/zabbix_agentd", "systemd", reading("/etc/passwd")),
      ],
    },
  }),

  ordinaryActivity({
    id: "log-shipper",
    activity: "A log shipper reads logs and sends them on",
    distinguishing: distinguishing("the shipper", "/usr/share, /opt or the image's folder"),
    explains: ["reads-application-secrets", "reads-service-account-token", "contacts-kubernetes-api"],
    programs: [
      "filebeat",
      "metricbeat",
      "heartbeat",
      "fluent-bit",
      "td-agent-bit",
      "fluentd",
      "td-agent",
      "promtail",
      "splunkd",
      "logstash",
      "nxlog",
      "rsyslogd",
      "vector",
      "alloy",
    ],
    executables: [
      "/usr/share/filebeat/bin/filebeat",
      "/usr/share/metricbeat/bin/metricbeat",
      "/opt/fluent-bit/bin/fluent-bit",
      "/fluent-bit/bin/fluent-bit",
      "/usr/bin/promtail",
      "/opt/splunkforwarder/bin/splunkd",
      "/opt/splunk/bin/splunkd",
    ],
    images: [
      "fluent/fluent-bit",
      "cr.fluentbit.io/fluent/fluent-bit",
      "grafana/promtail",
      "docker.elastic.co/beats/filebeat",
      "public.ecr.aws/aws-observability/aws-for-fluent-bit",
    ],
    tolerates: addresses,
    does: (facts) =>
      readsOf(
        facts,
        "/var/log/",
        "/var/lib/docker/containers/",
        "/run/log/",
        "/var/run/secrets/kubernetes.io/serviceaccount/",
        "/run/secrets/kubernetes.io/serviceaccount/",
        ...kernelFiles,
        "/etc/passwd",
        "/etc/machine-id",
      ) ?? connectsTo(facts, [443, 6443, 9200, 3100, 24224, 9997, 5044], ["private", "cgnat", "loopback"]),
    and: "it reads logs or talks to its collector inside the network",
    examples: {
      proven: [
        onHost("filebeat", "/usr/share/filebeat/bin/filebeat", "systemd", reading("/var/log/auth.log")),
        inContainer("fluent-bit", "/fluent-bit/bin/fluent-bit", "containerd-shim", {
          ...connecting("10.2.0.4:40000->10.96.0.1:443"),
          "proc.is_exe_upper_layer": false,
          "container.image.repository": "cr.fluentbit.io/fluent/fluent-bit",
        }),
      ],
      named: [inContainer("fluent-bit", "", "containerd-shim", reading("/var/log/containers/x.log"))],
      ignored: [
        onHost("filebeat", "/usr/share/filebeat/bin/filebeat", "systemd", reading("/etc/shadow")),
        inContainer("fluent-bit", "/fluent-bit/bin/fluent-bit", "containerd-shim", {
          ...connecting("10.2.0.4:40000->203.0.113.5:443"),
          "proc.is_exe_upper_layer": false,
        }),
      ],
    },
  }),
];
