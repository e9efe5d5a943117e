import type { Alert } from "#domain/alert.ts";
import type { EntitySummary, EntityType, ObfuscationLevel, Pseudonymised } from "#domain/pseudonymised.ts";
import type { OperatorLists } from "./operator-lists.ts";

/**
 * One alert's pseudonymisation, alive as long as its request: one vault, so that the same value has the same token in
 * the line, the fields, the built-in analysis and the context, and nothing is shared with another request.
 */
export interface Veil {
  /** Replaces every sensitive value in any text about this alert. Never throws on text; a fault inside is PSEUDONYMISE_FAILED. */
  readonly hide: (text: string) => Pseudonymised;
  /**
   * `JSON.stringify` of the value with every string in it, keys of objects included, hidden. Integers stay exact. `ours` are texts that
   * the product ships; where the outermost object holds one of them, what its form tells is remembered for other alerts.
   */
  readonly hideJson: (value: unknown, ours?: ReadonlySet<string>) => Pseudonymised;
  /** Where `hide` replaces something, for a text of the alert (under a name, where it has one); for those who may read the alert. */
  readonly places: (text: string, name?: string) => readonly HiddenPlace[];
  /** True when a secret of this alert has been found by now: in what was hidden or looked at. */
  readonly hasSecrets: () => boolean;
  /** False for a text that cannot hold a secret of this alert, nor a piece of one: a quick look, true when in doubt. */
  readonly mayHoldSecret: (text: string) => boolean;
  /** Puts the real values back for a reader on our side: exact tokens of this vault in one pass; others stay. `[REDACTED]` stays. */
  readonly restore: (text: string) => string;
  /** Tokens in a model's text that this veil never gave out: invented ones. */
  readonly unknownTokens: (text: string) => readonly string[];
  /** The leak gate: looks for every original value in the final text; throws LEAK_BLOCKED when one is readable. */
  readonly check: (finalText: string) => void;
  /** Another alert into the same vault: from now on what is known of it is hidden too, wherever it stands. Throws PSEUDONYMISE_FAILED. */
  readonly alsoHide: (other: Alert) => void;
  /** What was hidden so far, in order of first appearance; holds no value. */
  readonly entities: () => readonly EntitySummary[];
  /** Token → value, without secrets: for those who may read the alert. */
  readonly mapping: () => Readonly<Record<string, string>>;
}

/** Where a hidden value stands, and what stands there in the text that goes. */
export interface HiddenPlace {
  readonly start: number;
  readonly end: number;
  readonly token: string;
  readonly type: EntityType;
}

export interface VeilOptions {
  /** False: texts pass as they are (the page says so in red). */
  readonly enabled: boolean;
  readonly level: ObfuscationLevel;
  /** True: `/home/[USER-1]/.ssh`; false: the whole word becomes the token. */
  readonly preserveStructure: boolean;
  /** What the operator wants hidden or left; null or missing for none. */
  readonly lists?: OperatorLists | null;
}
