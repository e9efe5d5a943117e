import type { EntityType } from "#domain/pseudonymised.ts";
import { gateOf } from "../gates.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import { isEveryClustersNamespace } from "../well-known.ts";

const inPath = /\/namespaces\/([a-z0-9][a-z0-9-]{0,62})/dg;
const ofAccount = /system:serviceaccounts?:([a-z0-9][a-z0-9-]{0,62})/dg;
const ofService = /(?<![\w-])[a-z0-9][a-z0-9-]{0,62}\.([a-z0-9][a-z0-9-]{0,62})\.(?:svc|pod)(?![\w-])/dg;
const quoted = /\bnamespaces? \\{0,7}["']([a-z0-9][a-z0-9-]{0,62})\\{0,7}["']/dg;
const spoken = /(?<![\w./-])(?:namespace|ns)[/ ]([a-z0-9][a-z0-9-]{0,62})(?![\w.=:-])/dg;

const namespacesGate = gateOf(["/namespaces/"]);
const systemGate = gateOf(["system:serviceaccount"]);
const svcGate = gateOf([".svc"]);
const namespaceGate = gateOf(['namespace "', "namespace '", "namespace \\", 'namespaces "']);
const kubectlGate = gateOf(["kubectl", "helm", "oc "]);

/** Namespaces of Kubernetes where their place says so; those of every cluster stay. */
export const kubernetesNamespace: Recognizer = {
  name: "kubernetes-namespace",
  find({ text, pairs, passes }) {
    const spans: Span[] = [];
    const type = (value: string): EntityType | null =>
      isEveryClustersNamespace(value) || words.has(value) ? null : "NAMESPACE";
    if (passes(namespacesGate)) spans.push(...spansOf(text, inPath, type, true));
    if (passes(systemGate)) spans.push(...spansOf(text, ofAccount, type, true));
    if (passes(svcGate)) spans.push(...spansOf(text, ofService, type, true));
    if (passes(namespaceGate)) spans.push(...spansOf(text, quoted, type, true));
    if (passes(kubectlGate)) spans.push(...spansOf(text, spoken, type, true));
    for (const { role, start, end, separator, quote } of pairs()) {
      const value = text.slice(start, Math.min(end, start + 64));
      const isTold = separator !== ":" || quote !== "" || value.includes("-");
      if (role === "namespace" && isTold && /^[a-z0-9][a-z0-9-]{0,62}$/.test(value) && type(value) !== null)
        spans.push({ start, end, type: "NAMESPACE", byPlace: true });
    }
    return spans;
  },
  examples: {
    found: [
      ["uri=/api/v1/namespaces/payments/pods/x", "payments"],
      ["deployctl --namespace fraud-detection x", "fraud-detection"],
      ["k8s.ns=payments x", "payments"],
      ["system:serviceaccount:payments:deployer", "payments"],
      ["kubectl get ns payments", "payments"],
      ['cannot list resource in the namespace "payments"', "payments"],
    ],
    ignored: [
      "k8s_ns_name=default",
      "--namespace kube-system",
      "ns=<NA>",
      "user namespace of x",
      "/proc/1/ns/mnt",
      "namespace: the place",
    ],
  },
};

/** Kinds of Linux namespaces and words that follow. */
const words = new Set(
  "privileges change changes mnt net pid uts ipc user cgroup time null true false all created deleted updated not terminating is was exists events".split(
    " ",
  ),
);
