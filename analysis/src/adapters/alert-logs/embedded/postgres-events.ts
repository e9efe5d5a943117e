import type { SqlBool } from "kysely";
import { sql } from "kysely";
import { AppError } from "#domain/errors.ts";
import type { PostgresDatabase } from "../../database/postgres-database.ts";
import { fromStored, toStoredKey } from "../../database/stored-text.ts";
import { deleteOldestInPostgres } from "./delete-oldest-in-postgres.ts";
import type { ArrivedRow, EventRow, EventRows, EventsDb } from "./event-rows.ts";
import type { Dialect } from "./select-events.ts";
import { oldestEvent, selectEvents, tallyEvents } from "./select-events.ts";
import { wordQuery, wordVector } from "./words.ts";

const triesMax = 4;
/** Deadlock, and a serialisation fault: the others have gone on, so the next try goes through. */
const againFaults: ReadonlySet<unknown> = new Set(["40P01", "40001"]);

/** Events in PostgreSQL, shared by any number of replicas; words in a `tsvector`. */
export function createPostgresEvents(database: PostgresDatabase): EventRows {
  return {
    async insert(rows) {
      for (let tries = 1; ; tries += 1) {
        try {
          await database.use((db) => insertRows(db, rows));
          return;
        } catch (error) {
          if (tries === triesMax || !againFaults.has(faultOf(error))) throw error;
        }
      }
    },
    select: (query) => database.use((db) => selectEvents(db, query, dialect)),
    tally: (query) => database.use((db) => tallyEvents(db, query, dialect)),
    oldest: (filter) => database.use((db) => oldestEvent(db, filter, dialect)),
    find: (identities) =>
      database.use(async (db) => {
        const asked = new Map(identities.map((identity) => [toStoredKey(identity), identity]));
        const rows = await db
          .selectFrom("event")
          .select(["id", "identity", "body"])
          .where(sql<SqlBool>`identity = any(${[...asked.keys()]}::text[])`)
          .execute();
        return rows.map(({ id, identity, body }) => ({
          id: String(id),
          identity: asked.get(identity) ?? identity,
          body,
        }));
      }),
    after: (place, limit) => database.use((db) => selectArrived(db, place, limit)),
    async probe() {
      await database.use((db) => db.selectFrom("event").select("id").limit(1).execute());
    },
    deleteOldest: (limits) => database.change((db) => deleteOldestInPostgres(db, limits)),
    // PostgreSQL's own vacuum makes the room usable again.
    giveBack: async () => undefined,
  };
}

const dialect: Dialect = { stored: toStoredKey, holdsText };

function faultOf(error: unknown): unknown {
  return error instanceof AppError ? (error.cause as { code?: unknown } | undefined)?.code : undefined;
}

/**
 * One statement. Numbers are given in the order in which the events came; they are written in the order of their identities, so that two replicas that
 * are given the same events do not wait for each other in a ring.
 */
async function insertRows(db: EventsDb, rows: readonly EventRow[]): Promise<void> {
  const storable = (texts: readonly (string | null)[]) =>
    texts.map((text) => (text === null ? null : toStoredKey(text)));
  await sql`
    insert into event (id, identity, uuid, time_ns, received_ms, rule, priority, source, hostname, body, words)
    overriding system value
    select id, identity, uuid, time_ns, received_ms, rule, priority, source, hostname, body, words::tsvector
    from (
      select nextval(pg_get_serial_sequence('event', 'id')) as id, incoming.*
      from unnest(
        ${storable(rows.map(({ identity }) => identity))}::text[],
        ${storable(rows.map(({ uuid }) => uuid))}::text[],
        ${rows.map(({ timeNs }) => String(timeNs))}::bigint[],
        ${rows.map(({ receivedMs }) => receivedMs)}::bigint[],
        ${storable(rows.map(({ rule }) => rule))}::text[],
        ${rows.map(({ priority }) => priority)}::smallint[],
        ${storable(rows.map(({ source }) => source))}::text[],
        ${storable(rows.map(({ hostname }) => hostname))}::text[],
        ${rows.map(({ body }) => body)}::text[],
        ${rows.map(({ text }) => wordVector(text))}::text[]
      ) with ordinality
        as incoming (identity, uuid, time_ns, received_ms, rule, priority, source, hostname, body, words, place)
      order by place
    ) as numbered
    order by identity
    on conflict do nothing`.execute(db);
}

function holdsText(text: string) {
  const words = wordQuery(text);
  if (words !== null) return sql<SqlBool>`words @@ ${words}::tsquery`;
  // The body cannot be read as JSON there (NUL); no text before `output` has bare quotes, so the first such place is the key.
  const escaped = JSON.stringify(text).slice(1, -1);
  return sql<SqlBool>`strpos(substring(body from '"output":"((?:[^"\\\\]|\\\\.)*)"'), ${escaped}) > 0`;
}

/**
 * Numbers of transactions that run at once become visible in any order, so a reader of "all behind this number" would step over one that commits late.
 * Read is what was written by transactions older than any that still runs: nothing can come in before it any more. The place is (transaction, number).
 */
async function selectArrived(db: EventsDb, place: string | null, limit: number): Promise<readonly ArrivedRow[]> {
  const [, transaction = "0", number = "0"] = /^(\d{1,20})\.(\d{1,15})$/.exec(place ?? "") ?? [];
  const { rows } = await sql<{ id: number; identity: string; body: string; written: string }>`
    select id, identity, body, written_by::text as written from event
    where written_by < pg_snapshot_xmin(pg_current_snapshot())
      and (written_by, id) > (${transaction}::text::xid8, ${number}::bigint)
    order by written_by, id
    limit ${limit}`.execute(db);
  return rows.map(({ id, identity, body, written }) => {
    return { id: String(id), identity: fromStored(identity), body, place: `${written}.${id}` };
  });
}
