import type { Facts } from "#alert/facts.ts";
import type { BenignEvidence, BenignPattern } from "../benign.ts";
import { isUndisputed } from "./trust.ts";

/**
 * Requests to the Kubernetes API. The API server itself has checked who asks, so a name is evidence here, unlike
 * on a node. Names of ordinary service accounts are chosen by whoever may make one: they prove nothing.
 */

interface AuditSpec extends Omit<BenignPattern, "families" | "match"> {
  readonly judge: (facts: Facts) => BenignEvidence | null;
}

/** A refused request is nobody's ordinary work, and where a name may have been planted nothing is proven. */
export function auditPattern({ judge, ...pattern }: AuditSpec): BenignPattern {
  return {
    ...pattern,
    families: ["k8s_audit"],
    match(facts) {
      const { decision } = facts.kubernetes;
      const code = facts.field("ka.response.code");
      if ((decision !== null && decision !== "allow") || (code !== null && !/^2\d\d$/.test(code))) return null;
      const found = judge(facts);
      if (found === null || found.strength === "named") return found;
      return isUndisputed(facts) && facts.reliable("ka.user.name") && facts.field("ka.impuser.name") === null
        ? found
        : { ...found, strength: "named" };
    },
  };
}

/** True for subresources by which one gets into a pod or past the checks. */
export function isRemoteControl(subresource: string | null): boolean {
  return (
    subresource !== null &&
    ["exec", "attach", "portforward", "proxy", "ephemeralcontainers", "impersonate", "approval"].includes(subresource)
  );
}
