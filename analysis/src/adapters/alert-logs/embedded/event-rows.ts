import type { Kysely } from "kysely";
import type { EventFilter, EventQuery, Tally, TallyQuery } from "#ports/alert-log.ts";
import type { StateSchema } from "../../database/schema.ts";

/** What the two databases do differently; everything else is in `embedded-alert-log.ts` and `select-events.ts`. Throws STORE_UNAVAILABLE. */
export interface EventRows {
  /** All or nothing, on disk when it resolves; rows that are there already, by identity or uuid, are passed over. */
  readonly insert: (rows: readonly EventRow[]) => Promise<void>;
  /** Newest first; one more than `query.limit` where there are more. */
  readonly select: (query: EventQuery) => Promise<readonly SelectedRow[]>;
  readonly tally: (query: TallyQuery) => Promise<readonly Tally[]>;
  readonly oldest: (filter: EventFilter) => Promise<bigint | null>;
  readonly find: (identities: readonly string[]) => Promise<readonly FoundRow[]>;
  /** Behind a place, in the order in which events became readable. */
  readonly after: (place: string | null, limit: number) => Promise<readonly ArrivedRow[]>;
  /** Throws what keeps the table from being read. */
  readonly probe: () => Promise<void>;
  /** Deletes about `slice` of the oldest that are received before `oldestMs`, or else that make the table larger than `bytesMax`; returns how many. */
  readonly deleteOldest: (limits: { readonly oldestMs: number; readonly bytesMax: number }) => Promise<number>;
  /** After something was deleted. */
  readonly giveBack: () => Promise<void>;
}

/** One event as both databases keep it. */
export interface EventRow {
  readonly identity: string;
  readonly uuid: string | null;
  readonly timeNs: bigint;
  readonly receivedMs: number;
  readonly rule: string;
  /** 0 Emergency … 7 Debug. */
  readonly priority: number;
  readonly source: string;
  readonly hostname: string | null;
  /** Exact JSON. */
  readonly body: string;
  /** What a search looks through. */
  readonly text: string;
}

export interface FoundRow {
  readonly id: string;
  readonly identity: string;
  readonly body: string;
}

export interface SelectedRow {
  readonly id: number;
  readonly body: string;
  readonly timeNs: bigint;
}

export interface ArrivedRow extends FoundRow {
  readonly place: string;
}

export type EventsDb = Kysely<StateSchema>;
