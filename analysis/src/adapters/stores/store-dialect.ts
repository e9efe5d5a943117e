import type { Kysely, RawBuilder, SqlBool } from "kysely";
import type { StateSchema } from "../database/schema.ts";
import type { Term } from "./words-of.ts";

export type StoreDb = Kysely<StateSchema>;

/** What the two databases do differently about an analysis. Throws what the database throws. */
export interface StoreDialect {
  /** Rows that are read to be changed are locked where others write at the same time. */
  readonly locksRows: boolean;
  /** Whether `phrase` stands in `analysis_words.words`. */
  readonly holds: (phrase: string) => RawBuilder<SqlBool>;
  readonly insertWords: (db: StoreDb, seq: number, words: string) => Promise<void>;
  readonly deleteWords: (db: StoreDb, seqs: readonly number[]) => Promise<void>;
  /** Through the index of words, newest first. */
  readonly search: (db: StoreDb, search: WordSearch) => Promise<readonly number[]>;
}

export interface WordSearch {
  readonly range: SeqRange;
  /** All of them have to be there. */
  readonly terms: readonly Term[];
  /** Looked for in the words themselves. */
  readonly phrases: readonly string[];
  /** Any of `analysis_filter`; null: no filter. */
  readonly filter: readonly string[] | null;
  readonly limit: number;
  /** How far below `range.below` the page will probably be full, as a difference of numbers; null: nobody can tell. */
  readonly reach: number | null;
}

/** `from` inclusive, `below` exclusive. */
export interface SeqRange {
  readonly from: number;
  readonly below: number;
}
