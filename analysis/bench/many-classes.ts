import { DatabaseSync } from "node:sqlite";

export interface Filled {
  readonly classes: number;
  /** Bytes of parts and answer of each. */
  readonly bytesOfClass: number;
}

/** What each copy has of its own; all else is copied. Keys go up: as many in any order would take minutes more. */
const own: Readonly<Record<string, string>> = {
  key: "printf('%08x', n * 4294) || lower(hex(randomblob(28)))",
  analysis_id: "printf('%024x', n)",
  hosts: "''",
  containers: "''",
  users: "''",
};

/** Adds classes to a SQLite file until there are so many: copies of the one that was answered last. */
export function fillClasses(path: string, count: number): Filled {
  const db = new DatabaseSync(path);
  try {
    // Without a write-ahead log, through which all of it would go twice; the service turns it on again.
    db.exec("pragma journal_mode = delete; pragma synchronous = off; pragma cache_size = -200000");
    const template = db
      .prepare(
        `select key, length(parts) + length(answer) as bytes from risk_class
        where answer is not null order by made_ms desc limit 1`,
      )
      .get();
    if (template === undefined) throw new Error("there is no class with an answer to copy");
    const columns = db
      .prepare("select name from pragma_table_info('risk_class')")
      .all()
      .map(({ name }) => String(name));
    db.prepare(
      `insert into risk_class (${columns})
      with recursive number (n) as (select 1 union all select n + 1 from number where n < ?)
      select ${columns.map((column) => own[column] ?? column)} from number, risk_class where risk_class.key = ?`,
    ).run(count - countClasses(db), String(template["key"]));
    return { classes: countClasses(db), bytesOfClass: Number(template["bytes"]) };
  } finally {
    db.close();
  }
}

function countClasses(db: DatabaseSync): number {
  return Number(db.prepare("select count(*) as count from risk_class").get()?.["count"]);
}
