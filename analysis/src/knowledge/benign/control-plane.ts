import type { Facts } from "#alert/facts.ts";
import type { BenignEvidence, BenignPattern } from "../benign.ts";
import { auditPattern, isRemoteControl } from "./audit-pattern.ts";
import { auditing } from "./examples.ts";

/** Requests of Kubernetes itself to its API. */

const podMakers: ReadonlySet<string> = new Set(
  `replicaset-controller daemon-set-controller statefulset-controller job-controller cronjob-controller
  deployment-controller replication-controller`
    .split(/\s+/)
    .map((name) => `system:serviceaccount:kube-system:${name}`),
);

const madeByControllers: ReadonlySet<string> = new Set([
  "pods",
  "replicasets",
  "jobs",
  "controllerrevisions",
  "persistentvolumeclaims",
  "events",
]);

const keepers: ReadonlySet<string> = new Set([
  ...`service-account-controller root-ca-cert-publisher namespace-controller generic-garbage-collector
  endpoint-controller endpointslice-controller endpointslicemirroring-controller resourcequota-controller
  horizontal-pod-autoscaler node-controller pod-garbage-collector persistent-volume-binder
  pv-protection-controller pvc-protection-controller ttl-controller ttl-after-finished-controller
  disruption-controller attachdetach-controller expand-controller ephemeral-volume-controller token-cleaner
  bootstrap-signer certificate-controller clusterrole-aggregation-controller
  validatingadmissionpolicy-status-controller legacy-service-account-token-cleaner deployment-controller
  replicaset-controller statefulset-controller daemon-set-controller job-controller cronjob-controller`
    .split(/\s+/)
    .map((name) => `system:serviceaccount:kube-system:${name}`),
  "system:kube-controller-manager",
  "system:kube-scheduler",
  "system:apiserver",
  "system:kube-proxy",
  "system:cloud-controller-manager",
]);

/** What each kind of keeper may do without a second look; anything with rights or secrets in it is not there. */
const keptResources: ReadonlySet<string> = new Set(
  `serviceaccounts configmaps endpoints endpointslices events leases pods replicasets deployments statefulsets
  daemonsets jobs cronjobs nodes namespaces persistentvolumes persistentvolumeclaims volumeattachments
  resourcequotas horizontalpodautoscalers poddisruptionbudgets tokenreviews subjectaccessreviews
  controllerrevisions services scale`.split(/\s+/),
);

const nodeResources: ReadonlySet<string> = new Set(
  `pods nodes events leases serviceaccounts configmaps services certificatesigningrequests csinodes csidrivers
  runtimeclasses volumeattachments persistentvolumes persistentvolumeclaims tokenreviews subjectaccessreviews
  resourceslices resourceclaims endpoints`.split(/\s+/),
);

const readVerbs: ReadonlySet<string> = new Set(["get", "list", "watch"]);

const ordinaryVerbs: ReadonlySet<string> = new Set(
  "get list watch create update patch delete deletecollection".split(" "),
);

/** Words of a request that gives a pod power over its node: who asked for that is not the controller. */
const powerWords = [
  "privileged",
  "hostnetwork",
  "host network",
  "hostpid",
  "host pid",
  "hostipc",
  "sensitive",
  "hostpath",
  "host path",
  "disallowed",
];

const powerFields = [
  "ka.req.pod.containers.privileged",
  "ka.req.pod.host_network",
  "ka.req.pod.host_pid",
  "ka.req.pod.host_ipc",
  "ka.req.pod.volumes.hostpath",
];

const why = (what: string) => `the API server has checked the name of the caller, and ${what}`;

export const controlPlanePatterns: readonly BenignPattern[] = [
  auditPattern({
    id: "workload-controller",
    activity: "A controller of Kubernetes creates or removes the pods of a workload",
    distinguishing: [
      "The controller only carries out what a Deployment, DaemonSet, StatefulSet or Job says: look at who changed that object, and when.",
      "The pod's owner references name the object, and its template comes from your repository.",
      "A pod with power over its node (privileged, host name spaces, host paths) is as harmless as the person who wrote the template.",
    ],
    explains: ["*"],
    judge(facts) {
      const { user, verb, subresource } = facts.kubernetes;
      const resource = resourceOf(facts);
      if (user === null || !podMakers.has(user) || subresource !== null) return null;
      if (verb !== null && !ordinaryVerbs.has(verb)) return null;
      if (resource !== null && !madeByControllers.has(resource)) return null;
      if (asksForPower(facts))
        return {
          strength: "named",
          quote: user,
          because:
            "a controller of Kubernetes made the pod, but the power it has was chosen by whoever wrote its template",
        };
      return resource === null || verb === null
        ? named(user)
        : { strength: "proven", quote: user, because: why("this controller exists to do that") };
    },
    examples: {
      proven: [
        auditing("system:serviceaccount:kube-system:replicaset-controller", "create", "pods", {
          "ka.target.namespace": "shop",
          "ka.resp.name": "web-7d9-abcde",
          "ka.req.pod.containers.image": "registry.example.org/shop/web:3",
        }),
      ],
      named: [
        auditing("system:serviceaccount:kube-system:daemon-set-controller", "create", "pods", {
          "ka.req.pod.containers.privileged": "true",
        }),
      ],
      ignored: [
        auditing("system:serviceaccount:kube-system-x:replicaset-controller", "create", "pods"),
        auditing("system:serviceaccount:kube-system:replicaset-controller", "create", "pods", {
          "ka.target.subresource": "exec",
        }),
        auditing("system:serviceaccount:kube-system:replicaset-controller", "create", "clusterrolebindings"),
        auditing("system:serviceaccount:kube-system:replicaset-controller", "create", "pods", {
          "ka.auth.decision": "forbid",
        }),
      ],
    },
  }),

  auditPattern({
    id: "control-plane-housekeeping",
    activity: "The control plane keeps its own objects: service accounts, leases, end points, garbage",
    distinguishing: [
      "The caller is a component of the control plane and the object is of the kind that it keeps.",
      "The same name with roles, bindings or secrets would be a stolen certificate of the control plane.",
      "`ka.sourceips` names an address of the control plane.",
    ],
    explains: ["*"],
    judge(facts) {
      const { user, verb, subresource } = facts.kubernetes;
      const resource = resourceOf(facts);
      if (user === null || !keepers.has(user) || isRemoteControl(subresource)) return null;
      if (resource !== null && !keptResources.has(resource)) return null;
      if (verb !== null && !ordinaryVerbs.has(verb)) return null;
      if (asksForPower(facts)) return named(user);
      return resource === null || verb === null
        ? named(user)
        : { strength: "proven", quote: user, because: why("the object is of the kind that this component keeps") };
    },
    examples: {
      proven: [
        auditing("system:kube-controller-manager", "create", "serviceaccounts", {
          "ka.target.namespace": "kube-system",
          "ka.target.name": "generic-garbage-collector",
        }),
      ],
      named: [
        {
          _source: "k8s_audit",
          "ka.user.name": "system:kube-controller-manager",
          "ka.target.namespace": "kube-system",
        },
      ],
      ignored: [
        auditing("system:kube-controller-manager", "create", "clusterrolebindings"),
        auditing("kube-controller-manager", "create", "serviceaccounts"),
        auditing("system:kube-scheduler", "create", "pods", { "ka.target.subresource": "exec" }),
      ],
    },
  }),

  auditPattern({
    id: "kubelet-requests",
    activity: "A kubelet reports about its node and asks for the tokens of its pods",
    distinguishing: [
      "The caller is system:node:NAME, and the node authoriser lets it touch only what belongs to pods on that node.",
      "Requests for service account tokens go with pods that start there.",
      "`ka.sourceips` is the node's own address: a node's credentials used from anywhere else are stolen.",
    ],
    explains: ["*"],
    judge(facts) {
      const { user, verb, subresource } = facts.kubernetes;
      const resource = resourceOf(facts);
      if (user === null || !/^system:node:[A-Za-z0-9.-]{1,253}$/.test(user) || isRemoteControl(subresource))
        return null;
      if (resource !== null && !nodeResources.has(resource)) return null;
      if (verb !== null && !ordinaryVerbs.has(verb)) return null;
      if (resource === "pods" && verb === "create" && asksForPower(facts)) return named(user);
      return resource === null || verb === null
        ? named(user)
        : {
            strength: "proven",
            quote: user,
            because: why("the node authoriser limits a node to what belongs to its own pods"),
          };
    },
    examples: {
      proven: [
        auditing("system:node:worker-3.example.org", "create", "serviceaccounts", {
          "ka.target.subresource": "token",
          "ka.target.name": "default",
          "ka.target.namespace": "shop",
        }),
      ],
      named: [{ _source: "k8s_audit", "ka.user.name": "system:node:worker-3", "ka.target.namespace": "shop" }],
      ignored: [
        auditing("system:node:worker-3", "list", "secrets"),
        auditing("system:node:worker-3", "create", "rolebindings"),
        auditing("system:nodes:worker-3", "create", "serviceaccounts"),
        auditing("system:node:worker-3", "create", "pods", { "ka.target.subresource": "exec" }),
      ],
    },
  }),

  auditPattern({
    id: "managed-control-plane",
    activity: "The provider of a managed cluster looks after its control plane",
    distinguishing: [
      "Names that begin with `eks:` or `system:gke-` cannot be given to people by the provider's own access lists.",
      "They read and write leases and settings in kube-system, all day and at a steady rate.",
      "Where the cluster's old access list (aws-auth) can be edited, look whether somebody gave themselves such a name.",
    ],
    explains: ["*"],
    judge(facts) {
      const { user, verb, subresource } = facts.kubernetes;
      const resource = resourceOf(facts);
      if (user === null || !isManagedName(user) || isRemoteControl(subresource)) return null;
      if (resource !== null && !keptResources.has(resource)) return null;
      const quiet =
        verb !== null &&
        (readVerbs.has(verb) || resource === "leases" || resource === "events" || resource === "nodes");
      const inSystem =
        facts.kubernetes.namespace === null ||
        facts.kubernetes.namespace === "kube-system" ||
        facts.kubernetes.namespace === "kube-node-lease";
      if (quiet && inSystem && resource !== null && user !== "aksService")
        return {
          strength: "proven",
          quote: user,
          because: why("the provider keeps that name for itself; it only reads or reports"),
        };
      return named(user);
    },
    examples: {
      proven: [
        auditing("eks:certificate-controller", "get", "configmaps", {
          "ka.target.namespace": "kube-system",
          "ka.target.name": "eks-certificates-controller",
        }),
      ],
      named: [{ _source: "k8s_audit", "ka.user.name": "aksService", "ka.verb": "create" }],
      ignored: [
        auditing("eks-certificate-controller", "get", "configmaps"),
        auditing("eks:certificate-controller", "create", "clusterrolebindings"),
        auditing("eks:certificate-controller", "get", "secrets"),
      ],
    },
  }),
];

/** The kind of object; where no field tells it, the rule's own message may ("K8s Serviceaccount Created"). */
function resourceOf(facts: Facts): string | null {
  const { resource } = facts.kubernetes;
  if (resource !== null) return resource;
  const message = facts.alert.message.toLowerCase().slice(0, 400);
  return message.includes("serviceaccount created") ? "serviceaccounts" : null;
}

function named(quote: string): BenignEvidence {
  return {
    strength: "named",
    quote,
    because: "the caller is a part of Kubernetes, but the alert does not tell enough of what it did",
  };
}

function isManagedName(user: string): boolean {
  return /^(?:eks:[a-z-]{1,60}|system:gke-[a-z-]{1,60}|system:gcp-[a-z-]{1,60}|aksService|system:serviceaccount:kube-system:(?:cloud-provider|azure-cloud-provider|konnectivity-agent))$/.test(
    user,
  );
}

function asksForPower(facts: Facts): boolean {
  const message = facts.alert.message.toLowerCase().slice(0, 400);
  if (powerWords.some((word) => message.includes(word))) return true;
  return powerFields.some((name) => {
    const value = facts.field(name);
    return value !== null && !/^(?:false|0|\[?(?:false)?(?:,false){0,20}\]?|\(?false\)?|none)$/i.test(value);
  });
}
