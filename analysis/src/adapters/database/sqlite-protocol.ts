import type { SQLInputValue } from "node:sqlite";

/** What main thread and database thread say to each other. SQLite is synchronous; in a thread of its own a slow disk stops nobody. */

export interface QueryRequest {
  readonly kind: "query";
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

/** In one transaction: `parent` inserts each row; where that made a new one, `child` with its id in front of its parameters. */
export interface InsertPairsRequest {
  readonly kind: "insert-pairs";
  readonly parent: string;
  readonly child: string;
  readonly rows: readonly { readonly parent: readonly SQLInputValue[]; readonly child: readonly SQLInputValue[] }[];
}

export interface CloseRequest {
  readonly kind: "close";
}

export type DatabaseRequest = QueryRequest | InsertPairsRequest | CloseRequest;

export interface QueryResult {
  readonly rows: readonly Record<string, unknown>[];
  readonly changes: number;
}

export interface Envelope {
  readonly id: number;
  readonly request: DatabaseRequest;
}

export type Reply =
  | { readonly id: number; readonly result: QueryResult }
  | { readonly id: number; readonly fault: { readonly code: number; readonly message: string } };

export interface WorkerData {
  readonly path: string;
  readonly busyTimeoutMs: number;
}
