import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, hasWord, quoteOfNeedle, wordWhere } from "../execution/calls.ts";
import { connected, inContainer, onHost, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { behind, firstOf } from "../gates.ts";

/** Looking around in the cluster and the cloud, by command or connection. */

const serviceAddress =
  /^(?:10\.96\.0\.1|10\.43\.0\.1|10\.152\.183\.1|172\.20\.0\.1|10\.100\.0\.1|10\.0\.0\.1|172\.30\.0\.1|10\.233\.0\.1|10\.32\.0\.1|10\.247\.0\.1|10\.254\.0\.1|192\.168\.194\.129|10\.(?:\d{1,3})\.0\.1|34\.118\.224\.1)$/;

const apiNames = [
  "kubernetes.default",
  "kubernetes_service_host",
  "/api/v1/namespaces",
  "/apis/authorization.k8s.io",
  "/api/v1/pods",
  "/openapi/v2",
  "/apis/apps/v1",
];

const kubeletPorts = new Set([10250, 10255, 10256, 4194]);

const etcdClients = new Set([
  "etcd",
  "etcdctl",
  "kube-apiserver",
  "cilium-agent",
  "calico-node",
  "confd",
  "patroni",
  "apisix",
]);

const kubeletCommands = calls(new Set(["curl", "wget", "kubeletctl", "nc", "python3"]), (call) =>
  wordWhere(call, (value) => /:(?:10250|10255|2379)(?:\/|$)/.test(value)),
);

const apiTools = calls(new Set(["curl", "wget", "http", "python", "python3", "nc", "openssl", "nslookup", "dig"]));

export const contactsKubernetesApi: Indicator = {
  id: "contacts-kubernetes-api",
  behaviour: "talks to the Kubernetes API server from a container",
  meaning: "Few workloads need it; with the pod's token it tells what else runs in the cluster.",
  technique: "T1613",
  tactic: "discovery",
  alsoTechniques: ["T1552.007", "T1609"],
  severity: "high",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1613/",
  match: firstOf(behind({ needs: ["connection"] }, apiConnection), gated(apiNames, apiCommand)),
  examples: {
    found: [
      connected("10.244.1.7:45000->10.96.0.1:443", "python3 x.py", inContainer),
      connected("10.244.1.7:45000->172.18.0.3:6443", "curl", inContainer),
      ran("curl -sk https://kubernetes.default.svc/api/v1/namespaces", inContainer),
    ],
    ignored: [
      connected("10.244.1.7:45000->10.96.0.10:53", "app", inContainer),
      connected("10.0.0.4:45000->10.96.0.1:443", "kubelet", onHost),
      ran("curl https://example.com/api/v1/orders", inContainer),
    ],
  },
};

export const contactsKubelet: Indicator = {
  id: "contacts-kubelet",
  behaviour: "talks to a node's kubelet or to the cluster's database",
  meaning: "An open kubelet runs commands in every pod of its node, and etcd holds every secret.",
  technique: "T1613",
  tactic: "discovery",
  alsoTechniques: ["T1609", "T1552.007"],
  severity: "high",
  certainty: "likely",
  platforms: ["Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1613/",
  match: behind({ ...kubeletCommands.gate, needs: ["connection"] }, (facts) => {
    const { connection, container } = facts;
    if (connection?.direction === "outbound" && container.where === "container" && connection.remotePort !== null) {
      if (
        kubeletPorts.has(connection.remotePort) ||
        (connection.remotePort === 2379 && !etcdClients.has(facts.process.name ?? ""))
      )
        return facts.field("fd.name");
    }
    return kubeletCommands(facts);
  }),
  examples: {
    found: [
      connected("10.244.1.7:45000->10.0.0.21:10250", "curl", inContainer),
      ran("curl -sk https://10.0.0.21:10250/pods", inContainer),
    ],
    ignored: [
      connected("10.244.1.7:45000->10.0.0.21:9100", "prometheus", inContainer),
      ran("curl http://10.0.0.21:10251x/"),
    ],
  },
};

export const listsCluster: Indicator = {
  id: "lists-cluster",
  behaviour: "lists what runs in the cluster and what it may do there",
  meaning: "It shows the way from this account or pod to more rights.",
  technique: "T1613",
  tactic: "discovery",
  alsoTechniques: ["T1069"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1613/",
  match: calls(new Set(["kubectl", "oc", "docker", "crictl", "podman", "helm"]), (call) => {
    const verb = call.args.find(({ value }) => !value.startsWith("-"))?.value ?? "";
    if (call.program === "kubectl" || call.program === "oc")
      return ["get", "describe", "api-resources", "cluster-info", "auth", "whoami", "top"].includes(verb);
    return (
      ["ps", "images", "info", "inspect", "list", "pods", "network", "volume"].includes(verb) &&
      !hasWord(call, "rm", "create")
    );
  }),
  examples: {
    found: [
      ran("kubectl get pods -A", inContainer),
      ran("kubectl auth can-i --list", inContainer),
      ran("docker ps -a", onHost),
    ],
    ignored: [ran("kubectl apply -f x.yaml"), ran("docker build ."), ran("docker network create x")],
  },
};

function apiConnection(facts: Facts): string | null {
  const { connection, container } = facts;
  if (connection?.direction === "inbound" || connection === null || container.where !== "container") return null;
  const { remoteAddress, remotePort } = connection;
  const name = facts.field("fd.sip.name") ?? facts.field("fd.rip.name") ?? "";
  if (name.startsWith("kubernetes.default")) return name;
  const isApi =
    remotePort === 6443 ||
    ((remotePort === 443 || remotePort === 8443) && remoteAddress !== null && serviceAddress.test(remoteAddress));
  return isApi ? facts.field("fd.name") : null;
}

function apiCommand(facts: Facts): string | null {
  if (facts.container.where === "host") return null;
  return apiTools(facts) === null ? null : quoteOfNeedle(facts, apiNames);
}
