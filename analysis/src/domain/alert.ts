/** What one Falco alert is, whatever shape it came in. Names are Falco's own (`rule`, `output_fields`, ...). */

/** Falco's eight priorities, most urgent first. */
export const priorities = [
  "Emergency",
  "Alert",
  "Critical",
  "Error",
  "Warning",
  "Notice",
  "Informational",
  "Debug",
] as const;

export type Priority = (typeof priorities)[number];

/** A value as JSON carries it; integers beyond 2^53 are `bigint`, so that 19-digit times stay exact. */
export type FieldValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue };

/** Falco field name (`proc.cmdline`) → value. An object without prototype; absent values (`<NA>`, null, "") are left out. */
export type OutputFields = Readonly<Record<string, FieldValue>>;

/** Where `alert.rule` comes from: the event, a Loki label, our catalogue by the message, or nowhere (then `rule` is a short form of the message). */
export type RuleFrom = "event" | "labels" | "message" | "unknown";

/** One Falco event. Made by `alert/parse.ts` only. */
export interface Alert {
  readonly rule: string;
  readonly rule_from: RuleFrom;
  readonly priority: Priority;
  /** `syscall` (default), `k8s_audit`, `internal`, `aws_cloudtrail`, ... */
  readonly source: string;
  readonly hostname: string | null;
  readonly tags: readonly string[];
  /** UTC, RFC 3339 with nine digits: `2026-03-14T01:02:03.123456789Z`. */
  readonly time: string;
  /** `received`: the event names no full time, so it is never merged with another. */
  readonly time_from: "event" | "received";
  /** Added by falcosidekick; Falco itself has none. */
  readonly uuid: string | null;
  /** The line exactly as it came; empty when the event has fields only. */
  readonly output: string;
  /** What the rule says: the line without prefixes, time, priority and fields. */
  readonly message: string;
  readonly output_fields: OutputFields;
  /** True when a text line can be read in more than one way, as when an attacker plants ` user=root` inside a command. */
  readonly ambiguous: boolean;
  /** Names of fields that somebody else than Falco may have written: no calm may rest on them. */
  readonly doubtful: readonly string[];
  /** Every reading of a doubtful field (privacy hides them all). */
  readonly readings: Readonly<Record<string, readonly string[]>>;
  /** Names of fields that were cut on the way (falcosidekick's `[...]`), `output` among them. */
  readonly cut: readonly string[];
}

/** The event as other systems write it: what intake keeps and `GET /api/events` gives back. */
export interface FalcoEvent {
  readonly uuid?: string;
  readonly hostname?: string;
  readonly time: string;
  readonly rule: string;
  readonly priority: Priority;
  readonly source: string;
  readonly tags: readonly string[];
  readonly output: string;
  readonly output_fields: OutputFields;
}
