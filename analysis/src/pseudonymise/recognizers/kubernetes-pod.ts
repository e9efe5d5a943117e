import { runsOf, tableOf } from "../char-runs.ts";
import { gateOf } from "../gates.ts";
import { isHostLike } from "../host-shape.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import { isEveryClustersNamespace } from "../well-known.ts";

// Kubernetes takes names of random parts from 27 characters that spell no words.
const ofDeployment =
  /^[a-z](?:[a-z0-9-]{0,200}[a-z0-9])?-(?:[a-f0-9]{6,10}|(?=[a-z]{0,9}\d)[bcdfghjklmnpqrstvwxz2456789]{8,10})-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
const podChars = tableOf("abcdefghijklmnopqrstuvwxyz0123456789-");
const podCharsMin = 14;
const pathGate = gateOf(["pod/", "pods/", "/containers/"]);
const inPath =
  /(?:\/pods\/|(?<![\w/.-])pods?\/|\/var\/log\/(?:containers|pods)\/(?:[a-z0-9-]{1,63}_)?)([a-z0-9][a-z0-9.-]{0,252})/dg;
/** Parts of pods that have rights of their own: `pods/exec` in a role. */
const parts = /^(?:exec|attach|portforward|proxy|status|eviction|binding|ephemeralcontainers|resize|finalizers|scale)$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{32}$/;

/** The scheduler's event, and how admission and the kubelet call a pod. */
const assigned =
  /\b(?:assigned|bound|preempted by|evicted?|deleted pod:?|created pod:?|Created pod:?|Deleted pod:?) (?:pod )?["']?([a-z0-9][a-z0-9-]{0,62})\/([a-z0-9][a-z0-9.-]{0,252})["']?(?: to (?:node )?([a-z0-9][a-z0-9.-]{0,252}))?/dg;
const assignedGate = gateOf(["assigned ", "bound ", "preempted by", "evict", "deleted pod", "created pod"]);

function placements(text: string): Span[] {
  return [...text.matchAll(assigned)].flatMap(({ 1: namespace = "", 2: pod = "", 3: node = "", indices }) => {
    const [, atNamespace, atPod, atNode] = indices ?? [];
    if (!/[\d-]/.test(pod)) return [];
    const spans: Span[] = [];
    if (atNamespace && !isEveryClustersNamespace(namespace))
      spans.push({ start: atNamespace[0], end: atNamespace[1], type: "NAMESPACE", byPlace: true });
    if (atPod) spans.push({ start: atPod[0], end: atPod[1], type: "POD", byPlace: true });
    if (atNode && isHostLike(node)) spans.push({ start: atNode[0], end: atNode[1], type: "HOST", byPlace: true });
    return spans;
  });
}

/** Pods: of a Deployment by their form, others where their place says so (`/pods/x`, `pod=x`). */
export const kubernetesPod: Recognizer = {
  name: "kubernetes-pod",
  find({ text, pairs, longWords, passes }) {
    const spans: Span[] = [];
    for (const word of longWords()) {
      if (word.end - word.start < podCharsMin || word.lower === 0) continue;
      for (const { start, end } of runsOf(text, podChars, podCharsMin, word.start, word.end)) {
        if (end - start <= 253 && text.charAt(start - 1) !== "." && ofDeployment.test(text.slice(start, end)))
          spans.push({ start, end, type: "POD" });
      }
    }
    if (passes(assignedGate)) spans.push(...placements(text));
    if (passes(pathGate))
      spans.push(
        ...spansOf(
          text,
          inPath,
          (value) => (uuid.test(value) || value.startsWith("log") || parts.test(value) ? null : "POD"),
          true,
        ),
      );
    for (const { role, start, end, separator } of pairs()) {
      const value = text.slice(start, Math.min(end, start + 260));
      if (
        role === "pod" &&
        separator !== ":" &&
        /^[a-z0-9][a-z0-9.-]{0,252}$/.test(value) &&
        value !== "null" &&
        !uuid.test(value)
      )
        spans.push({ start, end, type: "POD", byPlace: true });
    }
    return spans;
  },
  examples: {
    found: [
      ["Successfully assigned payments/orders-db-0 to worker-3", "worker-3"],
      ["Successfully assigned payments/orders-db-0 to worker-3", "payments"],
      ["fieldSelector=metadata.name%3Dorders-6f5b7d9c48-x9wlp&x", "orders-6f5b7d9c48-x9wlp"],
      ["in orders-6f5b7d9c48-x9wlp now", "orders-6f5b7d9c48-x9wlp"],
      ["uri=/api/v1/namespaces/x/pods/orders-db-0/exec?command=sh", "orders-db-0"],
      ["k8s.pod=orders-db-0 x", "orders-db-0"],
      ["kubectl logs pod/orders-db-0", "orders-db-0"],
    ],
    ignored: [
      "assigned roles/owner to x",
      "my-app-name",
      "orders-db-0",
      "2026-03-14",
      "python3-minimal-abcde",
      "/pods/bb615644-10bf-4fd6-a4bb-400c6720fe8e/volumes",
      "k8s.pod=<NA>",
      "resource=pods",
      "target=x/pods verb=create",
    ],
  },
};
