import type { Recognizer } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";

// Kubernetes takes names of random parts from 27 characters that spell no words.
const pattern =
  /(?<![a-z0-9.-])[a-z][a-z0-9]{0,40}(?:-[a-z0-9]{1,40}){0,8}-[a-f0-9]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9-])/g;

/** Pods of a Deployment: name, hash of the ReplicaSet, random suffix. Other pods are known by their field. */
export const kubernetesPod: Recognizer = {
  name: "kubernetes-pod",
  find: (text) => (text.includes("-") ? spansOf(text, pattern, () => "POD") : []),
  examples: {
    found: [["in orders-6f5b7d9c48-x9wlp now", "orders-6f5b7d9c48-x9wlp"]],
    ignored: ["my-app-name", "orders-db-0", "2026-03-14", "python3-minimal-abcde"],
  },
};
