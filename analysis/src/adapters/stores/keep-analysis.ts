import { priorities } from "#domain/alert.ts";
import { severities } from "#domain/analysis.ts";
import type { NewAnalysis, NewClass } from "#ports/analysis-store.ts";
import type { AnalysisTable, ClassTable } from "../database/schema.ts";
import { toInt64, toMs, toStored, toStoredKey } from "../database/stored-text.ts";
import { addSighting } from "./class-rows.ts";
import { lockClasses, writeClasses } from "./classes.ts";
import { wordsOfAnalysis } from "./filter-words.ts";
import { endSeq, firstSeq } from "./history-place.ts";
import type { StoreDb, StoreDialect } from "./store-dialect.ts";
import { storedWords } from "./words-of.ts";

/** Others who keep in the same millisecond may be faster each time. */
const triesMax = 500;

/** Within a transaction of the caller; returns how many classes are new. An id that is there already is passed over: whoever tries again changes nothing. */
export async function keepAnalysis(
  db: StoreDb,
  dialect: StoreDialect,
  analysis: NewAnalysis,
  nowMs: number,
): Promise<number> {
  const row = toAnalysisRow(analysis);
  const seq = await insertRow(db, row);
  if (seq === null) return 0;
  await db
    .insertInto("analysis_filter")
    .values(wordsOfAnalysis(row).map((word) => ({ word, seq })))
    .execute();
  await dialect.insertWords(db, seq, storedWords(analysis.words));
  await db
    .insertInto("receipt")
    .values({ analysis_id: row.id, body: toStored(analysis.receipt) })
    .onConflict((on) => on.doNothing())
    .execute();
  return analysis.class === null ? 0 : await keepClass(db, analysis, analysis.class, nowMs);
}

/** As it is kept, but for its place in the history. */
export function toAnalysisRow(analysis: NewAnalysis): Omit<AnalysisTable, "seq"> {
  const { technique } = analysis;
  return {
    id: toStoredKey(analysis.id),
    class_key: analysis.class === null ? null : toStoredKey(analysis.class.key),
    identity: toStored(analysis.identity),
    event_ns: toInt64(analysis.eventNs),
    created_ms: toMs(analysis.createdMs),
    rule: toStored(analysis.rule),
    priority: priorities.indexOf(analysis.priority),
    source: toStored(analysis.source),
    severity: severities.indexOf(analysis.severity),
    verdict: analysis.verdict,
    technique: technique === null ? null : toStored(technique),
    body: toStored(analysis.body),
    tokens: JSON.stringify(analysis.tokens),
  };
}

/** At the next free number of its millisecond; null where the id is taken. */
async function insertRow(db: StoreDb, row: Omit<AnalysisTable, "seq">): Promise<number | null> {
  let from = firstSeq(row.created_ms);
  for (let tries = 0; tries < triesMax; tries += 1) {
    const known = await db.selectFrom("analysis").select("id").where("id", "=", row.id).executeTakeFirst();
    if (known !== undefined) return null;
    const seq = await freeSeq(db, from);
    if (seq === endSeq(from)) {
      from = seq;
      continue;
    }
    const inserted = await db
      .insertInto("analysis")
      .values({ ...row, seq })
      .onConflict((on) => on.doNothing())
      .returning("seq")
      .executeTakeFirst();
    if (inserted !== undefined) return seq;
  }
  throw new Error("no free number for an analysis");
}

async function freeSeq(db: StoreDb, from: number): Promise<number> {
  const { last } = await db
    .selectFrom("analysis")
    .select((select) => select.fn.max<number | null>("seq").as("last"))
    .where("seq", ">=", from)
    .where("seq", "<", endSeq(from))
    .executeTakeFirstOrThrow();
  return last === null ? from : last + 1;
}

async function keepClass(db: StoreDb, analysis: NewAnalysis, made: NewClass, nowMs: number): Promise<number> {
  const locked = await lockClasses(db, [made], nowMs);
  const known = locked.get(toStoredKey(made.key));
  if (known === undefined) return 0;
  const seen = withSighting(known.row, analysis, made);
  await writeClasses(db, [takesPlace(known.row, made, analysis.createdMs) ? withAnswer(seen, analysis, made) : seen]);
  return known.isNew ? 1 : 0;
}

/**
 * Whoever was counted already may have been so in a class that is forgotten since, or is only about to be counted: the reader of events asks for
 * jobs before it counts, and may die between. So the class has the times of the event and no count yet; readers see one.
 */
function withSighting(row: ClassTable, { eventNs }: NewAnalysis, { sighting }: NewClass): ClassTable {
  if (sighting !== null) return addSighting(row, sighting);
  if (row.seen_count > 0) return row;
  const atNs = toInt64(eventNs);
  return { ...row, first_ns: atNs, last_ns: atNs };
}

function takesPlace(row: ClassTable, { answer }: NewClass, createdMs: number): boolean {
  return answer !== null || row.answer === null || row.expires_ms <= createdMs;
}

function withAnswer(
  row: ClassTable,
  { id, createdMs }: NewAnalysis,
  { parts, answer, expiresMs }: NewClass,
): ClassTable {
  return {
    ...row,
    parts: toStored(JSON.stringify(parts)),
    answer: answer === null ? null : toStored(answer),
    analysis_id: toStoredKey(id),
    made_ms: toMs(createdMs),
    expires_ms: toMs(expiresMs),
  };
}
