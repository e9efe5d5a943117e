import { sql } from "kysely";
import type { RiskClass } from "#domain/risk-class.ts";
import { addMarks, countDistinct } from "#lib/distinct-count.ts";
import type { KeptClass, Seen, Sighting } from "#ports/analysis-store.ts";
import type { ClassTable } from "../database/schema.ts";
import { fromStored, toInt64, toStored, toStoredKey } from "../database/stored-text.ts";

/** What of a class is added up. */
export type ClassCounts = Pick<ClassTable, "seen_count" | "first_ns" | "last_ns" | "hosts" | "containers" | "users">;

/** As it is read: 64-bit integers as text. */
export type ReadCounts = Omit<ClassCounts, "first_ns" | "last_ns"> & {
  readonly first_ns: string;
  readonly last_ns: string;
};

export type ReadClass = Omit<ClassTable, keyof ClassCounts> & ReadCounts;

/** For `select` and `returning`. */
export const countColumns = [
  "risk_class.seen_count",
  sql<string>`cast(risk_class.first_ns as text)`.as("first_ns"),
  sql<string>`cast(risk_class.last_ns as text)`.as("last_ns"),
  "risk_class.hosts",
  "risk_class.containers",
  "risk_class.users",
] as const;

export const classColumns = [
  "risk_class.key",
  "risk_class.parts",
  "risk_class.answer",
  "risk_class.analysis_id",
  "risk_class.made_ms",
  "risk_class.expires_ms",
  "risk_class.used_ms",
  "risk_class.gone",
  ...countColumns,
] as const;

/** A class of which nothing is known. */
export function blankClass(key: string, parts: RiskClass, usedMs: number): ClassTable {
  return {
    key: toStoredKey(key),
    parts: toStored(JSON.stringify(parts)),
    answer: null,
    analysis_id: null,
    made_ms: 0,
    expires_ms: 0,
    used_ms: usedMs,
    gone: 0,
    seen_count: 0,
    first_ns: 0n,
    last_ns: 0n,
    hosts: "",
    containers: "",
    users: "",
  };
}

/** Null for a class that is forgotten, or damaged: it is as if it was never seen. */
export function readClass(row: ReadClass): ClassTable | null {
  const isReadable = row.gone === 0 && Array.isArray(parse(row.parts)) && isAnswer(row.answer);
  return isReadable ? { ...row, first_ns: BigInt(row.first_ns), last_ns: BigInt(row.last_ns) } : null;
}

export function toKeptClass(key: string, row: ReadClass): KeptClass | null {
  const read = readClass(row);
  if (read === null) return null;
  return {
    key,
    parts: parse(read.parts) as RiskClass,
    answer: read.answer === null ? null : fromStored(read.answer),
    analysisId: read.analysis_id === null ? null : fromStored(read.analysis_id),
    madeMs: read.made_ms,
    expiresMs: read.expires_ms,
    seen: toSeen(row),
  };
}

/** What is there was seen once, even if it is not counted yet. */
export function toSeen(row: ReadCounts): Seen {
  return {
    count: Math.max(1, row.seen_count),
    firstNs: BigInt(row.first_ns),
    lastNs: BigInt(row.last_ns),
    hosts: countDistinct(row.hosts),
    containers: countDistinct(row.containers),
    users: countDistinct(row.users),
  };
}

export function addSighting(row: ClassTable, sighting: Sighting): ClassTable {
  const { count, hosts, containers, users } = sighting;
  const firstNs = toInt64(sighting.firstNs);
  const lastNs = toInt64(sighting.lastNs);
  const isFirst = row.seen_count === 0;
  return {
    ...row,
    seen_count: row.seen_count + count,
    first_ns: !isFirst && row.first_ns < firstNs ? row.first_ns : firstNs,
    last_ns: !isFirst && row.last_ns > lastNs ? row.last_ns : lastNs,
    hosts: addMarks(row.hosts, hosts),
    containers: addMarks(row.containers, containers),
    users: addMarks(row.users, users),
  };
}

function isAnswer(answer: string | null): boolean {
  return answer === null || parse(answer) !== undefined;
}

/** Undefined for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(fromStored(text));
  } catch {
    return undefined;
  }
}
