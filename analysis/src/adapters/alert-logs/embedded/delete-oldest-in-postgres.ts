import { sql } from "kysely";
import type { EventsDb } from "./event-rows.ts";

const sliceRows = 5000;
/** Of the lock that lets one replica at a time delete. */
const lockId = 5_172_025;
const sampleRows = 1000;
/** Row head, and entries in the indexes of key, uuid, times and numbers. */
const fixedBytesPerRow = 200;

/**
 * One slice of the oldest. The files of a table do not shrink when rows go, so what they measure says only that there is nothing to do; how many
 * must go is reckoned from the rows that live and the room that one takes. Within a transaction of its own.
 */
export async function deleteOldestInPostgres(
  db: EventsDb,
  { oldestMs, bytesMax }: { readonly oldestMs: number; readonly bytesMax: number },
): Promise<number> {
  const locked = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${lockId}) as mine`.execute(db);
  if (locked.rows[0]?.mine !== true) return 0;
  const aged = await deleteFirst(db, sliceRows, oldestMs);
  if (aged > 0) return aged;
  const surplus = await surplusRows(db, bytesMax);
  return surplus === 0 ? 0 : await deleteFirst(db, Math.min(surplus, sliceRows), null);
}

/** Numbers grow about as events are received: no index of its own is needed, which every event would pay for. */
async function deleteFirst(db: EventsDb, limit: number, beforeMs: number | null): Promise<number> {
  const first = db.selectFrom("event").select(["id", "received_ms"]).orderBy("id").limit(limit).as("first");
  const victims = db
    .selectFrom(first)
    .select("first.id")
    .$if(beforeMs !== null, (query) => query.where("first.received_ms", "<", beforeMs ?? 0));
  const { numDeletedRows } = await db.deleteFrom("event").where("id", "in", victims).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

async function surplusRows(db: EventsDb, bytesMax: number): Promise<number> {
  const { rows: sizes } = await sql<{ bytes: number }>`
    select pg_total_relation_size('event')::float8 as bytes`.execute(db);
  if ((sizes[0]?.bytes ?? 0) <= bytesMax) return 0;
  // The words count twice: once more in their index. So do the texts of key, rule and host.
  const { rows } = await sql<{ live: number; row_bytes: number | null }>`
    select (select count(*) from event)::float8 as live, (
      select avg(pg_column_size(body) + 2 * (pg_column_size(words) + pg_column_size(identity)
        + pg_column_size(rule) + coalesce(pg_column_size(hostname), 0)))::float8
      from (select * from event order by id desc limit ${sampleRows}) as newest
    ) as row_bytes`.execute(db);
  const { live = 0, row_bytes: rowBytes = null } = rows[0] ?? {};
  if (rowBytes === null) return 0;
  return Math.max(0, live - Math.floor(bytesMax / (rowBytes + fixedBytesPerRow)));
}
