import type { RiskClass } from "#domain/risk-class.ts";
import type { AnalysisStore, KeptClass, Seen, Sighting } from "#ports/analysis-store.ts";
import { isSameClass } from "../fingerprint/fingerprint.ts";
import type { SharedAnswer, SharedNote } from "./shared-answer.ts";
import { readSharedAnswer, readSharedNote } from "./shared-answer.ts";
import { addSightings, seenWith } from "./sighting.ts";

/**
 * Classes as this process last saw them in the store, for no longer than a second, so that what another replica forgets, deletes or
 * makes is known here within one. What is seen is added up here and written once a second.
 */
export interface ClassMemory {
  /** Null for one that is not known, and for one whose parts are not these. */
  readonly find: (key: string, parts: RiskClass) => Promise<KnownClass | null>;
  readonly sight: (sighting: Sighting) => void;
  /** With what has been seen since it was read. */
  readonly seen: (known: KeptClass) => Seen;
  /** What is known is read anew. */
  readonly forget: (key?: string) => void;
  /** Writes what was seen; a fault keeps it for the next time. */
  readonly flush: () => Promise<void>;
}

export interface KnownClass {
  readonly kept: KeptClass;
  /** Null where the class was only seen, or asking for it failed. */
  readonly note: SharedNote | null;
  /** The model's answer; null where there is none that can be read. */
  readonly shared: SharedAnswer | null;
}

export interface ClassMemoryDependencies {
  readonly store: Pick<AnalysisStore, "findClass" | "sight">;
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
  /** Told of faults of the store, which stop nobody. */
  readonly onFault: (error: unknown) => void;
}

const freshMs = 1000;
const classesMax = 2000;
/** While the store cannot be written, counts of so many classes are kept. */
const pendingMax = 100_000;

interface Entry {
  readonly readMs: number;
  readonly known: Promise<KnownClass | null>;
}

export function createClassMemory({ store, elapsed, onFault }: ClassMemoryDependencies): ClassMemory {
  const entries = new Map<string, Entry>();
  let pending = new Map<string, Sighting>();
  let writing = new Map<string, Sighting>();

  const read = async (key: string): Promise<KnownClass | null> => {
    try {
      const kept = await store.findClass(key);
      if (kept === null) return null;
      const { answer } = kept;
      return answer === null
        ? { kept, note: null, shared: null }
        : { kept, note: readSharedNote(answer), shared: readSharedAnswer(answer) };
    } catch (error) {
      onFault(error);
      return null;
    }
  };
  const look = (key: string) => {
    const entry = entries.get(key);
    if (entry !== undefined && elapsed() - entry.readMs < freshMs) return entry.known;
    entries.delete(key);
    if (entries.size >= classesMax) entries.delete(entries.keys().next().value ?? "");
    const known = read(key);
    entries.set(key, { readMs: elapsed(), known });
    return known;
  };
  return {
    async find(key, parts) {
      const known = await look(key);
      return known !== null && isSameClass(known.kept.parts, parts) ? known : null;
    },
    sight(sighting) {
      const before = pending.get(sighting.key);
      if (before === undefined && pending.size >= pendingMax) return;
      pending.set(sighting.key, before === undefined ? sighting : addSightings(before, sighting));
    },
    seen({ key, seen }) {
      return seenWith(seenWith(seen, writing.get(key) ?? null), pending.get(key) ?? null);
    },
    forget(key) {
      if (key === undefined) entries.clear();
      else entries.delete(key);
    },
    async flush() {
      if (pending.size === 0 || writing.size > 0) return;
      [writing, pending] = [pending, new Map()];
      try {
        await store.sight([...writing.values()]);
        for (const key of writing.keys()) entries.delete(key);
      } catch (error) {
        onFault(error);
        for (const [key, sighting] of writing) {
          const since = pending.get(key);
          pending.set(key, since === undefined ? sighting : addSightings(sighting, since));
        }
      }
      writing = new Map();
    },
  };
}
