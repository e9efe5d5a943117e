import type { Indicator } from "../../indicator.ts";
import { connected, inContainer, onHost } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";

/** Visitors from elsewhere. */

export const visitedOverNetwork: Indicator = {
  id: "visited-over-network",
  behaviour: "took a connection from another machine",
  meaning: "An open service is what an intruder comes in through, with a stolen password or a flaw in it.",
  technique: "T1133",
  tactic: "initial-access",
  alsoTechniques: ["T1021.004", "T1190"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1133/",
  needs: "connection",
  match: (facts) => {
    const { connection } = facts;
    if (connection?.direction !== "inbound") return null;
    if (facts.eventType === "listen" || facts.eventType === "bind") return null;
    if (connection.remoteAddress === null || connection.remoteClass === "loopback") return null;
    return facts.field("fd.name");
  },
  examples: {
    found: [
      connected("203.0.113.9:51000->10.0.0.4:22", "sshd -D -R", { "evt.type": "accept4", ...onHost }),
      connected("198.51.100.7:40222->172.17.0.3:8080", "app", { "evt.type": "accept", ...inContainer }),
    ],
    ignored: [
      connected("10.0.0.4:51000->203.0.113.9:443", "curl https://example.com"),
      { "evt.type": "listen", "fd.name": "0.0.0.0:8080", "proc.cmdline": "app", "proc.name": "app" },
    ],
  },
};

export const anonymousReachesKubernetesApi: Indicator = {
  id: "anonymous-reaches-kubernetes-api",
  behaviour: "reached the Kubernetes API without logging in",
  meaning: "What the API server lets an anonymous caller do, anyone who reaches its port can do.",
  technique: "T1133",
  tactic: "initial-access",
  alsoTechniques: ["T1078.001", "T1613"],
  severity: "high",
  certainty: "likely",
  platforms: ["Containers"],
  families: ["k8s_audit"],
  source: "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests",
  match: gated(["system:anonymous", "system:unauthenticated", "system:unsecured"], ({ kubernetes, field }) => {
    const { user, decision } = kubernetes;
    if (user !== "system:anonymous" && user !== "system:unsecured") return null;
    const uri = field("ka.uri") ?? "";
    if (decision === "forbid" || /^\/(?:healthz|livez|readyz|version)/.test(uri)) return null;
    return user;
  }),
  examples: {
    found: [
      {
        _source: "k8s_audit",
        "ka.user.name": "system:anonymous",
        "ka.verb": "list",
        "ka.uri": "/api/v1/pods",
        "ka.auth.decision": "allow",
      },
      {
        _source: "k8s_audit",
        "ka.user.name": "system:unsecured",
        "ka.target.name": "web-1",
        "ka.target.resource": "pods",
        "ka.target.subresource": "exec",
      },
    ],
    ignored: [
      {
        _source: "k8s_audit",
        "ka.user.name": "system:anonymous",
        "ka.verb": "get",
        "ka.uri": "/healthz",
        "ka.auth.decision": "allow",
      },
      {
        _source: "k8s_audit",
        "ka.user.name": "system:anonymous",
        "ka.verb": "list",
        "ka.uri": "/api/v1/pods",
        "ka.auth.decision": "forbid",
      },
    ],
  },
};
