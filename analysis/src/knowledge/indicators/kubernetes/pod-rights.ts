import type { Indicator } from "../../indicator.ts";
import { audit, fieldWith, makes, requested, says, shownBy } from "./audit-events.ts";

/** Pods that are created with more rights than pods should have. */

const pod = { ...audit, technique: "T1610", tactic: "execution", alsoTechniques: ["T1611"] } as const;

const created = {
  "ka.verb": "create",
  "ka.target.resource": "pods",
  "ka.resp.name": "x",
  "ka.target.namespace": "shop",
};

const hostFolder =
  /(?:^|[\s(,"[])(\/(?:|proc|sys|dev|etc|root|home(?:\/\w{1,32})?|boot|var|(?:var\/)?run\/(?:docker|crio\/crio|containerd\/containerd)\.sock|var\/lib\/(?:kubelet|docker|containerd)(?:\/pki)?|var\/log|etc\/kubernetes(?:\/manifests)?))(?=$|[\s),"\]])/;

export const createsPrivilegedPod: Indicator = {
  ...pod,
  id: "creates-privileged-pod",
  behaviour: "created a pod with a privileged container",
  meaning:
    "A privileged container sees the node's devices and may load modules: it is root on the node in all but name.",
  severity: "high",
  certainty: "likely",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  keywords: ["privileged"],
  match(facts) {
    const told = facts.field("ka.req.pod.containers.privileged");
    if (told !== null && /\btrue\b/.test(told)) return told;
    const isSaid = says(facts, /\bprivileged (?:container|pod)|pod .{0,40}\bprivileged\b/i);
    return isSaid && facts.kubernetes.verb !== "delete"
      ? shownBy(facts, "ka.req.pod.containers.image", "ka.resp.name")
      : null;
  },
  examples: {
    found: [
      requested({
        ...created,
        "ka.req.pod.containers.image": "nginx",
        _message: "Pod started with privileged container",
      }),
      requested({ ...created, "ka.req.pod.containers.privileged": "(true,false)" }),
    ],
    ignored: [
      requested({ ...created, "ka.req.pod.containers.privileged": "(false)" }),
      requested({ "ka.verb": "get", "ka.target.resource": "pods", "ka.target.name": "privileged-x" }),
    ],
  },
};

export const createsPodWithHostFolder: Indicator = {
  ...pod,
  id: "creates-pod-with-host-folder",
  behaviour: "created a pod that mounts a delicate folder or socket of the node",
  meaning: "Through it the pod reads the node's keys and changes its accounts, jobs and containers.",
  technique: "T1611",
  tactic: "privilege-escalation",
  alsoTechniques: ["T1610"],
  severity: "high",
  certainty: "likely",
  source: "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
  keywords: ["hostpath", "mount"],
  match(facts) {
    const folder = fieldWith(facts, hostFolder, "ka.req.pod.volumes.hostpath");
    if (folder !== null) return folder.replace(/^[\s(,"[]/, "");
    const inJson = fieldWith(facts, /"hostPath":\{"path":"\/[\w./-]{0,80}"/, "jevt.value[/requestObject/spec/volumes]");
    if (inJson !== null) return inJson;
    return says(facts, /sensitive (?:host )?mount|hostpath/i)
      ? shownBy(facts, "ka.req.pod.volumes.hostpath", "ka.req.pod.containers.image", "ka.resp.name")
      : null;
  },
  examples: {
    found: [
      requested({ ...created, "ka.req.pod.volumes.hostpath": "/,/var/run/docker.sock" }),
      requested({ ...created, "ka.req.pod.containers.image": "alpine", _message: "Pod started with sensitive mount" }),
      requested({ ...created, "jevt.value[/requestObject/spec/volumes]": '[{"hostPath":{"path":"/etc"},"name":"h"}]' }),
    ],
    ignored: [
      requested({ ...created, "ka.req.pod.volumes.hostpath": "/srv/data" }),
      requested({ ...created, "ka.req.pod.containers.image": "mount-tool" }),
    ],
  },
};

export const createsPodInHostNamespace: Indicator = {
  ...pod,
  id: "creates-pod-in-host-namespace",
  behaviour: "created a pod that shares the node's network or processes",
  meaning: "It sees the node's traffic, its local services and the memory and environment of its processes.",
  severity: "medium",
  certainty: "likely",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  keywords: ["host_", "host network", "hostnetwork", "host pid", "hostpid", "host ipc", "hostipc"],
  match(facts) {
    for (const name of ["ka.req.pod.host_network", "ka.req.pod.host_pid", "ka.req.pod.host_ipc"]) {
      const value = facts.field(name);
      if (value !== null && /\btrue\b/.test(value)) return value;
    }
    return says(facts, /\bhost ?(?:network|pid|ipc)\b/i)
      ? shownBy(facts, "ka.req.pod.containers.image", "ka.resp.name")
      : null;
  },
  examples: {
    found: [
      requested({ ...created, "ka.req.pod.host_pid": "true" }),
      requested({ ...created, "ka.req.pod.containers.image": "busybox", _message: "Pod started using host network" }),
    ],
    ignored: [requested({ ...created, "ka.req.pod.host_network": "false" }), requested(created)],
  },
};

export const createsPodInSystemNamespace: Indicator = {
  ...pod,
  id: "creates-pod-in-system-namespace",
  behaviour: "created a pod or service account among those of the cluster itself",
  meaning: "Nobody looks at one more in kube-system, and rules often leave that namespace out.",
  alsoTechniques: ["T1036.005"],
  severity: "medium",
  certainty: "weak",
  source: "https://github.com/falcosecurity/plugins/blob/main/plugins/k8saudit/rules/k8s_audit_rules.yaml",
  keywords: ["kube namespace", "kube-"],
  match(facts) {
    const { namespace, user } = facts.kubernetes;
    if (user?.startsWith("system:serviceaccount:kube-system:") || user?.startsWith("system:node:")) return null;
    if (says(facts, /created in kube namespace/i)) return shownBy(facts, "ka.target.namespace", "ka.resp.name");
    const isSystem = namespace === "kube-system" || namespace === "kube-public" || namespace === "kube-node-lease";
    return isSystem && makes(facts, "pods", "daemonsets", "deployments") ? namespace : null;
  },
  examples: {
    found: [
      requested({ ...created, "ka.target.namespace": "kube-system" }),
      requested({ ...created, "ka.target.namespace": "kube-system", _message: "Pod created in kube namespace" }),
    ],
    ignored: [
      requested({ ...created, "ka.target.namespace": "shop" }),
      requested({
        ...created,
        "ka.target.namespace": "kube-system",
        "ka.user.name": "system:serviceaccount:kube-system:daemon-set-controller",
      }),
    ],
  },
};
