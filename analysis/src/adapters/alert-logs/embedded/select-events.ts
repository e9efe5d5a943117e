import type { RawBuilder, SelectQueryBuilder, SqlBool } from "kysely";
import { sql } from "kysely";
import { priorities } from "#domain/alert.ts";
import type { EventFilter, EventQuery, Tally, TallyQuery } from "#ports/alert-log.ts";
import { ownSource } from "#ports/note-log.ts";
import type { StateSchema } from "../../database/schema.ts";
import { addCount, ranked } from "../tallies.ts";
import { decodeCursor } from "./cursor.ts";
import type { EventsDb, SelectedRow } from "./event-rows.ts";

/** How a database looks for text, and in which form it keeps the words that are filtered by. */
export interface Dialect {
  readonly stored: (text: string) => string;
  readonly holdsText: (text: string) => RawBuilder<SqlBool>;
}

/** Newest first, one more than the limit where there are more. Throws CURSOR_INVALID. */
export async function selectEvents(db: EventsDb, query: EventQuery, dialect: Dialect): Promise<readonly SelectedRow[]> {
  const { cursor } = query;
  let select = filtered(db.selectFrom("event"), query, dialect)
    .select(["id", "body", sql<string>`cast(time_ns as text)`.as("ns")])
    .orderBy("time_ns", "desc")
    .orderBy("id", "desc")
    .limit(query.limit + 1);
  if (cursor !== undefined) {
    const { timeNs, id } = decodeCursor(cursor);
    select = select.where(sql<SqlBool>`(time_ns, id) < (${timeNs}, ${id})`);
  }
  const rows = await select.execute();
  return rows.map(({ id, body, ns }) => ({ id, body, timeNs: BigInt(ns) }));
}

/** One question for each stretch of time, each held to it by an index. */
export async function tallyEvents(
  db: EventsDb,
  { filter, by, stretches }: TallyQuery,
  dialect: Dialect,
): Promise<readonly Tally[]> {
  const counts = new Map<string, number[]>();
  for (const [index, stretch] of stretches.entries()) {
    const rows = await filtered(db.selectFrom("event"), { ...filter, ...stretch }, dialect)
      .select([by, (eb) => eb.fn.countAll<number | string>().as("count")])
      .groupBy(by)
      .execute();
    for (const row of rows)
      addCount(counts, stretches.length, { name: row[by] ?? "", index, count: Number(row.count) });
  }
  return ranked(counts);
}

export async function oldestEvent(db: EventsDb, filter: EventFilter, dialect: Dialect): Promise<bigint | null> {
  const [row] = await filtered(db.selectFrom("event"), filter, dialect)
    .select(sql<string>`cast(time_ns as text)`.as("ns"))
    .orderBy("time_ns")
    .orderBy("id")
    .limit(1)
    .execute();
  return row === undefined ? null : BigInt(row.ns);
}

type Events<Output> = SelectQueryBuilder<StateSchema, "event", Output>;

function filtered<Output>(events: Events<Output>, filter: EventFilter, { stored, holdsText }: Dialect): Events<Output> {
  const { sinceNs, untilNs, rule, hostname, exceptHostname, exceptRule, source, priorities: wanted = [] } = filter;
  const text = [filter.phrase ?? "", filter.text ?? ""].join(" ");
  let select = events.where("source", "!=", ownSource);
  if (sinceNs !== undefined) select = select.where("time_ns", ">=", sinceNs);
  if (untilNs !== undefined) select = select.where("time_ns", "<", untilNs);
  if (rule !== undefined) select = select.where("rule", "=", stored(rule));
  if (hostname !== undefined) select = select.where("hostname", "=", stored(hostname));
  if (exceptRule !== undefined) select = select.where("rule", "!=", stored(exceptRule));
  if (exceptHostname !== undefined) select = select.where(isOtherHost(stored(exceptHostname)));
  if (source !== undefined) select = select.where("source", "=", stored(source));
  if (wanted.length > 0) {
    const numbers = wanted.map((priority) => priorities.indexOf(priority));
    select = select.where("priority", "in", numbers);
  }
  return text.trim() === "" ? select : select.where(holdsText(text.trim()));
}

/** Events that name no host are of another one. */
function isOtherHost(hostname: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`coalesce(hostname, '') <> ${hostname}`;
}
