import type { Indicator } from "../../indicator.ts";
import { isControlPlane, requested } from "./audit-events.ts";

/** Ways into pods and tokens that nobody uses in daily work. */

const inCluster = { platforms: ["Containers"], families: ["k8s_audit"] } as const;
const strangers = new Set(["system:anonymous", "system:unsecured", "system:unauthenticated"]);
const interactive = new Set(["exec", "attach"]);

export const execsIntoDelicatePod: Indicator = {
  ...inCluster,
  id: "execs-into-delicate-pod",
  behaviour: "runs commands in a pod without having logged in, or in a pod of the cluster's own",
  meaning: "Nobody without a name has work to do in a pod, and what runs in kube-system holds the keys of the cluster.",
  technique: "T1609",
  tactic: "execution",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1609/",
  keywords: ["exec", "attach"],
  match(facts) {
    const { subresource, namespace, user, decision } = facts.kubernetes;
    if (subresource === null || !interactive.has(subresource) || decision === "forbid") return null;
    if (user !== null && strangers.has(user)) return user;
    return namespace === "kube-system" && !isControlPlane(facts) ? namespace : null;
  },
  examples: {
    found: [
      requested({
        "ka.verb": "create",
        "ka.target.resource": "pods",
        "ka.target.subresource": "exec",
        "ka.user.name": "system:anonymous",
      }),
      requested({
        "ka.verb": "create",
        "ka.target.resource": "pods",
        "ka.target.subresource": "attach",
        "ka.target.namespace": "kube-system",
      }),
    ],
    ignored: [
      requested({
        "ka.verb": "create",
        "ka.target.resource": "pods",
        "ka.target.subresource": "exec",
        "ka.target.namespace": "shop",
      }),
      requested({ "ka.verb": "list", "ka.target.resource": "pods", "ka.target.namespace": "kube-system" }),
      requested({
        "ka.verb": "create",
        "ka.target.resource": "pods",
        "ka.target.subresource": "exec",
        "ka.user.name": "system:anonymous",
        "ka.auth.decision": "forbid",
      }),
    ],
  },
};

export const requestsAccountToken: Indicator = {
  ...inCluster,
  id: "requests-account-token",
  behaviour: "asks for a token of a service account",
  meaning: "With the token one acts as that account from anywhere until it runs out, and leaves no secret behind.",
  technique: "T1528",
  tactic: "credential-access",
  alsoTechniques: ["T1098.001"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1528/",
  keywords: ["serviceaccounts"],
  match(facts) {
    const { verb, resource, subresource } = facts.kubernetes;
    if (verb !== "create" || isControlPlane(facts)) return null;
    if (resource === "serviceaccounts/token") return facts.field("ka.target.resource");
    return resource === "serviceaccounts" && subresource === "token" ? facts.field("ka.target.subresource") : null;
  },
  examples: {
    found: [
      requested({
        "ka.verb": "create",
        "ka.target.resource": "serviceaccounts",
        "ka.target.subresource": "token",
        "ka.target.name": "admin",
      }),
      requested({ "ka.verb": "create", "ka.target.resource": "serviceaccounts/token", "ka.target.name": "admin" }),
    ],
    ignored: [
      requested({
        "ka.verb": "create",
        "ka.target.resource": "serviceaccounts",
        "ka.target.subresource": "token",
        "ka.user.name": "system:node:worker-1",
      }),
      requested({ "ka.verb": "create", "ka.target.resource": "serviceaccounts", "ka.target.name": "token" }),
    ],
  },
};
