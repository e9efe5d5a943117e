import type { Indicator } from "../../indicator.ts";
import { audit, isControlPlane, makes, requested, says, shownBy } from "./audit-events.ts";

/** Odd ways of using the Kubernetes API. */

const events = new Set(["events", "auditsinks"]);

export const deletesEvents: Indicator = {
  ...audit,
  id: "deletes-events",
  behaviour: "deleted the cluster's events",
  meaning: "Events tell which pods were made, pulled and killed; somebody wanted that forgotten.",
  technique: "T1070",
  tactic: "defense-evasion",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1070/",
  keywords: ["events", "auditsinks"],
  match(facts) {
    const { resource, verb } = facts.kubernetes;
    const isDeletion = verb === "delete" || verb === "deletecollection";
    return isDeletion && resource !== null && events.has(resource) && !isControlPlane(facts) ? resource : null;
  },
  examples: {
    found: [
      requested({ "ka.verb": "delete", "ka.target.resource": "events", "ka.target.namespace": "shop" }),
      requested({ "ka.verb": "deletecollection", "ka.target.resource": "events" }),
    ],
    ignored: [
      requested({ "ka.verb": "list", "ka.target.resource": "events" }),
      requested({ "ka.verb": "delete", "ka.target.resource": "pods", "ka.target.name": "events-0" }),
    ],
  },
};

export const goesThroughNode: Indicator = {
  ...audit,
  id: "goes-through-node-proxy",
  behaviour: "talked to a node's kubelet through the API server",
  meaning:
    "The kubelet runs commands in every pod of its node, and the audit log of the API server does not show which.",
  technique: "T1609",
  tactic: "execution",
  alsoTechniques: ["T1613"],
  severity: "high",
  certainty: "likely",
  source: "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
  keywords: ["proxy"],
  match(facts) {
    const { resource, subresource } = facts.kubernetes;
    const uri = facts.field("ka.uri") ?? "";
    if (isControlPlane(facts) || /\/proxy\/(?:metrics|stats|healthz|configz)/.test(uri)) return null;
    return resource === "nodes" && subresource === "proxy"
      ? (facts.field("ka.uri") ?? facts.field("ka.target.subresource"))
      : null;
  },
  examples: {
    found: [
      requested({ "ka.verb": "create", "ka.target.resource": "nodes", "ka.target.subresource": "proxy" }),
      requested({
        "ka.verb": "get",
        "ka.target.resource": "nodes",
        "ka.target.subresource": "proxy",
        "ka.uri": "/api/v1/nodes/n1/proxy/pods",
      }),
    ],
    ignored: [
      requested({
        "ka.verb": "get",
        "ka.target.resource": "nodes",
        "ka.target.subresource": "proxy",
        "ka.uri": "/api/v1/nodes/n1/proxy/metrics",
      }),
      requested({ "ka.verb": "get", "ka.target.resource": "services", "ka.target.name": "proxy" }),
    ],
  },
};

export const actsAsSomebodyElse: Indicator = {
  ...audit,
  id: "acts-as-somebody-else",
  behaviour: "used the API under the name of somebody else (impersonation)",
  meaning: "The request has the rights of that name, so the right to impersonate is as good as all rights.",
  technique: "T1078",
  tactic: "privilege-escalation",
  alsoTechniques: ["T1550.001"],
  severity: "medium",
  certainty: "weak",
  source: "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation",
  keywords: ["ka.impuser"],
  match: ({ field }) => field("ka.impuser.name"),
  examples: {
    found: [
      requested({ "ka.verb": "list", "ka.target.resource": "secrets", "ka.impuser.name": "system:admin" }),
      requested({ "ka.verb": "get", "ka.target.resource": "pods", "ka.impuser.name": "anna" }),
    ],
    ignored: [
      requested({ "ka.verb": "list", "ka.target.resource": "secrets" }),
      requested({ "ka.verb": "get", "ka.target.resource": "users", "ka.target.name": "impuser" }),
    ],
  },
};

export const isRefused: Indicator = {
  ...audit,
  id: "is-refused-by-api",
  behaviour: "asked the API server for something it may not do",
  meaning: "A token that was stolen is tried on everything; a broken setting looks the same.",
  technique: "T1613",
  tactic: "discovery",
  severity: "low",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1613/",
  keywords: ["forbid", "403", "401", "unsuccessfully"],
  match(facts) {
    if (isControlPlane(facts)) return null;
    if (facts.kubernetes.decision === "forbid") return facts.field("ka.auth.decision");
    const code = facts.field("ka.response.code");
    if (code === "403" || code === "401") return code;
    return says(facts, /unsuccessfully/i) ? shownBy(facts, "ka.response.code") : null;
  },
  examples: {
    found: [
      requested({ "ka.verb": "list", "ka.target.resource": "secrets", "ka.auth.decision": "forbid" }),
      requested({ "ka.verb": "get", "ka.target.resource": "nodes", "ka.response.code": "403" }),
    ],
    ignored: [
      requested({ "ka.verb": "get", "ka.target.resource": "pods", "ka.response.code": "200" }),
      requested({ "ka.verb": "get", "ka.target.resource": "pods", "ka.target.name": "web-403" }),
    ],
  },
};

export const unexpectedClusterUser: Indicator = {
  ...audit,
  id: "unexpected-cluster-user",
  behaviour: "used the cluster under an account that the rule does not expect",
  meaning: "An account that is new to the cluster, or one with all rights, may have been taken over.",
  technique: "T1078",
  tactic: "initial-access",
  severity: "medium",
  certainty: "weak",
  source: "https://github.com/falcosecurity/plugins/blob/main/plugins/k8saudit/rules/k8s_audit_rules.yaml",
  keywords: ["allowed list of users", "full admin user", "untrusted node"],
  match: (facts) =>
    says(facts, /user not in allowed list of users|by full admin user|untrusted node/i)
      ? shownBy(facts, "ka.user.name")
      : null,
  examples: {
    found: [
      requested({ "ka.verb": "get", _output: "K8s Operation performed by user not in allowed list of users (user=x)" }),
      requested({ "ka.verb": "get", _output: "K8s Operation performed by full admin user (user=x)" }),
    ],
    ignored: [requested({ "ka.verb": "get" }), requested({ "ka.target.name": "full admin user" })],
  },
};

export const approvesCertificate: Indicator = {
  ...audit,
  id: "approves-certificate",
  behaviour: "asked for, or approved, a certificate that logs in to the cluster",
  meaning: "A client certificate cannot be taken back before it ends: it outlives the account it was made for.",
  technique: "T1098",
  tactic: "persistence",
  alsoTechniques: ["T1098.006"],
  severity: "medium",
  certainty: "weak",
  source: "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/",
  keywords: ["certificatesigningrequests"],
  match: (facts) =>
    makes(facts, "certificatesigningrequests") && !isControlPlane(facts) ? shownBy(facts, "ka.target.name") : null,
  examples: {
    found: [
      requested({ "ka.verb": "create", "ka.target.resource": "certificatesigningrequests", "ka.target.name": "anna" }),
      requested({
        "ka.verb": "update",
        "ka.target.resource": "certificatesigningrequests",
        "ka.target.subresource": "approval",
        "ka.target.name": "csr-1",
      }),
    ],
    ignored: [
      requested({ "ka.verb": "list", "ka.target.resource": "certificatesigningrequests" }),
      requested({
        "ka.verb": "create",
        "ka.target.resource": "certificatesigningrequests",
        "ka.user.name": "system:node:worker-1",
      }),
    ],
  },
};
