import { sql } from "kysely";
import type { Spent } from "#ports/analysis-store.ts";
import { toStored, toStoredKey } from "../database/stored-text.ts";
import type { StoreDb } from "./store-dialect.ts";

/** The row of the whole day; those of sources have a mark in front, so that none is taken for it. */
const all = "";

/** One statement, so that nobody's tokens are lost; never below none. */
export async function addSpending(db: StoreDb, day: string, source: string, tokens: number): Promise<Spent> {
  const added = Math.trunc(tokens) || 0;
  const first = Math.max(0, added);
  const ofSource = toStoredKey(`=${source}`);
  const { rows } = await sql<{ source: string; tokens: number }>`
    insert into spending (day, source, tokens)
    values (${toStored(day)}, ${all}, ${first}), (${toStored(day)}, ${ofSource}, ${first})
    on conflict (day, source) do update set tokens = case
      when spending.tokens + cast(${added} as bigint) < 0 then 0
      else spending.tokens + cast(${added} as bigint)
    end
    returning source, tokens`.execute(db);
  const tokensOf = (wanted: string) => rows.find((row) => row.source === wanted)?.tokens ?? 0;
  return { total: tokensOf(all), ofSource: tokensOf(ofSource) };
}

export async function spendingOn(db: StoreDb, day: string): Promise<number> {
  const row = await db
    .selectFrom("spending")
    .select("tokens")
    .where("day", "=", toStored(day))
    .where("source", "=", all)
    .executeTakeFirst();
  return row?.tokens ?? 0;
}
