import type { StateDatabase } from "../database/state-database.ts";
import type { StoreDb, StoreDialect } from "./store-dialect.ts";

/** A class that is forgotten stays as a row of counts as long as an analysis has its key: what is new begins to count from nothing, and nothing has to be copied. */

const sliceRows = 2000;

/** All classes, in slices; returns how many went. */
export async function forgetAll(database: StateDatabase, dialect: StoreDialect): Promise<number> {
  let gone = 0;
  for (;;) {
    const forgotten = await forgetOldest(database, dialect, sliceRows);
    gone += forgotten;
    if (forgotten < sliceRows) return gone;
  }
}

/** Those that were used longest ago. */
export async function forgetOldest(database: StateDatabase, dialect: StoreDialect, count: number): Promise<number> {
  let gone = 0;
  for (let left = count; left > 0; left -= sliceRows) {
    const slice = Math.min(left, sliceRows);
    const forgotten = await database.change(async (db) => {
      const rows = await db
        .selectFrom("risk_class")
        .select("key")
        .where("gone", "=", 0)
        .orderBy("used_ms")
        .limit(slice)
        .execute();
      return await forgetClasses(
        db,
        dialect,
        rows.map(({ key }) => key),
      );
    });
    gone += forgotten;
    if (forgotten < slice) break;
  }
  return gone;
}

/** Returns how many of these stored keys were classes. */
export async function forgetClasses(
  db: StoreDb,
  { locksRows }: StoreDialect,
  keys: readonly string[],
): Promise<number> {
  if (keys.length === 0) return 0;
  const select = db.selectFrom("risk_class").select("key").where("key", "in", keys).where("gone", "=", 0);
  const rows = await (locksRows ? select.orderBy("key").forUpdate() : select).execute();
  const forgotten = rows.map(({ key }) => key);
  if (forgotten.length === 0) return 0;
  await db
    .updateTable("risk_class")
    .set({ gone: 1, parts: "[]", answer: null, analysis_id: null, made_ms: 0, expires_ms: 0 })
    .where("key", "in", forgotten)
    .execute();
  await dropUnused(db, forgotten);
  return forgotten.length;
}

/** Counts that no analysis needs any more. */
export async function dropUnused(db: StoreDb, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db
    .deleteFrom("risk_class")
    .where("key", "in", keys)
    .where("gone", "=", 1)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("analysis").select("id").whereRef("analysis.class_key", "=", "risk_class.key"))),
    )
    .execute();
}

export async function countClasses(db: StoreDb): Promise<number> {
  const { count } = await db
    .selectFrom("risk_class")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("gone", "=", 0)
    .executeTakeFirstOrThrow();
  return Number(count);
}
