import type { RawBuilder, SqlBool } from "kysely";
import { sql } from "kysely";
import { priorities } from "#domain/alert.ts";
import type { EventQuery } from "#ports/alert-log.ts";
import { decodeCursor } from "./cursor.ts";
import type { EventsDb, SelectedRow } from "./event-rows.ts";

/** How a database looks for text, and in which form it keeps the words that are filtered by. */
export interface Dialect {
  readonly stored: (text: string) => string;
  readonly holdsText: (text: string) => RawBuilder<SqlBool>;
}

/** Newest first, one more than the limit where there are more. Throws CURSOR_INVALID. */
export async function selectEvents(
  db: EventsDb,
  query: EventQuery,
  { stored, holdsText }: Dialect,
): Promise<readonly SelectedRow[]> {
  const { sinceNs, untilNs, rule, hostname, source, text = "", priorities: wanted = [], cursor } = query;
  let select = db
    .selectFrom("event")
    .select(["id", "body", sql<string>`cast(time_ns as text)`.as("ns")])
    .orderBy("time_ns", "desc")
    .orderBy("id", "desc")
    .limit(query.limit + 1);
  if (sinceNs !== undefined) select = select.where("time_ns", ">=", sinceNs);
  if (untilNs !== undefined) select = select.where("time_ns", "<", untilNs);
  if (rule !== undefined) select = select.where("rule", "=", stored(rule));
  if (hostname !== undefined) select = select.where("hostname", "=", stored(hostname));
  if (source !== undefined) select = select.where("source", "=", stored(source));
  if (wanted.length > 0) {
    const numbers = wanted.map((priority) => priorities.indexOf(priority));
    select = select.where("priority", "in", numbers);
  }
  if (text.trim() !== "") select = select.where(holdsText(text.trim()));
  if (cursor !== undefined) {
    const { timeNs, id } = decodeCursor(cursor);
    select = select.where(sql<SqlBool>`(time_ns, id) < (${timeNs}, ${id})`);
  }
  const rows = await select.execute();
  return rows.map(({ id, body, ns }) => ({ id, body, timeNs: BigInt(ns) }));
}
