import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { findCall, hasWord } from "./calls.ts";
import { clusterTools, engines } from "./container-tools.ts";
import { inContainer, onHost, ran } from "./examples.ts";

/** Starting containers and workloads. */

const deployers = new Set([...engines, ...clusterTools]);

const creatingVerbs = new Set(["run", "create", "apply", "replace", "debug", "install", "scale", "patch", "set"]);

const workloadKinds = new Set([
  "pods",
  "deployments",
  "daemonsets",
  "statefulsets",
  "replicasets",
  "jobs",
  "replicationcontrollers",
]);

const controllers = /^system:(?:serviceaccount:kube-system:|kube-|node:)|-controller$/;

export const deploysContainer: Indicator = {
  id: "deploys-container",
  behaviour: "starts a container or deploys a workload",
  meaning: "A container of one's own choice runs whatever its image holds, past the checks of the others.",
  technique: "T1610",
  tactic: "execution",
  severity: "low",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1610/",
  match: (facts) => startedContainer(facts) ?? deployment(facts),
  examples: {
    found: [
      { "evt.type": "container", "proc.cmdline": "container:3f2a9c1d7b44", ...inContainer },
      ran("docker run -d alpine sleep 100", onHost),
      ran("kubectl apply -f app.yaml", onHost),
      { "evt.type": "execve", "proc.cmdline": "sh", "proc.name": "sh", "proc.vpid": 1, ...inContainer },
      {
        "proc.cmdline": "sleep 100",
        "container.mounts": "/data:/data::true:rprivate,/etc:/mnt/etc::true:rprivate",
        ...inContainer,
      },
      ran("sleep 100", { "thread.cap_permitted": "CAP_CHOWN CAP_SYS_ADMIN", ...inContainer }),
    ],
    ignored: [
      ran("docker ps", onHost),
      ran("kubectl get pods -o yaml", onHost),
      ran("sh", { "proc.vpid": 17, ...inContainer }),
      { "evt.type": "openat", "fd.name": "/etc/x", "proc.cmdline": "nginx", "proc.vpid": 1, ...inContainer },
    ],
  },
};

export const createsWorkload: Indicator = {
  id: "creates-workload",
  behaviour: "created a workload in the cluster",
  meaning: "A workload of one's own choice runs whatever its image holds, with the rights that its settings ask for.",
  technique: "T1610",
  tactic: "execution",
  severity: "low",
  certainty: "weak",
  platforms: ["Containers"],
  families: ["k8s_audit"],
  source: "https://attack.mitre.org/techniques/T1610/",
  match: ({ kubernetes, field }) => {
    const { verb, resource, subresource, user } = kubernetes;
    if (subresource !== null || (user !== null && controllers.test(user))) return null;
    const image = field("ka.req.pod.containers.image") ?? field("ka.req.pod.containers.image.repository");
    if (image !== null && (verb === null || verb === "create")) return image;
    return verb === "create" && resource !== null && workloadKinds.has(resource) ? field("ka.target.resource") : null;
  },
  examples: {
    found: [
      {
        _source: "k8s_audit",
        "ka.verb": "create",
        "ka.target.resource": "pods",
        "ka.target.name": "web-1",
        "ka.user.name": "dev@example.com",
      },
      {
        _source: "k8s_audit",
        "ka.resp.name": "x",
        "ka.req.pod.containers.image": "busybox",
        "ka.user.name": "dev@example.com",
        "ka.target.namespace": "shop",
      },
    ],
    ignored: [
      { _source: "k8s_audit", "ka.verb": "get", "ka.target.resource": "pods", "ka.target.name": "web-1" },
      {
        _source: "k8s_audit",
        "ka.verb": "create",
        "ka.target.resource": "pods",
        "ka.user.name": "system:serviceaccount:kube-system:replicaset-controller",
      },
    ],
  },
};

/** Falco's own event for a new container; its first process has the pid 1 in it. */
function startedContainer(facts: Facts): string | null {
  const { text } = facts.process.command;
  if (/^container:[0-9a-f]{12}/.test(text)) return shown(text);
  if (facts.container.where !== "container") return null;
  if (facts.eventType === "container") return text === "" ? facts.eventType : shown(text);
  if (facts.eventType !== null && facts.eventType !== "execve") return null;
  if (facts.field("proc.vpid") === "1") return text === "" ? "1" : shown(text);
  const name = facts.process.name ?? text;
  return sensitiveMount(facts) ?? (/^runc:\[\d:(?:CHILD|INIT)\]/.test(name) ? shown(name) : null);
}

function shown(text: string): string {
  return text.slice(0, 240);
}

/** A host folder that gives away the host, as `source:target:...` stands in the list of mounts. */
function sensitiveMount({ container, field }: Facts): string | null {
  const found =
    container.mounts === null
      ? null
      : /(?:^|,)(\/(?:|proc|sys|dev|etc|root|boot|var|usr|home|var\/run\/docker\.sock|run\/containerd|var\/lib\/(?:docker|kubelet|containerd))\/?:[^,:]{1,200})/.exec(
          container.mounts.slice(0, 16_384),
        );
  return (
    found?.[1] ?? /CAP_SYS_ADMIN|CAP_SYS_MODULE|CAP_SYS_PTRACE/.exec(field("thread.cap_permitted") ?? "")?.[0] ?? null
  );
}

function deployment(facts: Facts): string | null {
  return findCall(facts.process.command, deployers, (call) => {
    const verb = call.args.find(({ value }) => !value.startsWith("-"))?.value ?? "";
    return (
      creatingVerbs.has(verb) &&
      !hasWord(call, "--dry-run", "--dry-run=client") &&
      !(verb === "create" && hasWord(call, "token", "namespace", "secret"))
    );
  });
}
