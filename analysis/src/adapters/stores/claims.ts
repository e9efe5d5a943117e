import type { AnalysisStore } from "#ports/analysis-store.ts";
import type { StoreDb } from "./store-dialect.ts";

/** Who makes the answer of a class. */
export interface Claims extends Pick<AnalysisStore, "claim" | "extend" | "release" | "claimed" | "changed"> {
  /** Within the transaction of what was kept. */
  readonly end: (db: StoreDb, key: string, owner: string | null) => Promise<void>;
  /** After that transaction, for those who wait in this process. */
  readonly ended: (key: string, owner: string | null) => void;
  /** Within a transaction: the answer of this class is another. */
  readonly tell: (db: StoreDb, key: string) => Promise<void>;
  readonly prune: () => Promise<void>;
  readonly close: () => void;
}
