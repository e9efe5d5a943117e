import type { Indicator } from "../../indicator.ts";
import type { Call, Verdict } from "../execution/calls.ts";
import { argumentText, calls, hasShortOption, hasWord, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { impact } from "./destruction.ts";

/** Destroying backups and workloads. */

const backups = /backup|\.bak\b|snapshot|\.snap\b|archive\.tar|dump\.sql|velero|restic|borg/i;

const clusterKinds = new Set([
  "ns",
  "namespace",
  "namespaces",
  "deployment",
  "deployments",
  "deploy",
  "pods",
  "pod",
  "all",
  "pv",
  "pvc",
  "persistentvolumes",
  "statefulset",
  "statefulsets",
  "daemonset",
  "daemonsets",
  "secrets",
  "crd",
  "node",
  "nodes",
  "svc",
]);

export const deletesBackups: Indicator = {
  ...impact,
  id: "deletes-backups",
  behaviour: "deletes backups or snapshots",
  meaning: "Without them nothing can be restored, which is what blackmail rests on.",
  technique: "T1490",
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1490/",
  match: calls(
    new Set([
      "rm",
      "zfs",
      "btrfs",
      "lvremove",
      "restic",
      "borg",
      "velero",
      "aws",
      "gcloud",
      "az",
      "kubectl",
      "snapper",
      "timeshift",
      "virsh",
      "wbadmin",
    ]),
    (call) => deletesBackup(call),
  ),
  examples: {
    found: [
      ran("rm -rf /srv/backup", onHost),
      ran("zfs destroy -r tank@snap1"),
      ran("lvremove -f vg0/data-snap"),
      ran("aws ec2 delete-snapshot --snapshot-id s-1"),
      ran("velero backup delete --all"),
    ],
    ignored: [ran("rm -rf /tmp/x"), ran("zfs list -t snapshot"), ran("restic backup /srv"), ran("rm backup.pid")],
  },
};

export const destroysWorkloads: Indicator = {
  ...impact,
  id: "destroys-workloads",
  behaviour: "deletes containers, volumes or whole namespaces in one go",
  meaning: "Everything that runs there stops, and with the volumes its data is gone.",
  technique: "T1485",
  alsoTechniques: ["T1489"],
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1485/",
  match: calls(
    new Set(["kubectl", "oc", "docker", "podman", "helm", "crictl", "terraform", "tofu", "aws", "gcloud", "az"]),
    (call) => losesWorkloads(call),
  ),
  examples: {
    found: [
      ran("kubectl delete ns shop", inContainer),
      ran("kubectl delete pods --all -A"),
      ran("docker system prune -af --volumes", onHost),
      ran("terraform destroy -auto-approve"),
      ran("aws s3 rb s3://x --force"),
    ],
    ignored: [
      ran("kubectl delete pod web-1"),
      ran("docker rm web"),
      ran("terraform plan -destroy"),
      ran("aws s3 rm s3://x/a.txt"),
    ],
  },
};

export const deletesClusterObjects: Indicator = {
  ...impact,
  id: "deletes-cluster-objects",
  behaviour: "deleted objects of the cluster",
  meaning: "Deleting namespaces, volumes or workloads stops services and can destroy their data.",
  technique: "T1485",
  alsoTechniques: ["T1489"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["k8s_audit"],
  source: "https://attack.mitre.org/techniques/T1485/",
  match: ({ kubernetes, field }) => {
    const { verb, resource, user } = kubernetes;
    if ((verb !== "delete" && verb !== "deletecollection") || resource === null) return null;
    if (
      user?.startsWith("system:serviceaccount:kube-system:") ||
      user?.startsWith("system:node:") ||
      user?.startsWith("system:kube-")
    )
      return null;
    return verb === "deletecollection" || clusterKinds.has(resource) ? field("ka.target.resource") : null;
  },
  examples: {
    found: [
      {
        _source: "k8s_audit",
        "ka.verb": "delete",
        "ka.target.resource": "namespaces",
        "ka.target.name": "shop",
        "ka.user.name": "dev@example.com",
      },
      {
        _source: "k8s_audit",
        "ka.verb": "deletecollection",
        "ka.target.resource": "pods",
        "ka.user.name": "dev@example.com",
      },
    ],
    ignored: [
      {
        _source: "k8s_audit",
        "ka.verb": "delete",
        "ka.target.resource": "pods",
        "ka.user.name": "system:serviceaccount:kube-system:generic-garbage-collector",
      },
      { _source: "k8s_audit", "ka.verb": "get", "ka.target.resource": "namespaces", "ka.user.name": "dev@example.com" },
    ],
  },
};

function deletesBackup(call: Call): Verdict {
  const text = argumentText(call);
  switch (call.program) {
    case "rm":
      return (
        (hasShortOption(call, "rR") || text.includes("*")) &&
        wordWhere(call, (value) => !value.startsWith("-") && backups.test(value))
      );
    case "zfs":
      return hasWord(call, "destroy");
    case "btrfs":
      return hasWord(call, "delete") && hasWord(call, "subvolume", "sub");
    case "lvremove":
      return true;
    case "aws":
    case "gcloud":
    case "az":
      return /delete-(?:db-)?(?:cluster-)?(?:snapshot|backup|recovery-point)|snapshots? delete|backup[\w -]{0,40} delete/.test(
        text,
      );
    case "kubectl":
      return hasWord(call, "delete") && /volumesnapshot|backup/.test(text);
    case "wbadmin":
      return hasWord(call, "delete");
    default:
      return hasWord(call, "forget", "delete", "prune", "snapshot-delete", "--delete", "--delete-all");
  }
}

function losesWorkloads(call: Call): Verdict {
  const words = operands(call).map(({ value }) => value.toLowerCase());
  const text = argumentText(call);
  switch (call.program) {
    case "kubectl":
    case "oc": {
      const at = words.indexOf("delete");
      if (at < 0) return false;
      const kind = words[at + 1] ?? "";
      return (
        ["ns", "namespace", "namespaces", "pv", "crd"].includes(kind) ||
        (hasWord(call, "--all", "-A", "--all-namespaces") && clusterKinds.has(kind)) ||
        kind === "all"
      );
    }
    case "docker":
    case "podman":
    case "crictl":
      return (
        (hasWord(call, "prune") && (hasShortOption(call, "af") || hasWord(call, "--volumes", "--all", "--force"))) ||
        (hasWord(call, "rm", "rmi", "kill", "stop") && /\$\(|`|--all|-a\b/.test(text))
      );
    case "helm":
      return hasWord(call, "uninstall", "delete");
    case "terraform":
    case "tofu":
      return words[0] === "destroy";
    default:
      return /terminate-instances|delete-(?:db-|cluster|bucket|stack|table|file-system|volume)|s3 rb|s3 rm s3:\/\/\S+ --recursive|projects delete|instances delete|group delete|vm delete/.test(
        text,
      );
  }
}
