import { stat } from "node:fs/promises";
import type { SqlBool } from "kysely";
import { Kysely, sql } from "kysely";
import type { FalcoEvent } from "#domain/alert.ts";
import { priorities } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import type { AlertLog, EventPage, EventQuery, IncomingEvent } from "#ports/alert-log.ts";
import { createSqliteClient, isSqliteFault } from "../../database/sqlite-client.ts";
import { createSqliteDialect } from "../../database/sqlite-dialect.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { createGroupCommit } from "./group-commit.ts";
import { migrate } from "./migrate.ts";
import type { EmbeddedSchema } from "./schema.ts";
import { textQuery } from "./text-query.ts";

export interface EmbeddedOptions {
  /** A file or `:memory:`. */
  readonly path: string;
  readonly now: () => Date;
  readonly retentionDays: number;
  readonly retentionBytes: number;
  readonly busyTimeoutMs?: number;
  /** JSON with exact integers, both ways: the parser's and the writer's belong to `alert/`. */
  readonly parseJson: (text: string) => unknown;
  readonly stringify: (value: unknown) => string;
}

const insertEvent = `insert into event (identity, uuid, time_ns, received_ms, rule, priority, source, hostname, body)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id`;
const insertText = "insert into event_text (rowid, text) values (?, ?)";
const sliceRows = 5000;

/** Events in SQLite: found by time, rule, host, priority, source and words; acknowledged only when they are on disk. */
export function createEmbeddedAlertLog(options: EmbeddedOptions): AlertLog {
  const client = createSqliteClient(options.path, options.busyTimeoutMs ?? 2000);
  const db = new Kysely<EmbeddedSchema>({ dialect: createSqliteDialect(client) });
  let ready: Promise<void> | null = null;
  let lastFault: string | null = null;

  /** Opens the file on first use; a failed try is tried again with the next call. */
  const open = () => {
    ready ??= migrate(db).catch((error: unknown) => {
      ready = null;
      throw error;
    });
    return ready;
  };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      await open();
      return await work();
    } catch (error) {
      throw toAppError(error);
    }
  };
  const commit = createGroupCommit<IncomingEvent>(async (events) => {
    const receivedMs = options.now().getTime();
    const rows = events.map((incoming) => toRows(incoming, receivedMs, options.stringify));
    await client.request({ kind: "insert-pairs", parent: insertEvent, child: insertText, rows });
  });

  return {
    name: "embedded",

    async append(events) {
      if (events.length === 0) return;
      try {
        await guarded(() => commit(events));
        lastFault = null;
      } catch (error) {
        lastFault = error instanceof AppError ? error.message : "unknown fault";
        throw error;
      }
    },

    query: (query) => guarded(() => findEvents(db, query, options.parseJson)),

    async health() {
      try {
        await guarded(() => db.selectFrom("event").select("id").limit(1).execute());
      } catch (error) {
        return {
          status: "unhealthy",
          detail: error instanceof AppError ? `${error.message} ${error.hint}` : "unknown fault",
        };
      }
      return lastFault === null
        ? { status: "healthy" }
        : { status: "unhealthy", detail: `The last events were refused: ${lastFault}` };
    },

    prune: () => guarded(() => prune(db, options)),

    async close() {
      await db.destroy();
    },
  };
}

function toRows({ event, timeNs, identity }: IncomingEvent, receivedMs: number, stringify: (value: unknown) => string) {
  const { uuid = null, hostname = null, rule, priority, source } = event;
  const body = stringify(event);
  return {
    parent: [identity, uuid, timeNs, receivedMs, rule, priorities.indexOf(priority), source, hostname, body],
    child: [searchText(event)],
  };
}

/** Rule, line and those field values that the line does not have. */
function searchText({ rule, output, output_fields, hostname }: FalcoEvent): string {
  const parts = [rule, output, hostname ?? ""];
  for (const value of Object.values(output_fields)) {
    const text =
      typeof value === "string"
        ? value
        : typeof value === "object"
          ? JSON.stringify(value, bigintAsText)
          : String(value);
    if (text && !output.includes(text)) parts.push(text);
  }
  return parts.join("\n").replaceAll("\u0000", " ");
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

async function findEvents(
  db: Kysely<EmbeddedSchema>,
  query: EventQuery,
  parseJson: (text: string) => unknown,
): Promise<EventPage> {
  let select = db
    .selectFrom("event")
    .select(["id", "body", sql<string>`cast(time_ns as text)`.as("ns")])
    .orderBy("time_ns", "desc")
    .orderBy("id", "desc")
    .limit(query.limit + 1);
  if (query.sinceNs !== undefined) select = select.where("time_ns", ">=", query.sinceNs);
  if (query.untilNs !== undefined) select = select.where("time_ns", "<", query.untilNs);
  if (query.rule !== undefined) select = select.where("rule", "=", query.rule);
  if (query.hostname !== undefined) select = select.where("hostname", "=", query.hostname);
  if (query.source !== undefined) select = select.where("source", "=", query.source);
  if (query.priorities && query.priorities.length > 0) {
    select = select.where(
      "priority",
      "in",
      query.priorities.map((priority) => priorities.indexOf(priority)),
    );
  }
  if (query.text !== undefined && query.text.trim() !== "") {
    const words = textQuery(query.text);
    select = select.where(
      words === null
        ? sql<SqlBool>`instr(body ->> '$.output', ${query.text.trim()}) > 0`
        : sql<SqlBool>`id in (select rowid from event_text where event_text match ${words})`,
    );
  }
  if (query.cursor !== undefined) {
    const { timeNs, id } = decodeCursor(query.cursor);
    select = select.where(sql<SqlBool>`(time_ns, id) < (${timeNs}, ${id})`);
  }
  const rows = await select.execute();
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    events: page.map(({ id, body }) => ({ id: String(id), event: parseJson(body) as FalcoEvent })),
    nextCursor: rows.length > query.limit && last ? encodeCursor({ timeNs: BigInt(last.ns), id: last.id }) : null,
  };
}

/** First what is too old, then the oldest until the file is small enough; in slices, so that nobody waits long. */
async function prune(db: Kysely<EmbeddedSchema>, options: EmbeddedOptions): Promise<number> {
  const oldestMs = options.now().getTime() - options.retentionDays * 86_400_000;
  let gone = 0;
  for (;;) {
    const surplus = await surplusRows(db, options.retentionBytes);
    const victims = await db
      .selectFrom("event")
      .select("id")
      .$if(surplus === 0, (query) => query.where("received_ms", "<", oldestMs))
      .orderBy("received_ms")
      .orderBy("id")
      .limit(surplus === 0 ? sliceRows : Math.min(surplus, sliceRows))
      .execute();
    if (victims.length === 0) break;
    const ids = JSON.stringify(victims.map(({ id }) => id));
    await sql`delete from event_text where rowid in (select value from json_each(${ids}))`.execute(db);
    await sql`delete from event where id in (select value from json_each(${ids}))`.execute(db);
    gone += victims.length;
  }
  if (gone > 0) await sql`pragma incremental_vacuum`.execute(db);
  return gone;
}

/** About how many rows must go until the file is within its size; 0 when it is. */
async function surplusRows(db: Kysely<EmbeddedSchema>, bytesMax: number): Promise<number> {
  const bytes = await usedBytes(db);
  if (bytes <= bytesMax) return 0;
  const { rows } = await db
    .selectFrom("event")
    .select((eb) => eb.fn.countAll<number>().as("rows"))
    .executeTakeFirstOrThrow();
  return rows === 0 ? 0 : Math.max(1, Math.ceil(rows * (1 - bytesMax / bytes)));
}

async function usedBytes(db: Kysely<EmbeddedSchema>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select (p.page_count - f.freelist_count) * s.page_size as bytes
    from pragma_page_count p, pragma_freelist_count f, pragma_page_size s`.execute(db);
  return rows[0]?.bytes ?? 0;
}

const faultSentences: Readonly<Record<number, string>> = {
  5: "The database is locked by another process.",
  6: "The database is locked by another process.",
  8: "The database is read-only.",
  10: "The disk reports an error.",
  11: "The database file is damaged.",
  13: "The disk is full.",
  14: "The database file cannot be opened.",
  26: "The file is not a SQLite database.",
};

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const known = isSqliteFault(error)
    ? (faultSentences[error.code] ?? `SQLite reports fault ${error.code}.`)
    : "The database failed.";
  return new AppError("STORE_UNAVAILABLE", { cause: error, detail: known });
}

/** Size of the database on disk, its log included; 0 in memory. */
export async function diskBytes(path: string): Promise<number> {
  const sizes = await Promise.all(
    [path, `${path}-wal`].map((file) =>
      stat(file).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
