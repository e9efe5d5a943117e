import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { connecting, executing, inContainer, onHost, reading, writing } from "./examples.ts";
import { addresses } from "./places.ts";
import { callsOf, connectsTo, isAbout, readsOf, writesOf } from "./trust.ts";

/** What cloud images bring along to set up the machine and its users. */

const guestAgents = [
  "/usr/bin/google_guest_agent",
  "/usr/bin/google_guest_agent_manager",
  "/usr/lib/google/guest_agent/",
  "/usr/bin/google_osconfig_agent",
  "/usr/bin/google_metadata_script_runner",
  "/usr/bin/amazon-ssm-agent",
  "/usr/bin/ssm-agent-worker",
  "/snap/amazon-ssm-agent/",
  "/usr/sbin/qemu-ga",
  "/usr/bin/qemu-ga",
  "/usr/bin/vmtoolsd",
  "/usr/sbin/hv_kvp_daemon",
  "/usr/lib/linux-tools/",
];
const guestAgentNames = [
  "google_guest_agent",
  "google_guest_agent_manager",
  "google_osconfig_agent",
  "google_metadata_script_runner",
  "amazon-ssm-agent",
  "ssm-agent-worker",
  "qemu-ga",
  "vmtoolsd",
  "hv_kvp_daemon",
];

const metadata = ["metadata"] as const;

export const cloudMachinePatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "cloud-init",
    activity: "cloud-init sets up a new machine: host name, users, SSH keys, packages",
    distinguishing: [
      "It runs during the first minutes after a boot; /var/log/cloud-init.log has the file and the time.",
      "The keys and files are those of the user data that you gave the machine.",
      "cloud-init on a machine that has been up for days, or user data that somebody changed, is an attacker's way to run code as root.",
    ],
    explains: ["*"],
    programs: ["cloud-init", "cloud-init-local", "cloud-config", "cloud-final", "cloud-id", "ds-identify"],
    executables: [],
    isScript: true,
    where: "host",
    does: (facts) =>
      isAbout(facts, "/etc/ld.so.preload", "/etc/cron.d/", "/etc/crontab", "/var/spool/cron/", "/etc/rc.local")
        ? null
        : (writesOf(facts, "/etc/", "/root/.ssh/", "/home/", "/var/lib/cloud/", "/run/cloud-init/", "/var/log/") ??
          readsOf(facts, "/etc/", "/var/lib/cloud/") ??
          connectsTo(facts, [80], metadata)),
    tolerates: ["authorized_keys"],
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("cloud-init", "/usr/bin/python3.12", "systemd", {
          ...writing("/root/.ssh/authorized_keys"),
          "proc.cmdline": "cloud-init /usr/bin/cloud-init init",
        }),
        onHost("cloud-init", "", "init", {
          ...writing("/etc/hostname"),
          "proc.cmdline": "cloud-init /usr/bin/cloud-init init --local",
        }),
      ],
      ignored: [
        onHost("cloud-init", "/tmp/cloud-init", "bash", writing("/root/.ssh/authorized_keys")),
        onHost("cloud-init", "/usr/bin/python3.12", "nginx", writing("/root/.ssh/authorized_keys")),
        inContainer("cloud-init", "/usr/bin/python3.12", "sh", writing("/root/.ssh/authorized_keys")),
      ],
    },
  }),

  ordinaryActivity({
    id: "guest-agent",
    activity: "The cloud's guest agent maintains users, keys and settings of the machine",
    distinguishing: [
      "Google's guest agent creates google-sudoers and the users of the project's SSH keys; Amazon's SSM agent creates ssm-user.",
      "The same change stands in the metadata of the project or instance, made by a person who may do so.",
      "Who may edit the metadata is root on the machine: check who did, in the cloud's audit log.",
    ],
    explains: ["contacts-metadata-service", "reads-accounts"],
    programs: guestAgentNames,
    executables: guestAgents,
    where: "host",
    startedBy: [
      "systemd",
      "init",
      "google_guest_agent",
      "google_guest_agent_manager",
      "amazon-ssm-agent",
      "ssm-agent-worker",
    ],
    does: (facts) =>
      connectsTo(facts, [80, 443, 53], metadata) ??
      writesOf(
        facts,
        "/etc/hosts",
        "/etc/google_instance_id",
        "/etc/instance_key",
        "/var/lib/google/",
        "/run/google/",
        "/etc/sysconfig/",
        "/var/lib/amazon/ssm/",
        "/var/log/amazon/",
      ) ??
      readsOf(facts, "/etc/passwd", "/etc/group", "/etc/ssh/", "/etc/hosts"),
    and: "it looks after the machine as that agent does",
    examples: {
      proven: [
        onHost(
          "google_guest_ag",
          "/usr/bin/google_guest_agent",
          "systemd",
          connecting("10.128.0.4:41000->169.254.169.254:80"),
        ),
      ],
      named: [onHost("amazon-ssm-agen", "", "systemd", connecting("10.0.0.4:41000->169.254.169.254:80"))],
      ignored: [
        onHost(
          "google_guest_ag",
          "/tmp/google_guest_agent",
          "systemd",
          connecting("10.128.0.4:41000->169.254.169.254:80"),
        ),
        onHost(
          "google_guest_ag",
          "/usr/bin/google_guest_agent",
          "systemd",
          connecting("10.128.0.4:41000->203.0.113.4:80"),
        ),
        inContainer("google_guest_ag", "/usr/bin/curl", "sh", connecting("172.17.0.4:41000->169.254.169.254:80")),
      ],
    },
  }),

  ordinaryActivity({
    id: "azure-guest-agent",
    activity: "Azure's guest agent (waagent) looks after the machine's users and settings",
    distinguishing: [
      "/var/log/waagent.log has the minute, and the change was asked for in the portal or by an extension.",
      "It is a Python script, so neither name nor executable prove anything: see whether systemd's walinuxagent.service owns the process.",
      "Extensions run whatever they are given as root: who added one stands in Azure's activity log.",
    ],
    explains: [
      "reads-shadow-file",
      "reads-authentication-configuration",
      "reads-accounts",
      "contacts-metadata-service",
    ],
    programs: ["waagent", "WALinuxAgent"],
    executables: [],
    isScript: true,
    where: "host",
    does: (facts) =>
      readsOf(facts, "/etc/shadow", "/etc/passwd", "/etc/group", "/etc/sudoers.d/", "/etc/ssh/", "/var/lib/waagent/") ??
      writesOf(facts, "/var/lib/waagent/", "/var/log/", "/etc/sudoers.d/waagent", "/etc/hostname") ??
      connectsTo(facts, [80, 32526], metadata),
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("python3", "/usr/bin/python3.10", "systemd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "python3 -u /usr/sbin/waagent -daemon",
        }),
      ],
      ignored: [
        onHost("waagent", "/tmp/waagent", "systemd", reading("/etc/shadow")),
        onHost("python3", "/usr/bin/python3.10", "nginx", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "python3 -u /usr/sbin/waagent -daemon",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "guest-agent-accounts",
    activity: "The cloud's guest agent creates the accounts and groups that the cloud's console asks for",
    distinguishing: [
      "The parent's executable is the agent itself, and the account stands in the metadata of the project or instance.",
      "A parent that only calls itself google_guest_agent is what a copycat would use.",
      "Who added the key or user in the console is to be found in the cloud's audit log.",
    ],
    explains: ["*"],
    programs: ["groupadd", "useradd", "usermod", "gpasswd", "groupmod", "userdel"],
    executables: ["/usr/sbin/groupadd", "/usr/sbin/useradd", "/usr/sbin/usermod", "/usr/bin/gpasswd"],
    where: "host",
    startedBy: [],
    parentExecutables: guestAgents,
    does: (facts) =>
      isGuestAgent(facts.parent.name) &&
      !/(?:^|\s)(?:-o|--non-unique)(?:\s|$)/.test(facts.process.command.text.slice(0, 500))
        ? callsOf(facts, "execve", "clone", "vfork")
        : null,
    and: "the parent's executable is the cloud's agent",
    examples: {
      proven: [
        onHost("groupadd", "/usr/sbin/groupadd", "google_guest_ag", {
          ...executing("groupadd google-sudoers"),
          "proc.pexepath": "/usr/bin/google_guest_agent",
          "proc.aname[2]": "systemd",
        }),
      ],
      named: [
        onHost("groupadd", "", "google_guest_ag", {
          ...executing("groupadd google-sudoers"),
          "proc.aname[2]": "systemd",
        }),
        onHost("useradd", "/usr/sbin/useradd", "google_guest_ag", executing("useradd -m -s /bin/bash mira")),
      ],
      ignored: [
        onHost("useradd", "/usr/sbin/useradd", "google_guest_ag", executing("useradd -o -u 0 helper")),
        onHost("useradd", "/dev/shm/useradd", "google_guest_ag", executing("useradd helper")),
        onHost("useradd", "/usr/sbin/useradd", "google_guest_ag", {
          ...executing("useradd helper"),
          "proc.pexepath": "/tmp/google_guest_agent",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "cloud-credentials-of-node-agents",
    activity: "A node agent or controller of the cluster asks the metadata service for its own role",
    distinguishing: [
      "The pod is one that the platform or your platform team put there (CNI, storage, autoscaler, DNS controller), in its own namespace.",
      "The calls that follow in the cloud's audit log are those of its work, from this node's address.",
      "curl, wget or a shell that asks for credentials is never one of these.",
    ],
    explains: ["contacts-metadata-service"],
    programs: [
      "aws-k8s-agent",
      "aws-vpc-cni",
      "aws-ebs-csi-driver",
      "aws-efs-csi-driver",
      "cluster-autoscaler",
      "external-dns",
      "kube2iam",
      "kiam",
      "karpenter",
      "ip-masq-agent",
      "gke-metadata-server",
      "azure-cns",
      "cloud-controller-manager",
      "aws-cloud-controller-manager",
      "cloudwatch_exporter",
      "amazon-cloudwatch-agent",
      "velero",
      "cert-manager-controller",
      "fluent-bit",
      "node-termination-handler",
      "ecs-agent",
      "agent",
    ],
    executables: [
      "/app/aws-k8s-agent",
      "/app/aws-vpc-cni",
      "/bin/aws-ebs-csi-driver",
      "/cluster-autoscaler",
      "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent",
      "/bin/external-dns",
      "/usr/bin/external-dns",
    ],
    images: [
      "602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon-k8s-cni",
      "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver",
      "registry.k8s.io/autoscaling/cluster-autoscaler",
      "registry.k8s.io/external-dns/external-dns",
      "public.ecr.aws/cloudwatch-agent/cloudwatch-agent",
    ],
    tolerates: addresses,
    does: (facts) => connectsTo(facts, [80], metadata),
    and: "the image is the agent's own",
    examples: {
      proven: [
        inContainer("cluster-autosca", "/cluster-autoscaler", "containerd-shim", {
          ...connecting("10.0.1.7:40100->169.254.169.254:80"),
          "proc.is_exe_upper_layer": false,
          "container.image.repository": "registry.k8s.io/autoscaling/cluster-autoscaler",
        }),
      ],
      named: [
        inContainer(
          "external-dns",
          "/bin/external-dns",
          "containerd-shim",
          connecting("10.0.1.7:40100->169.254.169.254:80"),
        ),
      ],
      ignored: [
        inContainer("external-dns", "/usr/bin/curl", "sh", connecting("10.0.1.7:40100->169.254.169.254:80")),
        inContainer("external-dns", "/bin/external-dns", "containerd-shim", {
          ...connecting("10.0.1.7:40100->169.254.169.254:80"),
          "proc.is_exe_upper_layer": true,
        }),
        inContainer("curl", "/usr/bin/curl", "sh", {
          ...connecting("10.0.1.7:40100->169.254.169.254:80"),
          "proc.cmdline": "curl http://169.254.169.254/latest/meta-data/iam/security-credentials/",
        }),
      ],
    },
  }),
];

function isGuestAgent(parent: string | null): boolean {
  return (
    parent !== null &&
    guestAgentNames.some((name) => name === parent || (parent.length === 15 && name.startsWith(parent)))
  );
}
