import type { Kysely } from "kysely";
import { sql } from "kysely";
import { AppError } from "#domain/errors.ts";
import type { EmbeddedSchema } from "./schema.ts";
import { steps } from "./schema.ts";

/** Brings the file to today's schema. Safe when several processes start at once: every step can be taken twice. Throws STORE_UNAVAILABLE for a file of a newer version. */
export async function migrate(db: Kysely<EmbeddedSchema>): Promise<void> {
  const found = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  const version = found.rows[0]?.user_version ?? 0;
  if (version > steps.length) {
    throw new AppError("STORE_UNAVAILABLE", {
      detail: `The database was written by a newer version (schema ${version}, this one knows ${steps.length}).`,
      hint: "Start the newer version, or point STATE_URL at another file.",
    });
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    await step(db);
    await sql.raw(`pragma user_version = ${index + 1}`).execute(db);
  }
}
