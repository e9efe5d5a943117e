import type { FalcoEvent } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import { createGroupCommit } from "#lib/group-commit.ts";
import type { AlertLog, EventPage, EventQuery, StoredEvent } from "#ports/alert-log.ts";
import type { PostgresDatabase } from "../../database/postgres-database.ts";
import type { SqliteDatabase } from "../../database/sqlite-database.ts";
import { encodeCursor } from "./cursor.ts";
import { toEventRow } from "./event-row.ts";
import type { EventRows } from "./event-rows.ts";
import { createPostgresEvents } from "./postgres-events.ts";
import { createSqliteEvents } from "./sqlite-events.ts";

export interface EmbeddedOptions {
  /** The log takes part in holding it, and lets go when it is closed. */
  readonly database: SqliteDatabase | PostgresDatabase;
  readonly now: () => Date;
  readonly retentionDays: number;
  readonly retentionBytes: number;
  /** JSON with exact integers, both ways: the parser's and the writer's belong to `alert/`. */
  readonly parseJson: (text: string) => unknown;
  readonly stringify: (value: unknown) => string;
}

const dayMs = 86_400_000;

/** Events in our own database: found by time, rule, host, priority, source and words; acknowledged only when they are on disk. */
export function createEmbeddedAlertLog(options: EmbeddedOptions): AlertLog {
  const { database, parseJson, now, stringify } = options;
  database.hold();
  const rows = database.kind === "postgres" ? createPostgresEvents(database) : createSqliteEvents(database);
  const toEvent = (body: string) => parseJson(body) as FalcoEvent;
  let lastFault: string | null = null;
  const commit = createGroupCommit(rows.insert);

  return {
    name: "embedded",

    async append(events) {
      if (events.length === 0) return;
      try {
        const receivedMs = now().getTime();
        await commit(events.map((incoming) => toEventRow(incoming, receivedMs, stringify)));
        lastFault = null;
      } catch (error) {
        lastFault = error instanceof AppError ? error.message : "unknown fault";
        throw error;
      }
    },

    query: (query) => readPage(rows, query, toEvent),
    tally: rows.tally,
    oldest: rows.oldest,

    async find(events) {
      const found = await rows.find([...new Set(events.map(({ identity }) => identity))]);
      return new Map(
        found.map(({ id, identity, body }): [string, StoredEvent] => [identity, { id, event: toEvent(body) }]),
      );
    },

    async after(place, limit) {
      const arrived = await rows.after(place, limit);
      return arrived.map(({ body, ...known }) => ({ ...known, event: toEvent(body) }));
    },

    async health() {
      try {
        await rows.probe();
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

    async prune() {
      const limits = { oldestMs: now().getTime() - options.retentionDays * dayMs, bytesMax: options.retentionBytes };
      let gone = 0;
      // In slices, so that nobody waits long.
      for (;;) {
        const deleted = await rows.deleteOldest(limits);
        if (deleted === 0) break;
        gone += deleted;
      }
      if (gone > 0) await rows.giveBack();
      return gone;
    },

    close: database.close,
  };
}

async function readPage(rows: EventRows, query: EventQuery, toEvent: (body: string) => FalcoEvent): Promise<EventPage> {
  const found = await rows.select(query);
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    events: page.map(({ id, body }) => ({ id: String(id), event: toEvent(body) })),
    nextCursor: found.length > query.limit && last ? encodeCursor(last) : null,
  };
}
