import type { StateDatabase } from "../database/state-database.ts";
import { countClasses, forgetOldest } from "./forget-classes.ts";
import type { StoreDialect } from "./store-dialect.ts";

/** Keeps the classes within their number. They are counted once, then reckoned; what other replicas add shows when the limit is near. */
export interface ClassLimit {
  readonly changedBy: (count: number) => void;
  /** Forgets the oldest over the limit, and about 1 % more so that it is not done for every new one. */
  readonly enforce: () => Promise<void>;
  /** The same after counting again. */
  readonly recount: () => Promise<void>;
}

const shareMore = 0.01;

export function createClassLimit(database: StateDatabase, dialect: StoreDialect, classesMax: number): ClassLimit {
  let known: number | null = null;
  let running: Promise<void> | null = null;

  const evict = async () => {
    known = await database.use(countClasses);
    if (known <= classesMax) return;
    const gone = await forgetOldest(database, dialect, known - classesMax + Math.floor(classesMax * shareMore));
    known -= gone;
  };
  const recount = () => {
    running ??= evict().finally(() => {
      running = null;
    });
    return running;
  };
  return {
    changedBy(count) {
      if (known !== null) known += count;
    },
    async enforce() {
      if (known === null || known > classesMax) await recount();
    },
    recount,
  };
}
