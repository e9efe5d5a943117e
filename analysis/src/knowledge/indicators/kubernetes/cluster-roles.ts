import type { Indicator } from "../../indicator.ts";
import { audit, fieldWith, isControlPlane, makes, requested, says, shownBy } from "./audit-events.ts";

/** Who may do what in the cluster, changed. */

const roles = {
  ...audit,
  technique: "T1098.006",
  tactic: "persistence",
  source: "https://attack.mitre.org/techniques/T1098/006/",
} as const;

const bindings = ["clusterrolebindings", "rolebindings"] as const;
const kinds = ["clusterroles", "roles"] as const;
const binding = { "ka.verb": "create", "ka.target.resource": "clusterrolebindings", "ka.target.name": "x" };
const role = { "ka.verb": "create", "ka.target.resource": "clusterroles", "ka.target.name": "x" };

export const bindsClusterAdmin: Indicator = {
  ...roles,
  id: "binds-cluster-admin",
  behaviour: "gave somebody the role cluster-admin",
  meaning: "That role may do everything everywhere in the cluster, for as long as nobody takes it away.",
  severity: "high",
  certainty: "likely",
  keywords: ["cluster-admin", "system:masters"],
  match(facts) {
    const admin = fieldWith(facts, /cluster-admin|system:masters/, "ka.req.binding.role", "ka.req.binding.subjects");
    if (admin !== null && facts.kubernetes.verb !== "delete") return admin;
    return says(facts, /binding to cluster-admin/i) ? shownBy(facts, "ka.req.binding.subjects") : null;
  },
  examples: {
    found: [
      requested({ ...binding, "ka.req.binding.role": "cluster-admin", "ka.req.binding.subjects": '[{"name":"ci"}]' }),
      requested({
        "ka.req.binding.subjects": '[{"kind":"User"}]',
        _message: "Cluster Role Binding to cluster-admin role",
      }),
    ],
    ignored: [
      requested({ ...binding, "ka.req.binding.role": "view" }),
      requested({ "ka.verb": "get", "ka.target.resource": "clusterroles", "ka.target.name": "cluster-admin" }),
    ],
  },
};

export const createsWildcardRole: Indicator = {
  ...roles,
  id: "creates-wildcard-role",
  behaviour: "made a role that may do everything, or everything with a kind of object",
  meaning: "A role with a star in it is cluster-admin under a name that nobody watches.",
  severity: "high",
  certainty: "likely",
  keywords: ["role"],
  match(facts) {
    if (says(facts, /role with wildcard/i)) return shownBy(facts, "ka.req.role.rules");
    if (!makes(facts, ...kinds)) return null;
    return fieldWith(
      facts,
      /"(?:verbs|resources)":\["\*"\]|^\(?\*\)?$/,
      "ka.req.role.rules",
      "ka.req.role.rules.verbs",
      "ka.req.role.rules.resources",
    );
  },
  examples: {
    found: [
      requested({ ...role, "ka.req.role.rules": '[{"apiGroups":["*"],"resources":["*"],"verbs":["get"]}]' }),
      requested({ ...role, "ka.req.role.rules.verbs": "*" }),
      requested({
        "ka.target.name": "x",
        _message: "Created Role/ClusterRole with wildcard",
        "ka.req.role.rules": "[*]",
      }),
    ],
    ignored: [
      requested({ ...role, "ka.req.role.rules": '[{"resources":["pods"],"verbs":["get"]}]' }),
      requested({ "ka.verb": "get", "ka.target.resource": "clusterroles", "ka.uri": "/x/*" }),
    ],
  },
};

export const createsStrongRole: Indicator = {
  ...roles,
  id: "creates-strong-role",
  behaviour: "made a role that may write, run commands in pods, read secrets or act as others",
  meaning: "From each of these rights there is a way to all the others.",
  severity: "medium",
  certainty: "weak",
  keywords: ["privileges", "pods/exec", "impersonate", "escalate", "secrets", "nodes/proxy"],
  match(facts) {
    if (says(facts, /role with (?:write|pod exec) privileges/i)) return shownBy(facts, "ka.req.role.rules");
    if (!makes(facts, ...kinds)) return null;
    return fieldWith(
      facts,
      /pods\/exec|"impersonate"|"escalate"|"bind"|"secrets"|nodes\/proxy|serviceaccounts\/token/,
      "ka.req.role.rules",
    );
  },
  examples: {
    found: [
      requested({ ...role, "ka.req.role.rules": '[{"resources":["pods/exec"],"verbs":["create"]}]' }),
      requested({ ...role, "ka.req.role.rules": "[x]", _message: "Created Role/ClusterRole with write privileges" }),
    ],
    ignored: [
      requested({ ...role, "ka.req.role.rules": '[{"resources":["pods"],"verbs":["get"]}]' }),
      requested({ "ka.verb": "list", "ka.target.resource": "secrets" }),
    ],
  },
};

export const changesSystemRole: Indicator = {
  ...roles,
  id: "changes-system-role",
  behaviour: "changed or deleted one of the cluster's own roles",
  meaning: "Every component that has the role gets, or loses, what was changed.",
  severity: "high",
  certainty: "likely",
  keywords: ["system:", "system clusterrole"],
  match(facts) {
    if (says(facts, /system clusterrole modified or deleted/i)) return shownBy(facts, "ka.target.name");
    const { resource, name, verb } = facts.kubernetes;
    const isRole = resource === "clusterroles" || resource === "roles";
    const isChange = verb === "update" || verb === "patch" || verb === "delete";
    return isRole && isChange && !isControlPlane(facts) && name?.startsWith("system:") ? name : null;
  },
  examples: {
    found: [
      requested({ "ka.verb": "patch", "ka.target.resource": "clusterroles", "ka.target.name": "system:discovery" }),
      requested({ "ka.target.name": "system:node", _message: "System ClusterRole modified or deleted" }),
    ],
    ignored: [
      requested({ "ka.verb": "patch", "ka.target.resource": "clusterroles", "ka.target.name": "reader" }),
      requested({ "ka.verb": "get", "ka.target.resource": "clusterroles", "ka.target.name": "system:node" }),
    ],
  },
};

export const changesRights: Indicator = {
  ...roles,
  id: "changes-cluster-rights",
  behaviour: "made or changed a role or its binding",
  meaning: "Deployments bring roles of their own; somebody who stays gives rights to what they control.",
  severity: "low",
  certainty: "weak",
  keywords: ["role"],
  match(facts) {
    if (isControlPlane(facts)) return null;
    if (makes(facts, ...kinds, ...bindings)) return shownBy(facts, "ka.target.name");
    return says(facts, /\b(?:cluster)?role(?:binding)? (?:created|modified)\b/i)
      ? shownBy(facts, "ka.target.name")
      : null;
  },
  examples: {
    found: [
      requested({ ...binding, "ka.req.binding.role": "view" }),
      requested({
        "ka.target.name": "reader",
        _message: "K8s Cluster Role Created",
        "ka.verb": "create",
        "ka.target.resource": "roles",
      }),
    ],
    ignored: [
      requested({ "ka.verb": "get", "ka.target.resource": "roles", "ka.target.name": "x" }),
      requested({ ...role, "ka.user.name": "system:serviceaccount:kube-system:clusterrole-aggregation-controller" }),
    ],
  },
};

export const createsServiceAccount: Indicator = {
  ...audit,
  id: "creates-service-account",
  behaviour: "made a service account in the cluster",
  meaning: "An account of one's own is a way back in; deployments and new namespaces bring theirs too.",
  technique: "T1136",
  tactic: "persistence",
  alsoTechniques: ["T1098.006"],
  severity: "low",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1136/",
  keywords: ["serviceaccount", "service account"],
  match(facts) {
    const { subresource, verb } = facts.kubernetes;
    if (subresource === "token") return null;
    if (verb === "create" && makes(facts, "serviceaccounts")) return shownBy(facts, "ka.target.name");
    return says(facts, /service ?account created/i) ? shownBy(facts, "ka.target.name") : null;
  },
  examples: {
    found: [
      requested({ "ka.verb": "create", "ka.target.resource": "serviceaccounts", "ka.target.name": "helper" }),
      requested({ "ka.target.name": "helper", _message: "K8s Serviceaccount Created" }),
    ],
    ignored: [
      requested({ "ka.verb": "create", "ka.target.resource": "serviceaccounts", "ka.target.subresource": "token" }),
      requested({ "ka.target.name": "helper", _message: "K8s Serviceaccount Deleted", "ka.verb": "delete" }),
    ],
  },
};
