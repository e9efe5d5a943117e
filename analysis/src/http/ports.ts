import type { Comparison } from "#analysis/compare.ts";
import type { CallRecord } from "#analysis/desk/call-record.ts";
import type { Asker } from "#analysis/desk/turns.ts";
import type { ModelGauges } from "#analysis/desk/wired-model.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis, AnalysisBody, PastAnalysis, Preview } from "#domain/analysis.ts";
import type { Secret } from "#lib/secret.ts";
import type { AlertLog, IncomingEvent } from "#ports/alert-log.ts";
import type { AnalysisStore, KeptAnalysis } from "#ports/analysis-store.ts";
import type { FailedJob, JobCounts } from "#ports/job-queue.ts";
import type { HealthCheck, ServiceHealth } from "#ports/service-health.ts";

/** What the HTTP side is told by the configuration; every value has been checked there. */
export interface HttpSettings {
  readonly auth: "token" | "none";
  readonly apiToken: Secret | null;
  readonly intakeToken: Secret | null;
  readonly metricsToken: Secret | null;
  readonly allowedHosts: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly trustedOrigins: readonly string[];
  readonly publicUrl: string | null;
  /** `obfuscation.enabled`; when it is false, pages say so in red. Absent means true. */
  readonly obfuscation?: boolean;
}

/** What the caller of an analysis wants and may. */
export interface AnalysisOptions {
  /** Aborted when whoever asked has left. */
  readonly signal: AbortSignal;
  /** False for links that nobody clicked: then no model is asked, what is cached is shown. */
  readonly allowModel: boolean;
  /** People go before machines when the model is busy. */
  readonly asker: Asker;
  /** Keep the result in the log store too. */
  readonly store: boolean;
  /** Called with what is ready so far, if the analyst has anything before the end. */
  readonly onPartial: (body: Partial<AnalysisBody>) => void;
  /** Called with the place in the queue, 1 is next. */
  readonly onPlace: (place: number) => void;
  /** Called with an answer that has expired, while a new one is made. */
  readonly onStale: (analysis: Analysis) => void;
  /** Called when the answer is the class's: the same request within a second may be answered with it. Gives the way to count it, so many times. */
  readonly onShared: (again: (times: number) => void) => void;
}

/** Who analyses, as the routes need it; `Analyst` of the pipeline is one, and may leave options unread. */
export interface AlertAnalyst {
  readonly analyse: (alert: Alert, options: AnalysisOptions) => Promise<Analysis>;
  /** What would be sent to a model, without sending it. */
  readonly preview: (alert: Alert, options: { readonly showMapping: boolean }) => Preview | Promise<Preview>;
  /** The same beside the alert as it came. */
  readonly compare: (alert: Alert, options: { readonly showMapping: boolean }) => Comparison | Promise<Comparison>;
  /** An analysis of the history, with the names of its alert where that is there; null for one that cannot be read. */
  readonly recall: (kept: KeptAnalysis, alert: Alert | null) => PastAnalysis | null | Promise<PastAnalysis | null>;
  /** To be called after classes or analyses were deleted. */
  readonly forget: () => void;
}

export type { ServiceHealth };

/** A log that takes a static message and data by allow-list; alert text never goes into it. */
export interface Logger {
  readonly info: (data: object, message: string) => void;
  readonly warn: (data: object, message: string) => void;
  readonly error: (data: object, message: string) => void;
}

/** The configured model as the HTTP side sees it. */
export interface ModelOfService {
  /** One tiny real question, when a person asks for it. */
  readonly check: () => Promise<ServiceHealth>;
  readonly gauges: () => ModelGauges | null;
  readonly onCall: (listener: (call: CallRecord) => void) => void;
}

/** What the routes need of where analyses are kept. */
export type HistoryStore = Pick<
  AnalysisStore,
  "findAnalysis" | "listAnalyses" | "findReceipt" | "deleteAnalysis" | "clearClasses" | "health"
>;

/** Automatic triage as the HTTP side sees it. */
export interface TriageOfService {
  /** New events are on disk. */
  readonly wake: () => void;
  readonly failed: (limit: number) => Promise<readonly FailedJob[]>;
  readonly retry: (id: string) => Promise<boolean>;
  readonly counts: () => Promise<JobCounts>;
}

/** What `server.ts` hands to the HTTP side. */
export interface HttpDependencies {
  readonly settings: HttpSettings;
  readonly version: string;
  readonly stack: string;
  /** Any shape of an alert → one; throws ALERT_INVALID. */
  readonly parse: (input: unknown) => Alert;
  /** Several at once where the shape allows it (a Loki stream). */
  readonly parseAll: (input: unknown) => readonly Alert[];
  readonly parseLine: (text: string) => Alert;
  /** The three for events that are only kept; without it those above. */
  readonly intakeParser?: Pick<HttpDependencies, "parse" | "parseAll" | "parseLine">;
  readonly toIncoming: (alert: Alert) => IncomingEvent;
  readonly analyst: AlertAnalyst;
  /** Where analyses are kept. */
  readonly store: HistoryStore;
  readonly alertLog: AlertLog;
  /** Null or missing where the built-in analyst is the one that is configured. */
  readonly model?: ModelOfService | null;
  /** Null or missing where nobody triages. */
  readonly triage?: TriageOfService | null;
  /** Checks by service name. Without one of their own, `analysis` is healthy since it answers, and the alert log says itself how it is. */
  readonly healthChecks: Readonly<Record<string, HealthCheck>>;
  /** Is told of events that have just come in and are on disk. */
  readonly onEvents?: (events: readonly IncomingEvent[], received: Date) => void;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
  readonly randomId: () => string;
  readonly log: Logger;
}
