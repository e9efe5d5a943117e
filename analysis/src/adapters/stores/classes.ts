import type { RiskClass } from "#domain/risk-class.ts";
import type { CursorStep, Sighting } from "#ports/analysis-store.ts";
import type { ClassTable } from "../database/schema.ts";
import { toStored, toStoredKey } from "../database/stored-text.ts";
import { addSighting, blankClass, classColumns, readClass } from "./class-rows.ts";
import type { StoreDb } from "./store-dialect.ts";

/** Classes of alerts: read, changed and forgotten within a transaction of the caller. Rows are locked in the order of their keys, so that replicas never wait in a ring. */

export interface LockedClass {
  readonly row: ClassTable;
  readonly isNew: boolean;
}

const rowsMax = 400;

/** The classes as they stand, by their stored keys, nobody else's until the transaction ends; those that are not there come in. */
export async function lockClasses(
  db: StoreDb,
  wanted: readonly { readonly key: string; readonly parts: RiskClass }[],
  nowMs: number,
): Promise<ReadonlyMap<string, LockedClass>> {
  const blanks = new Map(wanted.map(({ key, parts }) => [toStoredKey(key), blankClass(key, parts, nowMs)]));
  const sorted = [...blanks.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  const locked = new Map<string, LockedClass>();
  for (let at = 0; at < sorted.length; at += rowsMax) {
    const rows = await db
      .insertInto("risk_class")
      .values(sorted.slice(at, at + rowsMax))
      .onConflict((on) => on.column("key").doUpdateSet((set) => ({ used_ms: set.ref("excluded.used_ms") })))
      .returning(classColumns)
      .execute();
    for (const row of rows) {
      const read = readClass(row);
      const blank = blanks.get(row.key);
      if (blank === undefined) continue;
      locked.set(row.key, { row: read ?? blank, isNew: isNew(row) });
    }
  }
  return locked;
}

/** One that has an analysis and no count yet is there already. */
function isNew({
  gone,
  seen_count: count,
  analysis_id: id,
}: Pick<ClassTable, "gone" | "seen_count" | "analysis_id">): boolean {
  return gone === 1 || (count === 0 && id === null);
}

/** Of rows that are locked. */
export async function writeClasses(db: StoreDb, rows: readonly ClassTable[]): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsMax)
    await db
      .insertInto("risk_class")
      .values(rows.slice(at, at + rowsMax))
      .onConflict((on) =>
        on.column("key").doUpdateSet((set) => ({
          parts: set.ref("excluded.parts"),
          answer: set.ref("excluded.answer"),
          analysis_id: set.ref("excluded.analysis_id"),
          made_ms: set.ref("excluded.made_ms"),
          expires_ms: set.ref("excluded.expires_ms"),
          gone: set.ref("excluded.gone"),
          seen_count: set.ref("excluded.seen_count"),
          first_ns: set.ref("excluded.first_ns"),
          last_ns: set.ref("excluded.last_ns"),
          hosts: set.ref("excluded.hosts"),
          containers: set.ref("excluded.containers"),
          users: set.ref("excluded.users"),
        })),
      )
      .execute();
}

/** Adds up; returns how many classes are new. */
export async function addSightings(db: StoreDb, sightings: readonly Sighting[], nowMs: number): Promise<number> {
  const locked = await lockClasses(db, sightings, nowMs);
  const changed = new Map([...locked].map(([key, { row }]) => [key, row]));
  for (const sighting of sightings) {
    const key = toStoredKey(sighting.key);
    const row = changed.get(key);
    if (row !== undefined) changed.set(key, addSighting(row, sighting));
  }
  await writeClasses(db, [...changed.values()]);
  return [...locked.values()].filter(({ isNew }) => isNew).length;
}

/** False, and nothing changed, where the reader does not stand at `from`. */
export async function stepCursor(db: StoreDb, { name, from, to }: CursorStep): Promise<boolean> {
  const place = toStored(to);
  const key = toStoredKey(name);
  if (from === null) {
    const insert = db.insertInto("reader_cursor").values({ name: key, place });
    const { numInsertedOrUpdatedRows } = await insert.onConflict((on) => on.doNothing()).executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }
  const { numUpdatedRows } = await db
    .updateTable("reader_cursor")
    .set({ place })
    .where("name", "=", key)
    .where("place", "=", toStored(from))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
