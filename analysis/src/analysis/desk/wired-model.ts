import type { ModelDesk } from "./model-desk.ts";
import type { ModelHealth } from "./model-health.ts";

/** The configured model with all that stands around it. */
export interface WiredModel {
  readonly desk: ModelDesk;
  readonly health: ModelHealth;
  /** One tiny real question; resolves when the state is known. */
  readonly probe: () => Promise<void>;
  /** Looks whether the provider lists the model; null when all is well, else what to do. Sends nothing but the key. */
  readonly lookForModel: () => Promise<string | null>;
  readonly gauges: () => ModelGauges;
}

export interface ModelGauges {
  readonly waiting: number;
  readonly running: number;
  readonly isOpen: boolean;
  readonly budgetLimit: number | null;
  readonly budgetUsed: number;
}
