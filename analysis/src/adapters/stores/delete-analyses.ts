import { sql } from "kysely";
import { toStoredKey } from "../database/stored-text.ts";
import { wordsOfAnalysis } from "./filter-words.ts";
import { dropUnused, forgetClasses } from "./forget-classes.ts";
import { firstSeq } from "./history-place.ts";
import type { StoreDb, StoreDialect } from "./store-dialect.ts";

/** Analyses with everything that is kept for each: words, filters, receipt, and counts that nobody needs any more. Within a transaction of the caller. */

/** Some 100 ms in SQLite, for which others wait. */
const sliceRows = 250;

/** With the class that it answers; the key of the class where it had one. Null when there is no such analysis. */
export async function deleteById(
  db: StoreDb,
  dialect: StoreDialect,
  id: string,
): Promise<{ readonly classKey: string | null; readonly classesGone: number } | null> {
  const storedId = toStoredKey(id);
  const answered = await db.selectFrom("risk_class").select("key").where("analysis_id", "=", storedId).execute();
  const classesGone = await forgetClasses(
    db,
    dialect,
    answered.map(({ key }) => key),
  );
  const rows = await selectDoomed(db).where("id", "=", storedId).execute();
  const [row] = rows;
  if (row === undefined) return null;
  await deleteRows(db, dialect, rows);
  return { classKey: row.class_key, classesGone };
}

/** A slice of those that were made before a time; returns how many went, none when all are gone. */
export async function deleteOlder(db: StoreDb, dialect: StoreDialect, beforeMs: number): Promise<number> {
  const rows = await selectDoomed(db)
    .where("seq", "<", firstSeq(beforeMs))
    .orderBy("seq")
    .limit(sliceRows)
    .$if(dialect.locksRows, (select) => select.forUpdate().skipLocked())
    .execute();
  await deleteRows(db, dialect, rows);
  return rows.length;
}

function selectDoomed(db: StoreDb) {
  return db.selectFrom("analysis").select(["seq", "id", "class_key", "severity", "rule", "technique"]);
}

type Doomed = Awaited<ReturnType<ReturnType<typeof selectDoomed>["execute"]>>[number];

async function deleteRows(db: StoreDb, dialect: StoreDialect, rows: readonly Doomed[]): Promise<void> {
  if (rows.length === 0) return;
  const seqs = rows.map(({ seq }) => seq);
  for (const [word, places] of placesByWord(rows))
    await db.deleteFrom("analysis_filter").where("word", "=", word).where("seq", "in", places).execute();
  await dialect.deleteWords(db, seqs);
  const ids = rows.map(({ id }) => id);
  await db.deleteFrom("receipt").where("analysis_id", "in", ids).execute();
  await db.deleteFrom("analysis").where("seq", "in", seqs).execute();
  await dropUnused(db, [...new Set(rows.flatMap(({ class_key: key }) => key ?? []))].sort());
}

function placesByWord(rows: readonly Doomed[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const row of rows)
    for (const word of wordsOfAnalysis(row)) {
      const known = places.get(word);
      if (known === undefined) places.set(word, [row.seq]);
      else known.push(row.seq);
    }
  return places;
}

/** Days before the two newest: what may be spent counts by the day. */
export async function deleteOldSpending(db: StoreDb): Promise<void> {
  await sql`delete from spending where day not in (
    select day from (select distinct day from spending order by day desc limit 2) as newest
  )`.execute(db);
}
