import type { Priority } from "#domain/alert.ts";
import type { Severity, Verdict } from "#domain/analysis.ts";
import type { RiskClass } from "#domain/risk-class.ts";

/**
 * What the service remembers and its replicas share: past analyses with what left for each, the answers that classes of alerts share,
 * who is making one, and what was spent. Everything in it is tokens; no original of a hidden value comes in.
 *
 * Every call may throw STORE_UNAVAILABLE.
 */
export interface AnalysisStore {
  readonly kind: "memory" | "sqlite" | "postgres";

  /** What is known of a class, its answer however old it is; null when it was never seen. */
  findClass(key: string): Promise<KeptClass | null>;
  /** Adds up what was seen, all or nothing; classes that are new come in without an answer. False, and nothing done, when `from` of the cursor is not where it stands. */
  sight(sightings: readonly Sighting[], cursor?: CursorStep): Promise<boolean>;
  /** Where a named reader of events stands; null before its first step. */
  cursor(name: string): Promise<string | null>;
  /** Forgets all classes; the analyses keep their counts. Returns how many went. */
  clearClasses(): Promise<number>;

  /** Takes the right to make the class's answer: true for one owner at a time, until released or the lease has run out. */
  claim(key: string, owner: string, leaseMs: number): Promise<boolean>;
  /** Goes on, and tells those who wait elsewhere what is ready so far (null: nothing new). False when somebody else has it now. */
  extend(key: string, owner: string, leaseMs: number, progress: string | null): Promise<boolean>;
  release(key: string, owner: string): Promise<void>;
  /** What whoever makes the answer has ready; null when nobody makes it. */
  claimed(key: string): Promise<Claim | null>;
  /** Resolves when a claim or the answer of this class may have changed, at the latest after a second; rejects with the signal's reason. */
  changed(key: string, signal: AbortSignal): Promise<void>;

  /** The analysis, its receipt and its class's answer, on disk together when it resolves; ends the claim of `owner`. */
  keep(analysis: NewAnalysis): Promise<void>;
  findAnalysis(id: string): Promise<KeptAnalysis | null>;
  /** Newest first. Throws CURSOR_INVALID. */
  listAnalyses(query: HistoryQuery): Promise<HistoryPage>;
  /** JSON. */
  findReceipt(analysisId: string): Promise<string | null>;
  /** With its receipt, and with the class that it answers. False when there is none. */
  deleteAnalysis(id: string): Promise<boolean>;

  /** Adds tokens (fewer than none gives them back) to a day, in all and of one source; returns what the two are then. */
  spend(day: string, source: string, tokens: number): Promise<Spent>;
  /** What was spent on a day in all. */
  spentOn(day: string): Promise<number>;
  /** 32 random bytes, the same for all who share the store: keys of hashes. */
  secret(): Promise<Uint8Array>;

  health(): Promise<{ readonly status: "healthy" | "degraded" | "unhealthy"; readonly detail?: string }>;
  /** Deletes what is older than the retention, expired claims, and classes over the limit; returns how many analyses went. */
  prune(): Promise<number>;
  close(): Promise<void>;
}

/** What the pipeline itself needs of it. */
export type PipelineStore = Pick<
  AnalysisStore,
  "findClass" | "sight" | "claim" | "extend" | "release" | "claimed" | "changed" | "keep" | "secret"
>;

/** How often a class was seen. Hosts, containers and users are estimates: they are counted without being kept. */
export interface Seen {
  readonly count: number;
  /** ns since the epoch, of the events' own times. */
  readonly firstNs: bigint;
  readonly lastNs: bigint;
  readonly hosts: number;
  readonly containers: number;
  readonly users: number;
}

export interface KeptClass {
  readonly key: string;
  readonly parts: RiskClass;
  /** What is shared, JSON; null where the built-in answer stands, which is made afresh for each alert. */
  readonly answer: string | null;
  /** Null as long as the class was only seen. */
  readonly analysisId: string | null;
  /** Milliseconds since the epoch; 0 without an analysis. */
  readonly madeMs: number;
  readonly expiresMs: number;
  readonly seen: Seen;
}

/** Alerts of one class, added up. */
export interface Sighting {
  readonly key: string;
  readonly parts: RiskClass;
  readonly count: number;
  readonly firstNs: bigint;
  readonly lastNs: bigint;
  /** Marks of `lib/distinct-count.ts`. */
  readonly hosts: readonly number[];
  readonly containers: readonly number[];
  readonly users: readonly number[];
}

export interface CursorStep {
  readonly name: string;
  readonly from: string | null;
  readonly to: string;
}

export interface Claim {
  readonly owner: string;
  readonly progress: string | null;
}

export interface NewAnalysis {
  readonly id: string;
  /** Null where no class could be made, or none is kept. */
  readonly class: NewClass | null;
  /** The event's identity and time, by which the alert log finds it again. */
  readonly identity: string;
  readonly eventNs: bigint;
  readonly createdMs: number;
  readonly rule: string;
  readonly priority: Priority;
  readonly source: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly technique: string | null;
  /** The analysis, JSON, tokens only. */
  readonly body: string;
  /** Each token in it → its stand-in in the class. */
  readonly tokens: Readonly<Record<string, string>>;
  /** What a search finds it by. */
  readonly words: string;
  /** JSON. */
  readonly receipt: string;
  /** Whose claim ends with it. */
  readonly owner: string | null;
}

export interface NewClass {
  readonly key: string;
  readonly parts: RiskClass;
  /** One without does not take the place of one that has not expired. */
  readonly answer: string | null;
  readonly expiresMs: number;
  /** The alert that it was made for; null when that was counted already. */
  readonly sighting: Sighting | null;
}

/** An analysis as it was kept, with today's counts of its class. */
export interface KeptAnalysis {
  readonly id: string;
  /** The class's; null where there was none. */
  readonly key: string | null;
  readonly identity: string;
  readonly eventNs: bigint;
  readonly createdMs: number;
  readonly rule: string;
  readonly priority: Priority;
  readonly source: string;
  readonly body: string;
  readonly tokens: Readonly<Record<string, string>>;
  readonly seen: Seen;
}

export interface HistoryQuery {
  /** Inclusive, ms since the epoch. */
  readonly sinceMs?: number;
  /** Exclusive. */
  readonly untilMs?: number;
  readonly severities?: readonly Severity[];
  readonly rule?: string;
  /** `T1059` finds its sub-techniques too. */
  readonly technique?: string;
  /** Words that stand in rule or analysis; case does not matter. */
  readonly text?: string;
  /** 1 to 500. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface HistoryPage {
  readonly analyses: readonly KeptAnalysis[];
  readonly nextCursor: string | null;
}

export interface Spent {
  readonly total: number;
  readonly ofSource: number;
}
