import type { Kysely } from "kysely";
import { sql } from "kysely";
import { refuseNewer } from "./migrate-sqlite.ts";
import { postgresSteps } from "./postgres-steps.ts";
import type { StateSchema } from "./schema.ts";

/** Of the lock that lets one process at a time change the schema. */
const lockId = 5_172_024;

/** Brings the database to today's schema, all or nothing, one process at a time. Throws STORE_UNAVAILABLE for one of a newer version. */
export async function migratePostgres(db: Kysely<StateSchema>): Promise<void> {
  await db.transaction().execute(async (change) => {
    await sql`select pg_advisory_xact_lock(${lockId})`.execute(change);
    await sql`create table if not exists sib_schema (version integer not null)`.execute(change);
    const { rows } = await sql<{ version: number }>`select version from sib_schema`.execute(change);
    const version = rows[0]?.version ?? 0;
    refuseNewer(version, postgresSteps.length);
    if (version === postgresSteps.length) return;
    for (const step of postgresSteps.slice(version))
      for (const statement of step) await sql.raw(statement).execute(change);
    await sql`delete from sib_schema`.execute(change);
    await sql`insert into sib_schema (version) values (${postgresSteps.length})`.execute(change);
  });
}
