import type { FalcoEvent, Priority } from "#domain/alert.ts";

/** Where events are kept and read: embedded SQLite now; Loki and VictoriaLogs speak the same port. */
export interface AlertLog {
  readonly name: "embedded" | "loki" | "victorialogs";
  /** Resolves only when every event is on disk. An event is one by its identity, however often it comes. Throws STORE_UNAVAILABLE. */
  append(events: readonly IncomingEvent[]): Promise<void>;
  query(query: EventQuery, signal?: AbortSignal): Promise<EventPage>;
  /** Those of the events that are still there, each under its identity. */
  find(events: readonly EventRef[], signal?: AbortSignal): Promise<ReadonlyMap<string, StoredEvent>>;
  /** Events in the order in which they came in, behind a place; `place` is the one of the last. Null starts at the first. */
  after(place: string | null, limit: number): Promise<readonly ArrivedEvent[]>;
  health(
    signal?: AbortSignal,
  ): Promise<{ readonly status: "healthy" | "degraded" | "unhealthy"; readonly detail?: string }>;
  /** Deletes what is older than the retention or over the size; returns how many went. */
  prune(): Promise<number>;
  close(): Promise<void>;
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

export interface EventQuery {
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
  /** 1 to 500. */
  readonly limit: number;
  readonly cursor?: string;
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
