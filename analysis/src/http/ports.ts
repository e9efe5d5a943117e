import type { Comparison } from "#analysis/compare.ts";
import type { CallRecord } from "#analysis/desk/call-record.ts";
import type { Asker } from "#analysis/desk/turns.ts";
import type { ModelGauges } from "#analysis/desk/wired-model.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis, AnalysisBody, Preview } from "#domain/analysis.ts";
import type { Receipt } from "#domain/receipt.ts";
import type { Secret } from "#lib/secret.ts";
import type { AlertLog, IncomingEvent } from "#ports/alert-log.ts";

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
}

/** Who analyses, as the routes need it; `Analyst` of the pipeline is one, and may leave options unread. */
export interface AlertAnalyst {
  readonly analyse: (alert: Alert, options: AnalysisOptions) => Promise<Analysis>;
  /** What would be sent to a model, without sending it. */
  readonly preview: (alert: Alert, options: { readonly showMapping: boolean }) => Preview | Promise<Preview>;
  /** The same beside the alert as it came. */
  readonly compare: (alert: Alert, options: { readonly showMapping: boolean }) => Comparison | Promise<Comparison>;
}

/** One service's state in `/api/health/all`. */
export interface ServiceHealth {
  readonly status: "healthy" | "degraded" | "unhealthy" | "not_configured";
  readonly detail?: string;
}

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
  readonly toIncoming: (alert: Alert) => IncomingEvent;
  readonly analyst: AlertAnalyst;
  /** What left for the latest analyses, by their ids. */
  readonly receipts: { readonly find: (analysisId: string) => Receipt | undefined };
  readonly alertLog: AlertLog;
  /** Null or missing where the built-in analyst is the one that is configured. */
  readonly model?: ModelOfService | null;
  /** Checks by service name; `analysis` and the alert log are added, names of the contract that are missing are `not_configured`. */
  readonly healthChecks: Readonly<Record<string, (signal: AbortSignal) => Promise<ServiceHealth>>>;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
  readonly randomId: () => string;
  readonly log: Logger;
}
