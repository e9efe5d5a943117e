import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { StateSchema } from "./schema.ts";

export type Step = (db: Kysely<StateSchema>) => Promise<void>;

const words = `tokenize="unicode61 remove_diacritics 0 tokenchars '_'"`;

/** Steps in order; the file remembers in `user_version` how many it has taken. Every one can be taken twice. Never change one that has been released. */
export const sqliteSteps: readonly Step[] = [
  async (db) => {
    await run(
      db,
      `create table if not exists event (
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
      ) strict`,
      "create unique index if not exists event_uuid on event (uuid) where uuid is not null",
      "create index if not exists event_time on event (time_ns, id)",
      "create index if not exists event_rule_time on event (rule, time_ns, id)",
      "create index if not exists event_hostname_time on event (hostname, time_ns, id)",
      // Contentless: the words only, the text itself stands in `body`.
      `create virtual table if not exists event_text using fts5(text, content='', contentless_delete=1, ${words})`,
    );
  },
  async (db) => {
    await run(
      db,
      `create table if not exists analysis (
        seq integer primary key,
        id text not null unique,
        class_key text,
        identity text not null,
        event_ns integer not null,
        created_ms integer not null,
        rule text not null,
        priority integer not null,
        source text not null,
        severity integer not null,
        verdict text not null,
        technique text,
        body text not null,
        tokens text not null
      ) strict`,
      "create index if not exists analysis_class on analysis (class_key)",
      "create table if not exists analysis_filter (word text, seq integer, primary key (word, seq)) strict, without rowid",
      "create table if not exists analysis_words (seq integer primary key, words text not null) strict",
      // Words and pairs of neighbours, cut and lower-cased before; without places: longer phrases are looked for in `analysis_words`.
      `create virtual table if not exists analysis_text using fts5(text, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_:'")`,
      "create table if not exists receipt (analysis_id text primary key, body text not null) strict",
      `create table if not exists risk_class (
        key text primary key,
        parts text not null,
        answer text,
        analysis_id text,
        made_ms integer not null,
        expires_ms integer not null,
        used_ms integer not null,
        gone integer not null,
        seen_count integer not null,
        first_ns integer not null,
        last_ns integer not null,
        hosts text not null,
        containers text not null,
        users text not null
      ) strict`,
      "create index if not exists risk_class_used on risk_class (used_ms) where gone = 0",
      "create index if not exists risk_class_analysis on risk_class (analysis_id) where analysis_id is not null",
      "create table if not exists spending (day text, source text, tokens integer not null, primary key (day, source)) strict, without rowid",
      "create table if not exists reader_cursor (name text primary key, place text not null) strict, without rowid",
      "create table if not exists secret (name text primary key, value text not null) strict, without rowid",
    );
  },
  async (db) => {
    await run(
      db,
      `create table if not exists job (
        id integer primary key autoincrement,
        key text not null unique,
        event_id text not null,
        state text not null,
        tries integer not null,
        attempt integer not null,
        due_ms integer not null,
        reason text
      ) strict`,
      "create index if not exists job_state on job (state, id, due_ms)",
    );
  },
];

async function run(db: Kysely<StateSchema>, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
