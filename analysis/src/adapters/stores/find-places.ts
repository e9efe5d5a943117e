import type { RawBuilder, SqlBool } from "kysely";
import { sql } from "kysely";
import type { SeqRange, StoreDb, StoreDialect, WordSearch } from "./store-dialect.ts";
import type { Piece, Term } from "./words-of.ts";

/**
 * Which analyses a query means, newest first. Text is looked for in the newest analyses themselves first: what is common fills the page there. Only
 * what does not is asked of the index of words, where it has few places, and only by its rarer words: an index gathers all places of a word that
 * may go on before it gives one.
 */

export interface PlaceQuery {
  readonly range: SeqRange;
  readonly filter: readonly string[] | null;
  /** Null: without text. */
  readonly pieces: readonly Piece[] | null;
  readonly limit: number;
}

const chunkRows = 500;
/** Read before the index is asked, and at most, as long as that many will fill the page. */
const walkRows = 1000;
const walkRowsMax = 5000;
/** A term that so many of a chunk have is left to the look at the words, if another is rarer. */
const rareRows = 5;
const timesRarest = 4;
/** Of the stretch in which the page would be full if words stood as often as in what was read. */
const timesReach = 2;

/** Numbers of analyses, at most `limit`. */
export async function findPlaces(db: StoreDb, dialect: StoreDialect, query: PlaceQuery): Promise<readonly number[]> {
  const { range, filter, pieces, limit } = query;
  if (pieces === null) return await newestPlaces(db, range, filter, limit);
  if (pieces.length === 0) return [];
  const phrases = pieces.map(({ phrase }) => phrase);
  const found: number[] = [];
  let { below } = range;
  let first: number | null = null;
  for (let read = chunkRows; ; read += chunkRows) {
    const chunk = await newestPlaces(db, { from: range.from, below }, filter, chunkRows);
    found.push(...(await placesWith(db, dialect, phrases, chunk)));
    const last = chunk.at(-1);
    first ??= chunk[0] ?? 0;
    if (found.length >= limit || chunk.length < chunkRows || last === undefined) return found.slice(0, limit);
    below = last;
    const isOnTrack = read < walkRowsMax && found.length * walkRowsMax >= limit * read;
    if (read >= walkRows && !isOnTrack) {
      const open = limit - found.length;
      const reach = found.length === 0 ? null : (timesReach * (first - last) * open) / found.length;
      return [...found, ...(await searchBehind(db, dialect, query, { sample: chunk, limit: open, reach }))];
    }
  }
}

/** What the index finds behind the last of `sample`. */
async function searchBehind(
  db: StoreDb,
  dialect: StoreDialect,
  { range, filter, pieces }: PlaceQuery,
  { sample, ...wanted }: { readonly sample: readonly number[] } & Pick<WordSearch, "limit" | "reach">,
): Promise<readonly number[]> {
  const asked = await rarerTerms(db, dialect, pieces ?? [], sample);
  const below = sample.at(-1) ?? range.from;
  return await dialect.search(db, { range: { from: range.from, below }, filter, ...wanted, ...asked });
}

/** Along the history, or along each word of the filter. */
async function newestPlaces(
  db: StoreDb,
  { from, below }: SeqRange,
  filter: readonly string[] | null,
  limit: number,
): Promise<readonly number[]> {
  const walk = async (word: string | null) => {
    const table = word === null ? sql`analysis` : sql`analysis_filter`;
    const { rows } = await sql<{ seq: number }>`
      select seq from ${table}
      where ${word === null ? sql`` : sql`word = ${word} and`} seq >= ${from} and seq < ${below}
      order by seq desc limit ${limit}`.execute(db);
    return rows.map(({ seq }) => seq);
  };
  if (filter === null) return await walk(null);
  const found: number[] = [];
  for (const word of filter) found.push(...(await walk(word)));
  return filter.length === 1 ? found : found.sort((one, other) => other - one).slice(0, limit);
}

async function placesWith(
  db: StoreDb,
  { holds }: StoreDialect,
  phrases: readonly string[],
  seqs: readonly number[],
): Promise<readonly number[]> {
  if (seqs.length === 0) return [];
  const rows = await db
    .selectFrom("analysis_words")
    .select("seq")
    .where("seq", "in", [...seqs])
    .where(sql<SqlBool>`${sql.join(phrases.map(holds), sql` and `)}`)
    .orderBy("seq", "desc")
    .execute();
  return rows.map(({ seq }) => seq);
}

/** Which terms to ask the index for, by how many of `seqs` have them; what they leave open is looked for in the words themselves. */
async function rarerTerms(
  db: StoreDb,
  { holds }: StoreDialect,
  pieces: readonly Piece[],
  seqs: readonly number[],
): Promise<{ readonly terms: readonly Term[]; readonly phrases: readonly string[] }> {
  const terms = pieces.flatMap((piece) => piece.terms);
  const counts =
    terms.length === 1
      ? [0]
      : await countsOf(
          db,
          terms.map(({ phrase }) => holds(phrase)),
          seqs,
        );
  const most = Math.max(rareRows, timesRarest * Math.min(...counts));
  const asked = new Set(terms.filter((_, at) => (counts[at] ?? 0) <= most));
  const open = pieces.filter((piece) => piece.terms.length > 1 || !piece.terms.every((term) => asked.has(term)));
  return { terms: [...asked], phrases: open.map(({ phrase }) => phrase) };
}

async function countsOf(
  db: StoreDb,
  conditions: readonly RawBuilder<SqlBool>[],
  seqs: readonly number[],
): Promise<readonly number[]> {
  const counts: number[] = [];
  for (const condition of conditions) {
    const { rows } = await sql<{ times: number }>`
      select count(*) as times from analysis_words where seq in (${sql.join(seqs)}) and ${condition}`.execute(db);
    counts.push(rows[0]?.times ?? 0);
  }
  return counts;
}
