import type { Generated } from "kysely";

/** Tables of the state database as queries see them; the steps that make them are in `sqlite-steps.ts` and `postgres-steps.ts`. */
export interface StateSchema {
  readonly event: EventTable;
  readonly analysis: AnalysisTable;
  readonly analysis_filter: FilterTable;
  readonly analysis_words: WordsTable;
  readonly risk_class: ClassTable;
  readonly claim: ClaimTable;
  readonly receipt: ReceiptTable;
  readonly spending: SpendingTable;
  readonly reader_cursor: CursorTable;
  readonly secret: SecretTable;
  /** SQLite only: with PostgreSQL pg-boss keeps the jobs, in tables of its own. */
  readonly job: JobTable;
}

export interface EventTable {
  readonly id: Generated<number>;
  /** Hash of (time, hostname, rule, output): the same event comes in once. */
  readonly identity: string;
  readonly uuid: string | null;
  /** int64; read it through `cast(... as text)`, JavaScript numbers cannot hold it. */
  readonly time_ns: bigint;
  /** ms since the epoch: retention counts from receipt. */
  readonly received_ms: number;
  readonly rule: string;
  /** 0 Emergency … 7 Debug. */
  readonly priority: number;
  readonly source: string;
  readonly hostname: string | null;
  /** The event as exact JSON. */
  readonly body: string;
}

export interface AnalysisTable {
  /** `created_ms` × 2048, and a number within that millisecond: in order of making, and a span of time is a span of these. */
  readonly seq: number;
  readonly id: string;
  readonly class_key: string | null;
  readonly identity: string;
  readonly event_ns: bigint;
  readonly created_ms: number;
  readonly rule: string;
  readonly priority: number;
  readonly source: string;
  /** 0 low … 3 critical. */
  readonly severity: number;
  readonly verdict: string;
  readonly technique: string | null;
  /** The analysis as JSON, with tokens. */
  readonly body: string;
  /** Token → stand-in, JSON. */
  readonly tokens: string;
}

/** One row for each combination of filters that finds an analysis. */
export interface FilterTable {
  /** Hash of severity, rule and technique, each of which may be left out. */
  readonly word: string;
  readonly seq: number;
}

export interface WordsTable {
  readonly seq: number;
  /** In lower case, each between blanks. */
  readonly words: string;
}

export interface ClassTable {
  /** SHA-256 of the parts. */
  readonly key: string;
  /** JSON. */
  readonly parts: string;
  readonly answer: string | null;
  readonly analysis_id: string | null;
  readonly made_ms: number;
  readonly expires_ms: number;
  /** When it was last seen or answered. */
  readonly used_ms: number;
  /** 1: the class is forgotten, its counts stay for the analyses that have its key. */
  readonly gone: number;
  readonly seen_count: number;
  readonly first_ns: bigint;
  readonly last_ns: bigint;
  /** Sketches of `lib/distinct-count.ts`. */
  readonly hosts: string;
  readonly containers: string;
  readonly users: string;
}

/** PostgreSQL only: a SQLite file belongs to one process, which keeps its claims in memory. */
export interface ClaimTable {
  readonly key: string;
  readonly owner: string;
  /** By the database's clock. */
  readonly lease_until: Date;
  readonly progress: string | null;
}

export interface ReceiptTable {
  readonly analysis_id: string;
  readonly body: string;
}

export interface SpendingTable {
  readonly day: string;
  /** `""` for all of the day. */
  readonly source: string;
  readonly tokens: number;
}

export interface CursorTable {
  readonly name: string;
  readonly place: string;
}

export interface SecretTable {
  readonly name: string;
  /** Base64. */
  readonly value: string;
}

export interface JobTable {
  readonly id: Generated<number>;
  readonly key: string;
  readonly event_id: string;
  readonly state: "waiting" | "running" | "failed";
  readonly tries: number;
  /** How often it was handed out: who holds an older attempt has lost it. */
  readonly attempt: number;
  /** Waiting: not before then. Running: the end of its lease. Failed: when. */
  readonly due_ms: number;
  readonly reason: string | null;
}
