import type { SqlBool } from "kysely";
import { sql } from "kysely";
import type { SqliteDatabase } from "../../database/sqlite-database.ts";
import type { EventRow, EventRows, EventsDb } from "./event-rows.ts";
import type { Dialect } from "./select-events.ts";
import { oldestEvent, selectEvents, tallyEvents } from "./select-events.ts";
import { textQuery } from "./text-query.ts";

const insertEvent = `insert into event (identity, uuid, time_ns, received_ms, rule, priority, source, hostname, body)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`;
const insertText = "insert into event_text (rowid, text) values (?, ?)";
const sliceRows = 5000;

/** Events in SQLite; words in an FTS5 table. */
export function createSqliteEvents(database: SqliteDatabase): EventRows {
  return {
    insert: (rows) => database.insertPairs({ parent: insertEvent, child: insertText, rows: rows.map(toPair) }),
    select: (query) => database.use((db) => selectEvents(db, query, dialect)),
    tally: (query) => database.use((db) => tallyEvents(db, query, dialect)),
    oldest: (filter) => database.use((db) => oldestEvent(db, filter, dialect)),
    find: (identities) =>
      database.use(async (db) => {
        const rows = await db
          .selectFrom("event")
          .select(["id", "identity", "body"])
          .where(sql<SqlBool>`identity in (select value from json_each(${JSON.stringify(identities)}))`)
          .execute();
        return rows.map((row) => ({ ...row, id: String(row.id) }));
      }),
    // One connection writes, so the number of an event grows with every one that can be read.
    after: (place, limit) =>
      database.use(async (db) => {
        const rows = await db
          .selectFrom("event")
          .select(["id", "identity", "body"])
          .where("id", ">", Number(place ?? 0))
          .orderBy("id")
          .limit(limit)
          .execute();
        return rows.map((row) => ({ ...row, id: String(row.id), place: String(row.id) }));
      }),
    async probe() {
      await database.use((db) => db.selectFrom("event").select("id").limit(1).execute());
    },
    deleteOldest: (limits) => database.use((db) => deleteOldest(db, limits)),
    async giveBack() {
      await database.use((db) => sql`pragma incremental_vacuum`.execute(db));
    },
  };
}

function toPair(row: EventRow) {
  const { identity, uuid, timeNs, receivedMs, rule, priority, source, hostname, body, text } = row;
  return { parent: [identity, uuid, timeNs, receivedMs, rule, priority, source, hostname, body], child: [text] };
}

const dialect: Dialect = { stored: (text) => text, holdsText };

function holdsText(text: string) {
  const words = textQuery(text);
  return words === null
    ? sql<SqlBool>`instr(body ->> '$.output', ${text}) > 0`
    : sql<SqlBool>`id in (select rowid from event_text where event_text match ${words})`;
}

async function deleteOldest(
  db: EventsDb,
  { oldestMs, bytesMax }: { readonly oldestMs: number; readonly bytesMax: number },
): Promise<number> {
  const surplus = await surplusRows(db, bytesMax);
  // Numbers grow as events are received: no index of its own is needed, which every event would pay for.
  const oldest = await db
    .selectFrom("event")
    .select(["id", "received_ms"])
    .orderBy("id")
    .limit(surplus === 0 ? sliceRows : Math.min(surplus, sliceRows))
    .execute();
  const victims = surplus === 0 ? oldest.filter(({ received_ms }) => received_ms < oldestMs) : oldest;
  if (victims.length === 0) return 0;
  const ids = JSON.stringify(victims.map(({ id }) => id));
  await sql`delete from event_text where rowid in (select value from json_each(${ids}))`.execute(db);
  await sql`delete from event where id in (select value from json_each(${ids}))`.execute(db);
  return victims.length;
}

/** About how many rows must go until the file is within its size; 0 when it is. */
async function surplusRows(db: EventsDb, bytesMax: number): Promise<number> {
  const bytes = await usedBytes(db);
  if (bytes <= bytesMax) return 0;
  const { rows } = await db
    .selectFrom("event")
    .select((eb) => eb.fn.countAll<number>().as("rows"))
    .executeTakeFirstOrThrow();
  return rows === 0 ? 0 : Math.max(1, Math.ceil(rows * (1 - bytesMax / bytes)));
}

async function usedBytes(db: EventsDb): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select (p.page_count - f.freelist_count) * s.page_size as bytes
    from pragma_page_count p, pragma_freelist_count f, pragma_page_size s`.execute(db);
  return rows[0]?.bytes ?? 0;
}
