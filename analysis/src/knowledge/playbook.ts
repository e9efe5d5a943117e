import type { Facts } from "#alert/facts.ts";
import type { Effect, Horizon } from "#domain/analysis.ts";

/** What to do about one family of techniques, in three horizons; read-only steps first, destructive ones last. */
export interface Playbook {
  readonly id: string;
  /** Technique ids it is for; a parent id stands for its sub-techniques unless one of them has its own playbook. */
  readonly techniques: readonly string[];
  readonly steps: readonly PlaybookStep[];
  /** What to look at to confirm or clear it. */
  readonly investigate: readonly string[];
}

export interface PlaybookStep {
  readonly horizon: Horizon;
  readonly effect: Effect;
  /** The sentence, with the alert's names in it where it has them; null when the step does not apply to this alert. */
  readonly text: (facts: Facts) => string | null;
  /** The command, every value through `quoteForShell`; null when the alert lacks what it needs. */
  readonly command?: (facts: Facts) => string | null;
}
