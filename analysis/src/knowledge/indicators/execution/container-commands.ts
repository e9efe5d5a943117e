import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { behind } from "../gates.ts";
import { argumentText, calls, findCall, hasWord, wordWhere } from "./calls.ts";
import { clusterTools, engines } from "./container-tools.ts";
import { connected, inContainer, onHost, ran } from "./examples.ts";

/** Commands to containers and to the cluster. */

const engineTools = new Set([...engines, "curl", "wget", "nc", "socat", "python", "python3"]);

/** Without the programs that live in containers as their own work (kubelet, argocd, flux). */
const clients = new Set(["kubectl", "oc", "helm", "k9s", "kubeadm", "istioctl"]);

const attachSubresources = new Set(["exec", "attach", "ephemeralcontainers", "portforward"]);

const engineSocket =
  /docker\.sock|containerd\.sock|crio\.sock|podman\.sock|\btcp:\/\/[\w.:-]{3,60}:237[56]|:237[56]\/(?:v1\.\d+\/)?(?:containers|images|info|version)/;

export const execsIntoContainer: Indicator = {
  id: "execs-into-container",
  behaviour: "runs a command inside another container",
  meaning: "It takes over what that container may do and see, without a log-in of its own.",
  technique: "T1609",
  tactic: "execution",
  alsoTechniques: ["T1059.013"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1609/",
  match: calls(new Set([...engines, ...clusterTools]), (call) =>
    wordWhere(call, (value) => value === "exec" || value === "attach" || value === "debug"),
  ),
  examples: {
    found: [
      ran("docker exec -it web sh", onHost),
      ran("kubectl exec -n shop web-1 -- id"),
      ran("crictl exec -it 3f2a sh"),
    ],
    ignored: [ran("docker ps"), ran("kubectl get pods"), ran("git bisect run exec")],
  },
};

export const execsIntoPod: Indicator = {
  id: "execs-into-pod",
  behaviour: "runs a command in a pod, or attaches to it, through the API server",
  meaning: "Whoever may exec has the pod's rights, secrets and network position.",
  technique: "T1609",
  tactic: "execution",
  alsoTechniques: ["T1059.013"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["k8s_audit"],
  source: "https://attack.mitre.org/techniques/T1609/",
  match: ({ kubernetes, field }) => {
    const { subresource } = kubernetes;
    if (subresource !== null && attachSubresources.has(subresource))
      return field("ka.uri.param[command]") ?? field("ka.target.subresource");
    return field("ka.uri.param[command]");
  },
  examples: {
    found: [
      {
        _source: "k8s_audit",
        "ka.verb": "create",
        "ka.target.resource": "pods",
        "ka.target.subresource": "exec",
        "ka.target.name": "web-1",
        "ka.uri.param[command]": "%2Fbin%2Fsh",
        "ka.user.name": "dev@example.com",
      },
      {
        _source: "k8s_audit",
        "ka.target.resource": "pods",
        "ka.target.subresource": "attach",
        "ka.target.name": "web-1",
        "ka.user.name": "dev@example.com",
      },
    ],
    ignored: [
      {
        _source: "k8s_audit",
        "ka.verb": "get",
        "ka.target.resource": "pods",
        "ka.target.subresource": "log",
        "ka.target.name": "web-1",
      },
      { _source: "k8s_audit", "ka.verb": "create", "ka.target.resource": "pods", "ka.target.name": "exec" },
    ],
  },
};

export const clusterToolInContainer: Indicator = {
  id: "cluster-tool-in-container",
  behaviour: "runs a Kubernetes client inside a container",
  meaning: "With the pod's token such a client takes the way from one pod to the whole cluster.",
  technique: "T1609",
  tactic: "execution",
  alsoTechniques: ["T1613", "T1610", "T1059.013"],
  severity: "high",
  certainty: "likely",
  platforms: ["Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-sandbox_rules.yaml",
  match: behind({ programs: clients }, (facts) =>
    facts.container.where === "container" ? findCall(facts.process.command, clients) : null,
  ),
  examples: {
    found: [ran("kubectl get secrets", inContainer), ran("helm list -A", inContainer)],
    ignored: [ran("kubectl get secrets", onHost), ran("ls /usr/bin/kubectl", inContainer)],
  },
};

export const containerEngineInContainer: Indicator = {
  id: "container-engine-in-container",
  behaviour: "gives orders to a container engine from inside a container or over the network",
  meaning: "Whoever commands the engine starts containers with the host's files in them: it is root on the host.",
  technique: "T1609",
  tactic: "execution",
  alsoTechniques: ["T1610", "T1611"],
  severity: "high",
  certainty: "likely",
  platforms: ["Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1609/",
  match: behind({ programs: engineTools, needs: ["connection"] }, (facts) => {
    if (facts.container.where === "container") {
      const tool = findCall(facts.process.command, engines);
      if (tool !== null) return tool;
    }
    return reachesEngine(facts) ?? portOfEngine(facts);
  }),
  examples: {
    found: [
      ran("docker ps", inContainer),
      ran("curl --unix-socket /var/run/docker.sock http://x/containers/json", inContainer),
      ran("docker -H tcp://10.0.0.9:2375 run -v /:/mnt alpine"),
      connected("10.0.0.4:50000->10.0.0.9:2375", "python3 x.py", inContainer),
    ],
    ignored: [
      ran("docker ps", onHost),
      ran("ls -l /var/run/docker.sock", inContainer),
      connected("10.0.0.4:50000->10.0.0.9:2377", "dockerd", onHost),
    ],
  },
};

function reachesEngine(facts: Facts): string | null {
  return findCall(facts.process.command, engineTools, (call) => {
    const isRemote =
      call.program === "docker" ? hasWord(call, "-H", "--host") || argumentText(call).includes("-h tcp") : true;
    return isRemote && wordWhere(call, (value) => engineSocket.test(value));
  });
}

function portOfEngine({ connection, process, field }: Facts): string | null {
  if (connection?.direction !== "outbound" || process.name === "dockerd") return null;
  return connection.remotePort === 2375 || connection.remotePort === 2376 ? field("fd.name") : null;
}
