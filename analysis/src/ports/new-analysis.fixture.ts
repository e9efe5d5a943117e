import { distinctMark } from "#lib/distinct-count.ts";
import type { NewAnalysis, NewClass, Sighting } from "./analysis-store.ts";

/** What goes into a store, for tests. */

/** When the clocks of tests begin. */
export const storeStartMs = Date.UTC(2026, 2, 14);
/** The same in ns. */
export const storeStartNs = BigInt(storeStartMs) * 1_000_000n;
/** Of every class that a test does not say more of. */
export const someParts = [{ name: "rule", value: "Read sensitive file untrusted" }];
/** Of marks that tests make themselves. */
export const hashKey = new Uint8Array(32).fill(1);

/** One alert of a class, at a time of its own beyond what a number holds; a test states only what it is about. */
export function aSighting(key: string, change: Partial<Sighting> = {}): Sighting {
  const base = { key, parts: someParts, count: 1, firstNs: storeStartNs + 1n, lastNs: storeStartNs + 1n };
  return { ...base, hosts: [distinctMark(hashKey, "shop-node-1")], containers: [], users: [], ...change };
}

/** The class of a new analysis, its alert counted with it. */
export function aNewClass(key: string, change: Partial<NewClass> = {}): NewClass {
  return {
    key,
    parts: someParts,
    answer: '{"summary":"shared"}',
    expiresMs: storeStartMs + 1e9,
    sighting: aSighting(key),
    ...change,
  };
}

/** An analysis made `index` ms after the start, without a class. */
export function aNewAnalysis(index: number, change: Partial<NewAnalysis> = {}): NewAnalysis {
  return {
    id: `analysis-${index}`,
    class: null,
    identity: `event-${index}`,
    eventNs: storeStartNs + BigInt(index) * 1_000_000n + 7n,
    createdMs: storeStartMs + index,
    rule: "Read sensitive file untrusted",
    priority: "Warning",
    source: "syscall",
    severity: "high",
    verdict: "inconclusive",
    technique: null,
    body: `{"summary":"analysis ${index}"}`,
    tokens: { "<USER_1>": "<A>" },
    words: "Read sensitive file untrusted",
    receipt: `{"sent":false,"index":${index}}`,
    owner: null,
    ...change,
  };
}
