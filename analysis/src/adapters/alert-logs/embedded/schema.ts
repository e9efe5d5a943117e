import type { Generated, Kysely } from "kysely";
import { sql } from "kysely";

export interface EventTable {
  readonly id: Generated<number>;
  /** Hash of (time, hostname, rule, output): the same event comes in once. */
  readonly identity: string;
  readonly uuid: string | null;
  /** int64; read it through `cast(... as text)`, JavaScript numbers cannot hold it. */
  readonly time_ns: bigint;
  /** ms since the epoch: retention counts from receipt. */
  readonly received_ms: number;
  readonly rule: string;
  /** 0 Emergency … 7 Debug. */
  readonly priority: number;
  readonly source: string;
  readonly hostname: string | null;
  /** The event as exact JSON. */
  readonly body: string;
}

export interface EmbeddedSchema {
  readonly event: EventTable;
}

/** Steps in order; the file remembers in `user_version` how many it has taken. Never change one that has been released. */
export const steps: readonly ((db: Kysely<EmbeddedSchema>) => Promise<void>)[] = [
  async (db) => {
    await sql`create table if not exists event (
      id integer primary key autoincrement,
      identity text not null unique,
      uuid text,
      time_ns integer not null,
      received_ms integer not null,
      rule text not null,
      priority integer not null,
      source text not null,
      hostname text,
      body text not null
    ) strict`.execute(db);
    await sql`create unique index if not exists event_uuid on event (uuid) where uuid is not null`.execute(db);
    await sql`create index if not exists event_time on event (time_ns, id)`.execute(db);
    await sql`create index if not exists event_rule_time on event (rule, time_ns, id)`.execute(db);
    await sql`create index if not exists event_hostname_time on event (hostname, time_ns, id)`.execute(db);
    await sql`create index if not exists event_received on event (received_ms)`.execute(db);
    // Contentless: the words only, the text itself stands in `body`.
    await sql`create virtual table if not exists event_text using fts5(text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 tokenchars '_'")`.execute(
      db,
    );
  },
];
