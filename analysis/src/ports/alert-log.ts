import type { FalcoEvent, Priority } from "#domain/alert.ts";

/** Events as they can be read, wherever they are: in our own database, Loki or VictoriaLogs. Throws LOG_STORE_UNAVAILABLE or STORE_UNAVAILABLE. */
export interface EventReader {
  readonly name: "embedded" | "loki" | "victorialogs";
  /** Throws CURSOR_INVALID too. */
  query(query: EventQuery, signal?: AbortSignal): Promise<EventPage>;
  /** Counts in stretches of time, by rule or by host, the highest first. */
  tally(query: TallyQuery, signal?: AbortSignal): Promise<readonly Tally[]>;
  /** The time of the oldest event of those wanted, in ns; null where there is none. Some stores look back 30 days only. */
  oldest(filter: EventFilter, signal?: AbortSignal): Promise<bigint | null>;
  /** Those of the events that are still there, each under its identity. */
  find(events: readonly EventRef[], signal?: AbortSignal): Promise<ReadonlyMap<string, StoredEvent>>;
  health(signal?: AbortSignal): Promise<LogHealth>;
  close(): Promise<void>;
}

/** Where events come in, are kept and read. */
export interface AlertLog extends EventReader {
  /** Resolves only when every event is on disk. An event is one by its identity, however often it comes. Throws STORE_UNAVAILABLE. */
  append(events: readonly IncomingEvent[]): Promise<void>;
  /** Events in the order in which they came in, behind a place; `place` is the one of the last. Null starts at the first. */
  after(place: string | null, limit: number): Promise<readonly ArrivedEvent[]>;
  /** Deletes what is older than the retention or over the size; returns how many went. */
  prune(): Promise<number>;
}

/** A log store of others' that keeps events for us too. */
export interface RemoteLog extends EventReader {
  /** Resolves when the store has taken them; those that it will never take, since they are too old, are counted. Throws LOG_STORE_UNAVAILABLE. */
  push(events: readonly IncomingEvent[], signal?: AbortSignal): Promise<{ readonly refused: number }>;
  /** Lines of our own, with labels that are always the same ones. Throws as `push` does. */
  pushNotes(notes: readonly Note[], signal?: AbortSignal): Promise<void>;
  /** True when a note that holds the text was written in the stretch of time. */
  hasNote(text: string, stretch: Stretch, signal?: AbortSignal): Promise<boolean>;
}

/** What is said about events; queries for events never find it. */
export interface Note {
  readonly timeNs: bigint;
  readonly labels: Readonly<Record<string, string>>;
  /** JSON. */
  readonly line: string;
}

export interface LogHealth {
  readonly status: "healthy" | "degraded" | "unhealthy";
  readonly detail?: string;
}

export interface IncomingEvent {
  readonly event: FalcoEvent;
  /** Nanoseconds since the epoch, decimal. */
  readonly timeNs: bigint;
  /** (time in ns, hostname, rule, output) for an event with a time of its own; unique for one without. */
  readonly identity: string;
}

/** An event as others name it. */
export interface EventRef {
  readonly identity: string;
  readonly timeNs: bigint;
}

export interface ArrivedEvent extends StoredEvent {
  readonly identity: string;
  readonly place: string;
}

/** Which events are meant; all that is given has to hold. */
export interface EventFilter {
  /** Inclusive, ns since the epoch. */
  readonly sinceNs?: bigint;
  /** Exclusive. */
  readonly untilNs?: bigint;
  readonly priorities?: readonly Priority[];
  readonly rule?: string;
  readonly hostname?: string;
  readonly source?: string;
  /** Text that stands in rule, output or a field value; case does not matter. */
  readonly text?: string;
  /** Words that stand in the line just so, or are a command just so: found quickly, and what is found may hold more. */
  readonly phrase?: string;
  /** Of other hosts than this one. */
  readonly exceptHostname?: string;
  /** Of other rules than this one. */
  readonly exceptRule?: string;
}

export interface EventQuery extends EventFilter {
  /** 1 to 500. */
  readonly limit: number;
  readonly cursor?: string;
}

/** `sinceNs` and `untilNs` of the filter hold the stretches together; each is counted by itself. */
export interface TallyQuery {
  readonly filter: EventFilter;
  readonly by: "rule" | "hostname";
  readonly stretches: readonly Stretch[];
}

export interface Stretch {
  /** Inclusive, ns since the epoch. */
  readonly sinceNs: bigint;
  /** Exclusive. */
  readonly untilNs: bigint;
}

export interface Tally {
  /** Rule or host; empty for events that name no host. */
  readonly name: string;
  /** One for each stretch. */
  readonly counts: readonly number[];
}

export interface EventPage {
  /** Newest first. */
  readonly events: readonly StoredEvent[];
  readonly nextCursor: string | null;
}

export interface StoredEvent {
  readonly id: string;
  readonly event: FalcoEvent;
}
