import type { SqlBool } from "kysely";
import { sql } from "kysely";
import type { StoreDialect, WordSearch } from "./store-dialect.ts";

const holds = (phrase: string) => sql<SqlBool>`strpos(words, ${phrase}) > 0`;

/** Stretches of time that the index has: a number shifted right by so many bits (`sib_terms`). */
const stretches = [31, 33, 35, 37, 39, 41, 43];

/** Words in a GIN index over what `analysis_words` holds. https://www.postgresql.org/docs/current/gin.html */
export const postgresWords: StoreDialect = {
  locksRows: true,
  holds,

  async insertWords(db, seq, words) {
    await db.insertInto("analysis_words").values({ seq, words }).execute();
  },

  async deleteWords(db, seqs) {
    await sql`delete from analysis_words where seq = any(${seqs}::bigint[])`.execute(db);
  },

  search: (db, search) =>
    db.transaction().execute(async (reading) => {
      // What is found by words is little: to read all rows, or all of a filter, is what the planner shall not think of.
      await sql`select set_config(name, 'off', true)
        from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_material', 'jit']) as name`.execute(
        reading,
      );
      const near = stretchesOf(search);
      if (near !== null) {
        const { rows } = await searchQuery(search, near).execute(reading);
        if (rows.length >= search.limit) return rows.map(({ seq }) => seq);
      }
      const { rows } = await searchQuery(search, null).execute(reading);
      return rows.map(({ seq }) => seq);
    }),
};

/** The newest two that are long enough, so that the rows of a common word far back need not be fetched; null where no stretch is. */
function stretchesOf({ range, reach }: WordSearch): readonly string[] | null {
  const shift = stretches.find((each) => reach !== null && 2 ** each >= reach);
  if (shift === undefined) return null;
  const newest = Math.floor((range.below - 1) / 2 ** shift);
  return [newest, newest - 1].filter((number) => number >= 0).map((number) => `.${shift}.${number}`);
}

/** Sorted after it was found: told of the order, the planner would walk along the history instead. */
function searchQuery({ range, terms, phrases, filter, limit }: WordSearch, near: readonly string[] | null) {
  const wanted = terms.map(({ text, isPrefix }) => `'${text}'${isPrefix ? ":*" : ""}`);
  const within = near === null ? [] : [`(${near.map((stretch) => `'${stretch}'`).join(" | ")})`];
  const query = [...wanted, ...within].join(" & ");
  const conditions = [sql`sib_terms(seq, words) @@ ${query}::tsquery`, ...phrases.map(holds)];
  const filtered =
    filter === null
      ? sql`true`
      : sql`exists (select 1 from analysis_filter f where f.word in (${sql.join(filter)}) and f.seq = found.seq)`;
  return sql<{ seq: number }>`
    with found as materialized (
      select seq from analysis_words where ${sql.join(conditions, sql` and `)}
    )
    select seq from found where seq >= ${range.from} and seq < ${range.below} and ${filtered}
    order by seq desc limit ${limit}`;
}
