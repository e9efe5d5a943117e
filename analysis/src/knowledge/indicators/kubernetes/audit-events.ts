import type { Facts } from "#alert/facts.ts";
import type { Example } from "../../indicator.ts";

/** How indicators read requests to the Kubernetes API, from an event's fields or from what its rule says. */

const quoteCharsMax = 240;

/** What all indicators of the audit log share. */
export const audit = { platforms: ["Containers"], families: ["k8s_audit"] } as const;

/** A request by a person, as an example. */
export function requested(fields: Example): Example {
  return { _source: "k8s_audit", "ka.user.name": "dev@example.com", ...fields };
}

/** The cluster's own controllers, nodes and add-on managers, by the name under which they log in. */
export function isControlPlane({ kubernetes }: Facts): boolean {
  const { user } = kubernetes;
  return (
    user !== null &&
    /^(?:system:(?!anonymous|unsecured|serviceaccount:)|system:serviceaccount:kube-system:|eks:|aks)/.test(user)
  );
}

/** True when an object of one of these kinds was made or changed. */
export function makes({ kubernetes }: Facts, ...kinds: readonly string[]): boolean {
  const { verb, resource, subresource } = kubernetes;
  if (resource === null || !kinds.includes(resource) || subresource === "status") return false;
  return verb === "create" || verb === "update" || verb === "patch";
}

/** The first of these fields that is there, else the object's name or kind, else who asked. */
export function shownBy({ field }: Facts, ...names: readonly string[]): string | null {
  for (const name of [...names, "ka.target.name", "ka.resp.name", "ka.target.resource", "ka.user.name"]) {
    const value = field(name);
    if (value !== null) return value.slice(0, quoteCharsMax);
  }
  return null;
}

/** The value of the first of these fields that the pattern finds something in. */
export function fieldWith({ field }: Facts, pattern: RegExp, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = field(name);
    const found = value === null ? null : pattern.exec(value.slice(0, 65_536));
    if (found) return found[0];
  }
  return null;
}

/** True when the rule's own words have it. */
export function says({ alert }: Facts, pattern: RegExp): boolean {
  return pattern.test(alert.message.slice(0, 400));
}
