/** Steps in order, each a list of statements; `sib_schema` remembers how many were taken. Never change one that has been released. */
export const postgresSteps: readonly (readonly string[])[] = [
  [
    `create table event (
      id bigint generated always as identity primary key,
      identity text not null unique,
      uuid text,
      time_ns bigint not null,
      received_ms bigint not null,
      rule text not null,
      priority smallint not null,
      source text not null,
      hostname text,
      body text not null,
      words tsvector not null,
      written_by xid8 not null default pg_current_xact_id()
    )`,
    "create unique index event_uuid on event (uuid) where uuid is not null",
    "create index event_time on event (time_ns, id)",
    "create index event_rule_time on event (rule, time_ns, id)",
    "create index event_hostname_time on event (hostname, time_ns, id)",
    "create index event_words on event using gin (words)",
    "create index event_written on event (written_by, id)",
  ],
  [
    `create table analysis (
      seq bigint primary key,
      id text not null unique,
      class_key text,
      identity text not null,
      event_ns bigint not null,
      created_ms bigint not null,
      rule text not null,
      priority smallint not null,
      source text not null,
      severity smallint not null,
      verdict text not null,
      technique text,
      body text not null,
      tokens text not null
    )`,
    "create index analysis_class on analysis (class_key)",
    'create table analysis_filter (word text collate "C", seq bigint, primary key (word, seq))',
    "create table analysis_words (seq bigint primary key, words text not null)",
    // Words and pairs of neighbours, cut and lower-cased before; without places: longer phrases are looked for in `words`.
    // And the stretches of time that the row is in, from 17 minutes to 50 days, as `.shift.number`: so a search can be held to a time within the index.
    `create function sib_terms(seq bigint, words text) returns tsvector language sql immutable parallel safe as $$
      select array_to_tsvector(
        cut
        || array(select ':' || one || ':' || other from unnest(cut, cut[2:]) as pair (one, other) where other is not null)
        || array(select '.' || shift || '.' || (seq >> shift) from unnest(array[31, 33, 35, 37, 39, 41, 43]) as level (shift))
      ) from (select string_to_array(btrim(words), ' ') as cut) as given
    $$`,
    "create index analysis_words_found on analysis_words using gin (sib_terms(seq, words)) with (fastupdate = off)",
    "create table receipt (analysis_id text primary key, body text not null)",
    `create table risk_class (
      key text primary key,
      parts text not null,
      answer text,
      analysis_id text,
      made_ms bigint not null,
      expires_ms bigint not null,
      used_ms bigint not null,
      gone smallint not null,
      seen_count bigint not null,
      first_ns bigint not null,
      last_ns bigint not null,
      hosts text not null,
      containers text not null,
      users text not null
    )`,
    "create index risk_class_used on risk_class (used_ms) where gone = 0",
    "create index risk_class_analysis on risk_class (analysis_id) where analysis_id is not null",
    "create table claim (key text primary key, owner text not null, lease_until timestamptz not null, progress text)",
    "create table spending (day text, source text, tokens bigint not null, primary key (day, source))",
    "create table reader_cursor (name text primary key, place text not null)",
    "create table secret (name text primary key, value text not null)",
  ],
];
