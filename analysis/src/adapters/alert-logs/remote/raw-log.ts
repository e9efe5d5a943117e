import type { FalcoEvent } from "#domain/alert.ts";
import type { EventFilter, EventReader, LogHealth, RemoteLog, Stretch, Tally, TallyQuery } from "#ports/alert-log.ts";

/** An event as it was read from a log store. */
export interface Entry {
  readonly timeNs: bigint;
  readonly identity: string;
  readonly event: FalcoEvent;
}

/** What Loki and VictoriaLogs do differently; the rest is in `remote-log.ts`. Every method throws LOG_STORE_UNAVAILABLE. */
export interface RawLog extends Pick<RemoteLog, "push" | "pushNotes" | "hasNote" | "close"> {
  readonly name: EventReader["name"];
  readonly title: string;
  /** The longest stretch that one query may cover; null for no limit. */
  readonly spanNsMax: bigint | null;
  /** The most events that one query may give. */
  readonly entriesMax: number;
  /** So many of the newest, or of the oldest, in any order; null where they are more text than is read at once. Times of the filter do not count. */
  readonly fetch: (wanted: Wanted, signal?: AbortSignal) => Promise<readonly Entry[] | null>;
  readonly tally: (query: TallyQuery, signal?: AbortSignal) => Promise<readonly Tally[]>;
  readonly oldest: (filter: EventFilter, stretch: Stretch, signal?: AbortSignal) => Promise<bigint | null>;
  /** Whether it says that it works; queries are tried by others. */
  readonly ready: (signal?: AbortSignal) => Promise<LogHealth>;
}

export interface Wanted {
  readonly filter: EventFilter;
  readonly stretch: Stretch;
  readonly limit: number;
}
