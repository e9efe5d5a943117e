import type { SqlBool } from "kysely";
import { sql } from "kysely";
import type { StoreDialect } from "./store-dialect.ts";
import { withPairs } from "./words-of.ts";

const holds = (phrase: string) => sql<SqlBool>`instr(words, ${phrase}) > 0`;

/** Words in an FTS5 table, which answers in the order of the history. https://www.sqlite.org/fts5.html */
export const sqliteWords: StoreDialect = {
  locksRows: false,
  holds,

  async insertWords(db, seq, words) {
    await db.insertInto("analysis_words").values({ seq, words }).execute();
    await sql`insert into analysis_text (rowid, text) values (${seq}, ${withPairs(words)})`.execute(db);
  },

  async deleteWords(db, seqs) {
    const list = JSON.stringify(seqs);
    await sql`delete from analysis_text where rowid in (select value from json_each(${list}))`.execute(db);
    await sql`delete from analysis_words where seq in (select value from json_each(${list}))`.execute(db);
  },

  async search(db, { range, terms, phrases, filter, limit }) {
    const match = terms.map(({ text, isPrefix }) => `"${text}"${isPrefix ? " *" : ""}`).join(" ");
    const conditions = [
      sql`rowid >= ${range.from}`,
      sql`rowid < ${range.below}`,
      ...(filter === null
        ? []
        : [
            sql`exists (select 1 from analysis_filter where word in (${sql.join(filter)}) and seq = analysis_text.rowid)`,
          ]),
      ...phrases.map(
        (phrase) => sql`exists (select 1 from analysis_words where seq = analysis_text.rowid and ${holds(phrase)})`,
      ),
    ];
    const { rows } = await sql<{ seq: number }>`
      select rowid as seq from analysis_text
      where analysis_text match ${match} and ${sql.join(conditions, sql` and `)}
      order by rowid desc limit ${limit}`.execute(db);
    return rows.map(({ seq }) => seq);
  },
};
