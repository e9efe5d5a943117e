import type { Kysely } from "kysely";
import { sql } from "kysely";
import { AppError } from "#domain/errors.ts";
import type { StateSchema } from "./schema.ts";
import { sqliteSteps } from "./sqlite-steps.ts";

/** Brings the file to today's schema. Safe when several processes start at once: every step can be taken twice. Throws STORE_UNAVAILABLE for a file of a newer version. */
export async function migrateSqlite(db: Kysely<StateSchema>): Promise<void> {
  const found = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  const version = found.rows[0]?.user_version ?? 0;
  refuseNewer(version, sqliteSteps.length);
  for (const [index, step] of sqliteSteps.entries()) {
    if (index < version) continue;
    await step(db);
    await sql.raw(`pragma user_version = ${index + 1}`).execute(db);
  }
}

export function refuseNewer(version: number, known: number): void {
  if (version <= known) return;
  throw new AppError("STORE_UNAVAILABLE", {
    detail: `The database was written by a newer version (schema ${version}, this one knows ${known}).`,
    hint: "Start the newer version, or point STATE_URL at another database.",
  });
}
