import { sql } from "kysely";
import { priorities } from "#domain/alert.ts";
import type { HistoryPage, HistoryQuery, KeptAnalysis, Seen } from "#ports/analysis-store.ts";
import { fromStored, toStoredKey } from "../database/stored-text.ts";
import { countColumns, toSeen } from "./class-rows.ts";
import { wordsOfFilter } from "./filter-words.ts";
import { findPlaces } from "./find-places.ts";
import { decodePlace, encodePlace, firstSeq } from "./history-place.ts";
import type { SeqRange, StoreDb, StoreDialect } from "./store-dialect.ts";
import { piecesOf } from "./words-of.ts";

/** Past analyses, each with the counts of its class. Throws CURSOR_INVALID. */
export async function listHistory(db: StoreDb, dialect: StoreDialect, query: HistoryQuery): Promise<HistoryPage> {
  const range = rangeOf(query);
  const seqs = await findPlaces(db, dialect, {
    range,
    filter: wordsOfFilter(query),
    pieces: piecesOf(query.text),
    limit: query.limit + 1,
  });
  const page = seqs.slice(0, query.limit);
  const last = page.at(-1);
  const rows = page.length === 0 ? [] : await selectAnalyses(db).where("seq", "in", page).execute();
  return {
    analyses: rows.toSorted((one, other) => other.seq - one.seq).map(toKeptAnalysis),
    nextCursor: seqs.length > query.limit && last !== undefined ? encodePlace(last) : null,
  };
}

/** Null when there is none. */
export async function findInHistory(db: StoreDb, id: string): Promise<KeptAnalysis | null> {
  const row = await selectAnalyses(db).where("analysis.id", "=", toStoredKey(id)).executeTakeFirst();
  return row === undefined ? null : toKeptAnalysis(row);
}

function rangeOf({ sinceMs, untilMs, cursor }: HistoryQuery): SeqRange {
  const until = untilMs === undefined ? Number.MAX_SAFE_INTEGER : firstSeq(Math.ceil(untilMs));
  return {
    from: sinceMs === undefined ? 0 : firstSeq(Math.ceil(sinceMs)),
    below: cursor === undefined ? until : Math.min(until, decodePlace(cursor)),
  };
}

function selectAnalyses(db: StoreDb) {
  return db
    .selectFrom("analysis")
    .leftJoin("risk_class", "risk_class.key", "analysis.class_key")
    .select([
      "analysis.seq",
      "analysis.id",
      "analysis.class_key",
      "analysis.identity",
      sql<string>`cast(analysis.event_ns as text)`.as("event_ns"),
      "analysis.created_ms",
      "analysis.rule",
      "analysis.priority",
      "analysis.source",
      "analysis.body",
      "analysis.tokens",
    ])
    .select(countColumns);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectAnalyses>["execute"]>>[number];

function toKeptAnalysis(row: Row): KeptAnalysis {
  return {
    id: fromStored(row.id),
    key: row.class_key === null ? null : fromStored(row.class_key),
    identity: fromStored(row.identity),
    eventNs: BigInt(row.event_ns),
    createdMs: row.created_ms,
    rule: fromStored(row.rule),
    priority: priorities[row.priority] ?? "Debug",
    source: fromStored(row.source),
    body: fromStored(row.body),
    tokens: readTokens(row.tokens),
    seen: seenOf(row),
  };
}

/** An analysis without a class was seen once. */
function seenOf({ event_ns, seen_count, first_ns, last_ns, hosts, containers, users }: Row): Seen {
  if (seen_count === null || first_ns === null || last_ns === null || hosts === null)
    return { count: 1, firstNs: BigInt(event_ns), lastNs: BigInt(event_ns), hosts: 0, containers: 0, users: 0 };
  return toSeen({ seen_count, first_ns, last_ns, hosts, containers: containers ?? "", users: users ?? "" });
}

/** None of a row that is damaged. */
function readTokens(text: string): Readonly<Record<string, string>> {
  try {
    const tokens: unknown = JSON.parse(text);
    return typeof tokens === "object" && tokens !== null ? (tokens as Record<string, string>) : {};
  } catch {
    return {};
  }
}
