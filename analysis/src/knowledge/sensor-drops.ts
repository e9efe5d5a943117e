import type { Alert } from "#domain/alert.ts";

/** Falco's buckets of system calls that found no room, and what is missing when they are. */
const buckets: readonly (readonly [name: string, whatIsMissing: string])[] = [
  ["execve", "starts of programs"],
  ["clone_fork", "new processes, so that parents may be wrong"],
  ["connect", "outgoing connections"],
  ["open", "opened files"],
  ["dir_file", "created, renamed and deleted files and folders"],
  ["close", "closed files and sockets"],
  ["proc_exit", "ends of processes"],
  ["other_interest", "other calls that rules look at"],
];

/** What Falco lost, as one of its messages tells it. */
export interface Drops {
  /** Null when the message tells no number. */
  readonly count: number | null;
  readonly seen: number | null;
  /** 0 to 1, null when it cannot be told. */
  readonly share: number | null;
  readonly buffer: number;
  readonly pageFaults: number;
  readonly scratchMap: number;
  readonly bug: number;
  readonly missing: readonly string[];
  /** Alerts that found no room in the queue of the outputs. */
  readonly outputs: number;
}

/** Reads the counts of a message: numbers or their text, under the names of any Falco version. */
export function readDrops(alert: Alert): Drops {
  const sum = (...names: string[]) => names.reduce((total, name) => total + (numberOf(alert, name) ?? 0), 0);
  const count = numberOf(alert, "n_drops", "scap.n_drops") ?? numberInMessage(alert);
  const seen = numberOf(alert, "n_evts", "scap.n_evts");
  const told = numberOf(alert, "n_drops_perc", "scap.n_drops_perc");
  return {
    count,
    seen,
    share: told === null ? shareOf(count, seen) : Math.min(told / 100, 1),
    buffer: sum("n_drops_buffer_total", "n_drops_buffer", "scap.n_drops_buffer_total", "scap.n_drops_buffer"),
    pageFaults: sum("n_drops_page_faults", "n_drops_pf", "scap.n_drops_page_faults", "scap.n_drops_pf"),
    scratchMap: sum("n_drops_scratch_map", "scap.n_drops_scratch_map"),
    bug: sum("n_drops_bug", "scap.n_drops_bug"),
    missing: buckets.flatMap(([name, what]) => {
      const ends = ["enter", "exit"].map((end) => `n_drops_buffer_${name}_${end}`);
      return sum(...ends, ...ends.map((end) => `scap.${end}`)) > 0 ? [what] : [];
    }),
    outputs: sum("falco.outputs_queue_num_drops", "outputs_queue_num_drops"),
  };
}

function shareOf(count: number | null, seen: number | null): number | null {
  if (count === null || seen === null || seen + count === 0) return null;
  // The driver counts what it lost among what it saw; older ones may not.
  return Math.min(count / Math.max(seen, count), 1);
}

/** The first of the fields that is a count: a number or its text; null when none is. */
function numberOf(alert: Alert, ...names: string[]): number | null {
  for (const name of names) {
    const value = alert.output_fields[name];
    const number = typeof value === "string" && /^\d{1,18}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value;
    if (typeof number === "bigint" && number >= 0n) return Number(number);
    if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
  }
  return null;
}

/** "Falco internal: syscall event drop. 815508 system calls dropped in last second." */
function numberInMessage(alert: Alert): number | null {
  const text = (alert.message || alert.output).slice(0, 500);
  const found = /(\d{1,18}) system calls? dropped/.exec(text);
  return found ? Number(found[1]) : null;
}
