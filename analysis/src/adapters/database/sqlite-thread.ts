import type { StatementSync } from "node:sqlite";
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type {
  DatabaseRequest,
  Envelope,
  InsertPairsRequest,
  QueryResult,
  Reply,
  WorkerData,
} from "./sqlite-protocol.ts";

/** The thread that owns the SQLite file. Opens it on first use and again after a fault, so that a full disk needs no restart. */

const { path, busyTimeoutMs } = workerData as WorkerData;
const statementsMax = 200;
const constraintFault = 19;

let database: DatabaseSync | null = null;
const statements = new Map<string, StatementSync>();

function open(): DatabaseSync {
  if (database) return database;
  const opened = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  // Room given back bit by bit must be decided before the first table; FULL: what was acknowledged survives a pulled plug.
  opened.exec("pragma auto_vacuum = incremental; pragma journal_mode = wal; pragma synchronous = full");
  // 8 MB of pages in the heap: with 2, a transaction of 2,000 events writes pages out and reads them back, and its inserts take half as long again.
  // Copying the log back every 64 MB: pages of the indexes are written many times between, and copied once.
  opened.exec("pragma cache_size = -8192; pragma temp_store = memory; pragma wal_autocheckpoint = 16000");
  database = opened;
  return opened;
}

function prepare(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known) return known;
  const statement = open().prepare(sql);
  if (statements.size >= statementsMax) statements.delete(statements.keys().next().value ?? "");
  statements.set(sql, statement);
  return statement;
}

function run(request: DatabaseRequest): QueryResult {
  if (request.kind === "insert-pairs") return insertPairs(request);
  if (request.kind === "close") {
    close();
    return { rows: [], changes: 0 };
  }
  const statement = prepare(request.sql);
  if (statement.columns().length > 0)
    return { rows: statement.all(...request.parameters) as QueryResult["rows"], changes: 0 };
  return { rows: [], changes: Number(statement.run(...request.parameters).changes) };
}

function insertPairs({ parent, child, rows }: InsertPairsRequest): QueryResult {
  const connection = open();
  const insertParent = prepare(parent);
  const insertChild = prepare(child);
  let changes = 0;
  connection.exec("begin immediate");
  try {
    // All parents first: FTS5 writes out what it has gathered whenever another statement begins, which costs as much as all the rest.
    const ids = rows.map((row) => {
      const inserted = insertParent.run(...row.parent);
      return inserted.changes === 0 ? null : inserted.lastInsertRowid;
    });
    for (const [index, row] of rows.entries()) {
      const id = ids[index] ?? null;
      if (id === null) continue;
      insertChild.run(id, ...row.child);
      changes += 1;
    }
    connection.exec("commit");
  } catch (error) {
    if (connection.isTransaction) connection.exec("rollback");
    throw error;
  }
  return { rows: [], changes };
}

function close(): void {
  statements.clear();
  const closing = database;
  database = null;
  closing?.close();
}

/** After a fault of the file itself the connection is not to be trusted. */
function closeQuietly(): void {
  try {
    close();
  } catch {
    database = null;
  }
}

parentPort?.on("message", ({ id, request }: Envelope) => {
  let reply: Reply;
  try {
    reply = { id, result: run(request) };
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string };
    const code = (errcode ?? 1) & 0xff;
    if (code !== constraintFault && code !== 1 && database?.isTransaction !== true) closeQuietly();
    reply = { id, fault: { code, message } };
  }
  parentPort?.postMessage(reply);
  if (request.kind === "close") parentPort?.close();
});
