import { larger, smaller } from "#lib/bigints.ts";
import { addMarks, countDistinct } from "#lib/distinct-count.ts";
import type { KeptAnalysis, KeptClass, NewAnalysis, PipelineStore, Sighting } from "./analysis-store.ts";

/** A row of the history; a test states only what it is about. */
export function aKeptAnalysis(change: Partial<KeptAnalysis> = {}): KeptAnalysis {
  return {
    id: "0123456789abcdef",
    key: "a".repeat(64),
    identity: "b".repeat(64),
    eventNs: 1_773_450_000_000_000_000n,
    createdMs: 1_773_450_000_000,
    rule: "Read sensitive file untrusted",
    priority: "Warning",
    source: "syscall",
    body: "{}",
    tokens: {},
    seen: { count: 1, firstNs: 1n, lastNs: 2n, hosts: 1, containers: 0, users: 1 },
    ...change,
  };
}

/** As much of a store as the pipeline needs, in plain maps; the contract suite is for the real ones. */
export interface MapStore extends PipelineStore {
  readonly kept: NewAnalysis[];
  readonly classes: Map<string, KeptClass>;
}

interface Counts {
  hosts: string;
  containers: string;
  users: string;
}

/** Several analysts may share one, as replicas do. */
export function mapStore(): MapStore {
  const kept: NewAnalysis[] = [];
  const classes = new Map<string, KeptClass>();
  const claims = new Map<string, { readonly owner: string; readonly progress: string | null }>();
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const each of waiting) each();
  };
  const add = createAdd(classes);
  return {
    kept,
    classes,
    findClass: async (key) => classes.get(key) ?? null,
    async sight(sightings) {
      for (const each of sightings) add(each);
      return true;
    },
    async claim(key, owner) {
      if (claims.has(key)) return false;
      claims.set(key, { owner, progress: null });
      return true;
    },
    async extend(key, owner, _leaseMs, progress) {
      if (claims.get(key)?.owner !== owner) return false;
      if (progress !== null) claims.set(key, { owner, progress });
      wake();
      return true;
    },
    async release(key, owner) {
      if (claims.get(key)?.owner === owner) claims.delete(key);
      wake();
    },
    claimed: async (key) => claims.get(key) ?? null,
    changed: (_key, signal) =>
      new Promise((resolve, reject) => {
        const done = () => {
          waiting.delete(done);
          resolve();
        };
        waiting.add(done);
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    async keep(analysis) {
      kept.push(analysis);
      const { class: made, id, createdMs, owner } = analysis;
      if (made === null) return;
      if (made.sighting !== null) add(made.sighting);
      const before = classes.get(made.key);
      if (before === undefined) return;
      if (made.answer !== null || before.answer === null || before.expiresMs <= createdMs)
        classes.set(made.key, {
          ...before,
          answer: made.answer,
          analysisId: id,
          madeMs: createdMs,
          expiresMs: made.expiresMs,
        });
      if (owner !== null) claims.delete(made.key);
      wake();
    },
    secret: async () => new Uint8Array(32).fill(7),
  };
}

function createAdd(classes: Map<string, KeptClass>): (sighting: Sighting) => void {
  const counts = new Map<string, Counts>();
  return (sighting) => {
    const { key, parts, count, firstNs, lastNs } = sighting;
    const sketches = counts.get(key) ?? { hosts: "", containers: "", users: "" };
    counts.set(key, sketches);
    for (const kind of ["hosts", "containers", "users"] as const)
      sketches[kind] = addMarks(sketches[kind], sighting[kind]);
    const before = classes.get(key);
    classes.set(key, {
      ...(before ?? { key, parts, answer: null, analysisId: null, madeMs: 0, expiresMs: 0 }),
      seen: {
        count: (before?.seen.count ?? 0) + count,
        firstNs: smaller(before?.seen.firstNs ?? firstNs, firstNs),
        lastNs: larger(before?.seen.lastNs ?? lastNs, lastNs),
        hosts: countDistinct(sketches.hosts),
        containers: countDistinct(sketches.containers),
        users: countDistinct(sketches.users),
      },
    });
  };
}
