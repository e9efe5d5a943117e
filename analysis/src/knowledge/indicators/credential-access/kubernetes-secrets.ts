import type { Indicator } from "../../indicator.ts";
import { argumentText, calls } from "../execution/calls.ts";
import { inContainer, opened, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { readsFile } from "./sensitive-files.ts";

/** Secrets of the cluster, by its API or from its database. */

const kubectlSecrets = calls(new Set(["kubectl", "oc", "k3s", "microk8s.kubectl", "etcdctl"]), (call) => {
  const words = call.args.map(({ value }) => value.toLowerCase());
  if (call.program === "etcdctl") return argumentText(call).includes("/registry/secrets") || words.includes("snapshot");
  if (words.includes("create") && words.includes("token")) return true;
  if (!words.includes("get") && !words.includes("describe")) return false;
  return words.some((word) =>
    word
      .split(",")
      .some(
        (kind) => kind === "secret" || kind === "secrets" || kind.startsWith("secret/") || kind.startsWith("secrets/"),
      ),
  );
});

const apiSecrets = calls(new Set(["curl", "wget", "http", "python", "python3"]), (call) => {
  const text = argumentText(call);
  return text.includes("/api/v1/") && (text.includes("/secrets") || text.includes("/token"));
});

export const fetchesKubernetesSecrets: Indicator = {
  id: "fetches-kubernetes-secrets",
  behaviour: "fetches secrets from the Kubernetes API by hand",
  meaning: "Secrets hold the database passwords, certificates and tokens of the whole cluster.",
  technique: "T1552.007",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/007/",
  match: gated(
    ["secret", "create token", "etcdctl", "/registry/"],
    (facts) => kubectlSecrets(facts) ?? apiSecrets(facts),
  ),
  examples: {
    found: [
      ran("kubectl get secrets -A -o yaml", inContainer),
      ran("curl -k https://10.96.0.1:443/api/v1/namespaces/default/secrets -H 'Authorization: Bearer x'", inContainer),
      ran("etcdctl get /registry/secrets --prefix"),
      ran("kubectl create token admin -n kube-system"),
    ],
    ignored: [ran("kubectl get pods -n secret-santa"), ran("kubectl get deployments -A")],
  },
};

export const readsKubernetesSecrets: Indicator = {
  id: "reads-kubernetes-secrets",
  behaviour: "reads secrets of the cluster through the API server",
  meaning:
    "Secrets hold passwords and tokens; listing them is how an account or pod that was taken over is put to use.",
  technique: "T1552.007",
  tactic: "credential-access",
  alsoTechniques: ["T1528"],
  severity: "high",
  certainty: "likely",
  platforms: ["Containers"],
  families: ["k8s_audit"],
  source: "https://attack.mitre.org/techniques/T1552/007/",
  match: gated(["secrets", "serviceaccounts"], ({ kubernetes, field }) => {
    const { verb, resource, subresource, user } = kubernetes;
    if (
      user !== null &&
      (user.startsWith("system:node:") || user.startsWith("system:kube-") || user === "system:apiserver")
    )
      return null;
    if (resource === "serviceaccounts" && subresource === "token" && verb === "create")
      return field("ka.target.subresource") ?? subresource;
    return resource === "secrets" && verb === "list" ? (field("ka.uri") ?? resource) : null;
  }),
  examples: {
    found: [
      {
        _source: "k8s_audit",
        "ka.verb": "list",
        "ka.target.resource": "secrets",
        "ka.uri": "/api/v1/namespaces/shop/secrets",
        "ka.user.name": "system:serviceaccount:shop:web",
      },
      {
        _source: "k8s_audit",
        "ka.verb": "create",
        "ka.target.resource": "serviceaccounts",
        "ka.target.subresource": "token",
        "ka.user.name": "dev@example.com",
      },
    ],
    ignored: [
      {
        _source: "k8s_audit",
        "ka.verb": "list",
        "ka.target.resource": "secrets",
        "ka.user.name": "system:node:worker-1",
      },
      { _source: "k8s_audit", "ka.verb": "create", "ka.target.resource": "secrets", "ka.user.name": "dev@example.com" },
    ],
  },
};

export const getsKubernetesSecret: Indicator = {
  id: "gets-kubernetes-secret",
  behaviour: "read one secret of the cluster through the API server",
  meaning: "Workloads read their own secrets; an account that was taken over reads those of others.",
  technique: "T1552.007",
  tactic: "credential-access",
  severity: "medium",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["k8s_audit"],
  source: "https://attack.mitre.org/techniques/T1552/007/",
  match: gated(["secrets"], ({ kubernetes, field }) => {
    const { verb, resource, user } = kubernetes;
    if (resource !== "secrets" || (verb !== "get" && verb !== "watch")) return null;
    return user?.startsWith("system:node:") || user?.startsWith("system:kube-") ? null : (field("ka.uri") ?? resource);
  }),
  examples: {
    found: [
      {
        _source: "k8s_audit",
        "ka.verb": "get",
        "ka.target.resource": "secrets",
        "ka.target.name": "db",
        "ka.user.name": "dev@example.com",
      },
      {
        _source: "k8s_audit",
        "ka.verb": "watch",
        "ka.target.resource": "secrets",
        "ka.uri": "/api/v1/secrets",
        "ka.user.name": "system:serviceaccount:shop:web",
      },
    ],
    ignored: [
      {
        _source: "k8s_audit",
        "ka.verb": "get",
        "ka.target.resource": "secrets",
        "ka.user.name": "system:node:worker-1",
      },
      { _source: "k8s_audit", "ka.verb": "get", "ka.target.resource": "configmaps", "ka.user.name": "dev@example.com" },
    ],
  },
};

export const readsClusterDatabase: Indicator = {
  id: "reads-cluster-database",
  behaviour: "reads the cluster's etcd database from disk",
  meaning: "All secrets of the cluster stand in it, mostly unencrypted.",
  technique: "T1552.007",
  tactic: "credential-access",
  severity: "critical",
  certainty: "likely",
  platforms: ["Containers", "Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1552/007/",
  match: gated(["/var/lib/etcd", "/server/db/state.db"], (facts) =>
    facts.process.name === "etcd" || facts.process.name?.startsWith("k3s")
      ? null
      : readsFile(/\/var\/lib\/etcd\/[\w./-]+|\/var\/lib\/rancher\/k3s\/server\/db\/[\w./-]+/)(facts),
  ),
  examples: {
    found: [
      ran("strings /var/lib/etcd/member/snap/db"),
      opened("/host/var/lib/etcd/member/snap/db", "cp /host/var/lib/etcd/member/snap/db /tmp/d", inContainer),
    ],
    ignored: [
      opened("/var/lib/etcd/member/wal/0.wal", "etcd --name m1", { "proc.name": "etcd" }),
      ran("ls /var/lib/etcd/member"),
    ],
  },
};
