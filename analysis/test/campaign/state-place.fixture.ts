import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { PostgresServer } from "../../src/adapters/database/postgres-server.fixture.ts";

/** Receipts and words without their analysis: half of a transaction. */
const orphans = `select (select count(*) from receipt r left join analysis a on a.id = r.analysis_id where a.id is null)
  + (select count(*) from analysis a left join receipt r on a.id = r.analysis_id where r.analysis_id is null)
  + (select count(*) from analysis a left join analysis_words w on a.seq = w.seq where w.seq is null)`;

/** A new database for services to be killed over, and a look into it that is not theirs. */
export interface StatePlace {
  /** For STATE_URL. */
  readonly url: string;
  /** The first column of the first row, as text. */
  readonly select: (sql: string) => string;
  readonly run: (sql: string) => void;
  /** As when time has passed since a process was killed: what it had claimed is free. */
  readonly endClaims: () => void;
  /** Fails when the database says that it is damaged. */
  readonly assertSound: () => void;
}

export function sqlitePlace(folder: string, name: string): StatePlace {
  const path = join(folder, `${name}.db`);
  const within = <T>(work: (db: DatabaseSync) => T): T => {
    const db = new DatabaseSync(path, { timeout: 5000 });
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  const select = (sql: string) => within((db) => String(Object.values(db.prepare(sql).get() ?? { none: "" })[0]));
  return {
    url: `sqlite:${path}`,
    select,
    run: (sql) => within((db) => db.exec(sql)),
    // Claims over a file are in the memory of its process.
    endClaims: () => undefined,
    assertSound: () => assert.equal(select("pragma integrity_check"), "ok"),
  };
}

export function postgresPlace(server: PostgresServer): StatePlace {
  const url = server.newDatabase();
  const name = /test_\d+/.exec(url)?.[0] ?? "";
  const select = (sql: string) => server.psql(name, sql).split("\n")[0] ?? "";
  return {
    url,
    select,
    run: (sql) => void server.psql(name, sql),
    endClaims: () =>
      void server.psql(
        name,
        "do $$ begin if to_regclass('claim') is not null then update claim set lease_until = now(); end if; end $$",
      ),
    assertSound: () => assert.equal(select(orphans), "0"),
  };
}
