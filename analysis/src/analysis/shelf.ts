import type { Analysis } from "#domain/analysis.ts";
import type { Receipt } from "#domain/receipt.ts";
import type { NewClass, PipelineStore, Seen, Sighting } from "#ports/analysis-store.ts";
import type { Case } from "./case.ts";
import { keptForm } from "./keep-analysis.ts";
import type { KnownClass } from "./sharing/class-memory.ts";
import { createClassMemory } from "./sharing/class-memory.ts";
import type { SharedNote } from "./sharing/shared-answer.ts";
import { seenOnce, seenWith, sightingOf } from "./sharing/sighting.ts";

/** Where analyses are kept and found again, and where their classes are counted. A store that is away stops no analysis. */
export interface Shelf {
  /** True where answers are shared by the alerts of a class. */
  readonly isShared: boolean;
  readonly find: (given: Case) => Promise<KnownClass | null>;
  /** What the alert adds to the counts of its class; null where nothing is counted. Known only after `find`. */
  readonly sighting: (given: Case) => Sighting | null;
  /** One more of the class; is written within a second. */
  readonly count: (given: Case) => void;
  /** Counts the same alert again and again. */
  readonly counter: (given: Case) => (times: number) => void;
  /** What is known of a class, up to now. */
  readonly seen: (known: KnownClass) => Seen;
  /** On disk with its receipt, the count of its alert (unless `isCounted`) and what its class may share of it. False when it could not be kept. */
  readonly keep: (given: Case, analysis: Analysis, parts: KeepParts) => Promise<boolean>;
  readonly forget: (key?: string) => void;
  readonly flush: () => Promise<void>;
}

export interface KeepParts {
  /** Null: others are not told of it but for its counts. */
  readonly note: SharedNote | null;
  readonly receipt: Receipt;
  /** Whose claim ends with it. */
  readonly owner: string | null;
  /** False: its class knows nothing of it. */
  readonly isOfClass: boolean;
  readonly isCounted: boolean;
  /** What the alert log knows the event by; null for what an event of that text would be known by. */
  readonly identity: string | null;
}

export interface ShelfDependencies {
  readonly store: PipelineStore | null;
  /** Null: answers are not shared. */
  readonly ttlMs: number | null;
  readonly elapsed: () => number;
  readonly randomId: () => string;
  readonly onFault: (error: unknown) => void;
}

export function createShelf({ store, ttlMs, elapsed, randomId, onFault }: ShelfDependencies): Shelf {
  const classes = store === null || ttlMs === null ? null : createClassMemory({ store, elapsed, onFault });
  let secret: Uint8Array | null = null;
  let awayUntilMs = Number.NEGATIVE_INFINITY;

  const quietly = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      awayUntilMs = elapsed() + awayMs;
      onFault(error);
      return null;
    }
  };
  const sighting = ({ alert, riskClass }: Case): Sighting | null =>
    riskClass === null || secret === null ? null : sightingOf(alert, riskClass, secret);
  const newClass = (given: Case, { meta }: Analysis, { note, isOfClass, isCounted }: KeepParts): NewClass | null =>
    given.riskClass === null || ttlMs === null || !isOfClass
      ? null
      : {
          key: given.riskClass.key,
          parts: given.riskClass.parts,
          answer: note === null ? null : JSON.stringify(note),
          expiresMs: Date.parse(meta.created_at) + ttlMs,
          sighting: isCounted ? null : sighting(given),
        };
  return {
    isShared: classes !== null,
    async find({ riskClass }) {
      if (classes === null || store === null || riskClass === null) return null;
      // A database that does not even refuse takes seconds to be given up: not with every alert.
      if (secret === null && elapsed() < awayUntilMs) return null;
      secret ??= await quietly(() => store.secret());
      if (secret === null) return null;
      return await classes.find(riskClass.key, riskClass.parts);
    },
    sighting: (given) => (classes === null ? null : sighting(given)),
    count(given) {
      const seen = sighting(given);
      if (seen !== null) classes?.sight(seen);
    },
    counter(given) {
      const seen = sighting(given);
      return (times) => {
        if (seen !== null) classes?.sight({ ...seen, count: seen.count * times });
      };
    },
    seen: ({ kept }) => classes?.seen(kept) ?? kept.seen,
    async keep(given, analysis, parts) {
      if (store === null) return false;
      const { receipt, owner, identity } = parts;
      const isKept = await quietly(async () => {
        const form = keptForm(given, analysis, {
          receipt,
          newClass: newClass(given, analysis, parts),
          owner,
          identity,
          randomId,
        });
        if (form === null) return false;
        await store.keep(form);
        return true;
      });
      if (given.riskClass !== null) classes?.forget(given.riskClass.key);
      return isKept ?? false;
    },
    forget: (key) => classes?.forget(key),
    flush: async () => await classes?.flush(),
  };
}

const awayMs = 2000;

/** Counts with one alert more. */
export function seenWithAlert(seen: Seen | null, { alert }: Case): Seen {
  const once = seenOnce(alert);
  return seen === null ? once : seenWith(seen, once);
}
