import type { SQLInputValue } from "node:sqlite";
import type { DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";
import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { SqliteClient } from "./sqlite-client.ts";

/** Kysely's SQLite dialect over the database thread: one connection, handed out to one user at a time. */
export function createSqliteDialect(client: SqliteClient): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(client),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(client: SqliteClient): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, changes } = await client.request({
        kind: "query",
        sql,
        parameters: parameters as readonly SQLInputValue[],
      });
      return { rows: rows as unknown as Row[], numAffectedRows: BigInt(changes) };
    },
    // biome-ignore lint/correctness/useYield: SQLite's thread answers whole results; nothing of ours streams.
    async *streamQuery() {
      throw new Error("streaming is not used with SQLite");
    },
  };
  const execute = async (held: DatabaseConnection, sql: string) => {
    await held.executeQuery(CompiledQuery.raw(sql));
  };
  let release: () => void = () => undefined;
  return {
    init: async () => undefined,
    async acquireConnection() {
      release = await client.lock();
      return connection;
    },
    releaseConnection: async () => release(),
    beginTransaction: (held) => execute(held, "begin immediate"),
    commitTransaction: (held) => execute(held, "commit"),
    rollbackTransaction: (held) => execute(held, "rollback"),
    destroy: () => client.close(),
  };
}
