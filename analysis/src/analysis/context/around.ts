import type { Alert } from "#domain/alert.ts";
import type { Relation } from "#domain/analysis.ts";
import type { Assessment } from "../assessment.ts";

/** What the log store holds around an alert. What could not be looked up is null and named in `missing`. */
export interface Around {
  readonly rule: RuleCounts | null;
  /** In the order of time; what repeats stands there once. */
  readonly related: readonly Related[];
  /** Lines of what belongs to the alert that are not in `related`. */
  readonly leftOut: number;
  /** The same command on other hosts, within a day. */
  readonly elsewhere: { readonly hosts: number; readonly events: number } | null;
  /** Other rules that fired on the host within a day, the most frequent first. */
  readonly otherRules: readonly { readonly rule: string; readonly times: number }[];
  /** Null where the same kind of alert is not known for certain to be an old habit of other hosts. */
  readonly habit: Habit | null;
  /** Parts that could not be looked up, in words. */
  readonly missing: readonly string[];
}

export interface RuleCounts {
  /** Null for an alert that names no host. */
  readonly here: Counts | null;
  readonly everywhere: Counts;
  /** So many hosts within the week. */
  readonly hosts: number;
  /** Before this alert; null: never, as far as is looked back. */
  readonly firstNs: bigint | null;
  /** So long before the alert the oldest event of all was; 0 where there is none. */
  readonly goesBackNs: bigint;
}

export interface Counts {
  readonly hour: number;
  readonly day: number;
  readonly week: number;
}

/** The same risk class fired on other hosts at least seven days ago, and not more often in the last day than before. */
export interface Habit {
  readonly hosts: number;
}

export interface Related {
  readonly alert: Alert;
  /** By itself, without what is around it. */
  readonly assessment: Assessment;
  readonly relation: Relation;
  /** After the alert, negative before it. */
  readonly offsetMs: number;
  /** So many like it, this one included. */
  readonly times: number;
}
