import type { FaultKind } from "#domain/model-fault.ts";
import type { CallRecord } from "./call-record.ts";

/** What is known of the model from its last real calls; nothing is asked to find out. */
export interface ModelHealth {
  readonly record: (call: CallRecord) => void;
  /** What the list of models said, which costs nothing: stands until there is a real call. */
  readonly noteList: (found: ListFinding) => void;
  readonly state: () => ModelState;
  /** Milliseconds since the last call; without end when there was none. */
  readonly sinceLastMs: () => number;
  /** Milliseconds since the last real call, or since the start. */
  readonly idleMs: () => number;
}

export type ListFinding = { readonly ok: true } | { readonly ok: false; readonly sentence: string };

export interface ModelState {
  readonly status: "healthy" | "degraded" | "unhealthy";
  readonly detail: string;
}

/** Ends that say nothing about whether the model works. */
const silent: ReadonlySet<FaultKind | "answered"> = new Set([
  "STOPPED",
  "LEAK_BLOCKED",
  "BUDGET_DAY",
  "BUDGET_SHARE",
  "BUDGET_PEOPLE",
  "BUDGET_ANALYSIS",
  "QUEUE_FULL",
  "WAITED_TOO_LONG",
]);
const failuresOfUnhealthy = 3;

export function createModelHealth(sentenceOf: (kind: FaultKind) => string, now: () => Date): ModelHealth {
  const startedAt = now();
  let last: CallRecord | null = null;
  let failuresInRow = 0;
  let list: ListFinding | null = null;
  const ago = (time: Date) => {
    const seconds = Math.max(0, Math.round((now().getTime() - time.getTime()) / 1000));
    return seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
  };
  return {
    record(call) {
      if (silent.has(call.outcome)) return;
      last = call;
      failuresInRow = call.outcome === "answered" ? 0 : failuresInRow + 1;
    },
    noteList(found) {
      list = found;
    },
    sinceLastMs: () => (last === null ? Number.POSITIVE_INFINITY : now().getTime() - last.time.getTime()),
    idleMs: () => now().getTime() - (last?.time ?? startedAt).getTime(),
    state() {
      if (last === null) {
        if (list === null)
          return { status: "degraded", detail: "Not asked yet, and its list of models could not be read." };
        return list.ok
          ? { status: "healthy", detail: "It is there and has the model; nothing was asked yet." }
          : { status: "degraded", detail: list.sentence };
      }
      if (last.outcome === "answered")
        return { status: "healthy", detail: `Last answer ${ago(last.time)}, in ${last.seconds.toFixed(1)} s.` };
      return {
        status: failuresInRow >= failuresOfUnhealthy ? "unhealthy" : "degraded",
        detail: `${sentenceOf(last.outcome)} (${ago(last.time)}; the built-in analyst answers meanwhile)`,
      };
    },
  };
}
