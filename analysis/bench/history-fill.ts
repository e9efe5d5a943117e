import type { SQLInputValue } from "node:sqlite";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { aSighting } from "#ports/new-analysis.fixture.ts";
import { withPairs } from "../src/adapters/stores/words-of.ts";
import { classKey, type Rows, rowsOf } from "./history-rows.ts";

/** Puts analyses into a database whose tables are there, as the store would write them, but many at a time. */

const batch = 5000;
const sightingsAtOnce = 1000;

export function fillSqlite(path: string, count: number): void {
  const db = new DatabaseSync(path);
  db.exec("pragma synchronous = off; pragma cache_size = -400000");
  const insertFilter = db.prepare("insert into analysis_filter (word, seq) values (?, ?)");
  const insertWords = db.prepare("insert into analysis_words (seq, words) values (?, ?)");
  const insertText = db.prepare("insert into analysis_text (rowid, text) values (?, ?)");
  const insertReceipt = db.prepare("insert into receipt (analysis_id, body) values (?, ?)");
  const insertAnalysis = db.prepare(insertOf("analysis", rowsOf(0).analysis));
  const places = createPlaces();
  for (const rows of batches(count)) {
    db.exec("begin");
    for (const { id, seq, analysis, words, receipt, filter } of rows) {
      insertAnalysis.run(...(Object.values(analysis) as SQLInputValue[]));
      insertWords.run(seq, words);
      insertText.run(seq, withPairs(words));
      insertReceipt.run(id, receipt);
      places.add(filter, seq);
    }
    db.exec("commit");
  }
  db.exec("begin");
  for (const [word, seqs] of places.sorted()) for (const seq of seqs) insertFilter.run(word, seq);
  db.exec("commit; pragma wal_checkpoint(truncate)");
  db.close();
}

/** The index of words is made at the end, and everything vacuumed and analysed. */
export async function fillPostgres(url: string, count: number): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query("set maintenance_work_mem = '1GB'; set synchronous_commit = off");
  const { rows: indexes } = await client.query(
    "select indexdef from pg_indexes where indexname = 'analysis_words_found'",
  );
  await client.query("drop index analysis_words_found");
  const insert = async (table: string, rows: readonly object[]) => {
    const text = JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    await client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [text]);
  };
  const places = createPlaces();
  for (const rows of batches(count)) {
    await insert(
      "analysis",
      rows.map(({ analysis }) => analysis),
    );
    await insert(
      "analysis_words",
      rows.map(({ seq, words }) => ({ seq, words })),
    );
    await insert(
      "receipt",
      rows.map(({ id, receipt }) => ({ analysis_id: id, body: receipt })),
    );
    for (const { filter, seq } of rows) places.add(filter, seq);
  }
  for (const [word, seqs] of places.sorted())
    for (let at = 0; at < seqs.length; at += batch)
      await client.query("insert into analysis_filter select $1, unnest($2::bigint[])", [
        word,
        seqs.slice(at, at + batch),
      ]);
  await client.query(String(indexes[0]?.indexdef));
  await client.query("vacuum analyze");
  await client.end();
}

/** Through the store itself. */
export async function fillClassesOf(store: AnalysisStore, count: number): Promise<void> {
  const keys = [...new Set(Array.from({ length: count }, (_, number) => classKey(number)))];
  for (let at = 0; at < keys.length; at += sightingsAtOnce)
    await store.sight(keys.slice(at, at + sightingsAtOnce).map((key) => aSighting(key)));
}

function* batches(count: number): Generator<readonly Rows[]> {
  for (let first = 0; first < count; first += batch)
    yield Array.from({ length: Math.min(batch, count - first) }, (_, index) => rowsOf(first + index));
}

function insertOf(table: string, row: Readonly<Record<string, unknown>>): string {
  const columns = Object.keys(row);
  return `insert into ${table} (${columns}) values (${columns.map(() => "?")})`;
}

/** Where each word of the filters stands, to be written in the order of the index. */
function createPlaces() {
  const places = new Map<string, number[]>();
  return {
    add(words: readonly string[], seq: number) {
      for (const word of words) {
        const known = places.get(word);
        if (known === undefined) places.set(word, [seq]);
        else known.push(seq);
      }
    },
    sorted: () => [...places].sort(([one], [other]) => (one < other ? -1 : 1)),
  };
}
