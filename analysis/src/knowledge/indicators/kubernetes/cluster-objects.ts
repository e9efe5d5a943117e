import type { Indicator } from "../../indicator.ts";
import { audit, fieldWith, isControlPlane, makes, requested, says, shownBy } from "./audit-events.ts";

/** Jobs, services, webhooks and settings of the cluster. */

export const createsCronJob: Indicator = {
  ...audit,
  id: "creates-cron-job",
  behaviour: "made a job that the cluster runs at its hours",
  meaning: "A CronJob starts an intruder's pod again and again, on whatever node is free.",
  technique: "T1053.007",
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1053/007/",
  keywords: ["cronjob"],
  match: (facts) => (makes(facts, "cronjobs") && !isControlPlane(facts) ? shownBy(facts, "ka.target.name") : null),
  examples: {
    found: [
      requested({ "ka.verb": "create", "ka.target.resource": "cronjobs", "ka.target.name": "upd" }),
      requested({ "ka.verb": "patch", "ka.target.resource": "cronjobs", "ka.target.name": "backup" }),
    ],
    ignored: [
      requested({ "ka.verb": "list", "ka.target.resource": "cronjobs" }),
      requested({
        "ka.verb": "update",
        "ka.target.resource": "cronjobs",
        "ka.user.name": "system:serviceaccount:kube-system:cronjob-controller",
      }),
    ],
  },
};

export const createsDaemonSet: Indicator = {
  ...audit,
  id: "creates-daemon-set",
  behaviour: "made or changed a workload that runs on every node",
  meaning: "A DaemonSet is on each node at once and comes back wherever its pod is deleted.",
  technique: "T1543.005",
  tactic: "persistence",
  alsoTechniques: ["T1610"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1543/005/",
  keywords: ["daemonset"],
  match: (facts) => (makes(facts, "daemonsets") && !isControlPlane(facts) ? shownBy(facts, "ka.target.name") : null),
  examples: {
    found: [
      requested({ "ka.verb": "create", "ka.target.resource": "daemonsets", "ka.target.name": "node-helper" }),
      requested({ "ka.verb": "patch", "ka.target.resource": "daemonsets", "ka.target.name": "fluent-bit" }),
    ],
    ignored: [
      requested({ "ka.verb": "get", "ka.target.resource": "daemonsets", "ka.target.name": "x" }),
      requested({ "ka.verb": "create", "ka.target.resource": "deployments", "ka.target.name": "daemonset-exporter" }),
    ],
  },
};

export const changesAdmission: Indicator = {
  ...audit,
  id: "changes-admission",
  behaviour: "made, changed or deleted a webhook that every new object passes",
  meaning: "Such a webhook sees all secrets that are created and can put a container of its own into every pod.",
  technique: "T1546",
  tactic: "persistence",
  alsoTechniques: ["T1562.001"],
  severity: "high",
  certainty: "weak",
  platforms: ["Containers", "IaaS", "Linux"],
  source: "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/",
  keywords: ["webhookconfiguration", "validatingadmissionpolic"],
  match(facts) {
    const { resource, verb } = facts.kubernetes;
    if (resource === null || isControlPlane(facts)) return null;
    const isAdmission = /^(?:mutating|validating)webhookconfigurations$|^validatingadmissionpolic/.test(resource);
    return isAdmission && (verb === "delete" || makes(facts, resource)) ? shownBy(facts, "ka.target.name") : null;
  },
  examples: {
    found: [
      requested({
        "ka.verb": "create",
        "ka.target.resource": "mutatingwebhookconfigurations",
        "ka.target.name": "inject",
      }),
      requested({
        "ka.verb": "delete",
        "ka.target.resource": "validatingwebhookconfigurations",
        "ka.target.name": "gate",
      }),
    ],
    ignored: [
      requested({ "ka.verb": "list", "ka.target.resource": "mutatingwebhookconfigurations" }),
      requested({ "ka.verb": "create", "ka.target.resource": "deployments", "ka.target.name": "webhook" }),
    ],
  },
};

export const opensNodePort: Indicator = {
  ...audit,
  id: "opens-node-port",
  behaviour: "made a service that is reached from outside the cluster on every node",
  meaning: "What listens behind it can be called, or steered, from outside, past the ingress and its checks.",
  technique: "T1133",
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1133/",
  keywords: ["nodeport", "loadbalancer"],
  match(facts) {
    const type = facts.field("ka.req.service.type");
    if (type !== null && /^(?:NodePort|LoadBalancer)$/.test(type) && facts.kubernetes.verb !== "delete") return type;
    return says(facts, /nodeport service created/i) ? shownBy(facts, "ka.req.service.ports", "ka.target.name") : null;
  },
  examples: {
    found: [
      requested({ "ka.verb": "create", "ka.target.resource": "services", "ka.req.service.type": "NodePort" }),
      requested({ "ka.target.name": "web", "ka.req.service.ports": "80", _message: "NodePort Service Created" }),
    ],
    ignored: [
      requested({ "ka.verb": "create", "ka.target.resource": "services", "ka.req.service.type": "ClusterIP" }),
      requested({ "ka.verb": "get", "ka.target.resource": "services", "ka.target.name": "nodeport-web" }),
    ],
  },
};

export const storesCredentialsOpenly: Indicator = {
  ...audit,
  id: "stores-credentials-openly",
  behaviour: "put credentials into a config map, where they are not protected as secrets are",
  meaning: "Everybody who may read config maps, which are many, reads the password or key.",
  technique: "T1552.001",
  tactic: "credential-access",
  alsoTechniques: ["T1552.007"],
  severity: "medium",
  certainty: "likely",
  source: "https://kubernetes.io/docs/concepts/configuration/configmap/",
  keywords: ["configmap"],
  match(facts) {
    const isSaid = says(facts, /configmap with (?:private credential|sensitive information)/i);
    const secret =
      /(?:aws[_-](?:s3[_-])?access[_-]key[_-]id|aws[_-]secret|pass(?:word|phrase|wd)|private[_-]key|api[_-]?key)/i;
    const found = isSaid || makes(facts, "configmaps") ? fieldWith(facts, secret, "ka.req.configmap.obj") : null;
    return found ?? (isSaid ? shownBy(facts, "ka.req.configmap.name") : null);
  },
  examples: {
    found: [
      requested({ "ka.target.name": "app", "ka.verb": "create", _message: "K8s configmap with private credential" }),
      requested({
        "ka.verb": "update",
        "ka.target.resource": "configmaps",
        "ka.req.configmap.obj": '{"db":"password=x"}',
      }),
    ],
    ignored: [
      requested({ "ka.verb": "create", "ka.target.resource": "configmaps", "ka.req.configmap.obj": '{"mode":"fast"}' }),
      requested({ "ka.verb": "get", "ka.target.resource": "configmaps", "ka.target.name": "password-policy" }),
    ],
  },
};

export const createsNamespace: Indicator = {
  ...audit,
  id: "creates-namespace",
  behaviour: "made a namespace that is not among those expected",
  meaning: "A namespace of one's own has none of the limits and checks of the others.",
  technique: "T1610",
  tactic: "defense-evasion",
  alsoTechniques: ["T1036.005"],
  severity: "low",
  certainty: "weak",
  source: "https://github.com/falcosecurity/plugins/blob/main/plugins/k8saudit/rules/k8s_audit_rules.yaml",
  keywords: ["namespace"],
  match(facts) {
    if (says(facts, /namespace created/i)) return shownBy(facts, "ka.target.name");
    return facts.kubernetes.verb === "create" && makes(facts, "namespaces") ? shownBy(facts, "ka.target.name") : null;
  },
  examples: {
    found: [
      requested({ "ka.verb": "create", "ka.target.resource": "namespaces", "ka.target.name": "tmp" }),
      requested({ "ka.target.name": "tmp", _message: "Disallowed namespace created" }),
    ],
    ignored: [
      requested({ "ka.verb": "delete", "ka.target.resource": "namespaces", "ka.target.name": "tmp" }),
      requested({ "ka.verb": "create", "ka.target.resource": "pods", "ka.target.namespace": "tmp" }),
    ],
  },
};
