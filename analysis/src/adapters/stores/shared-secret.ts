import { randomBytes } from "node:crypto";
import { AppError } from "#domain/errors.ts";
import type { StoreDb } from "./store-dialect.ts";

const bytes = 32;
const name = "hash";

/** Made by whoever comes first; all others read it. */
export async function sharedSecret(db: StoreDb): Promise<Uint8Array> {
  const value = randomBytes(bytes).toString("base64");
  await db
    .insertInto("secret")
    .values({ name, value })
    .onConflict((on) => on.doNothing())
    .execute();
  const kept = await db.selectFrom("secret").select("value").where("name", "=", name).executeTakeFirstOrThrow();
  const secret = new Uint8Array(Buffer.from(kept.value, "base64"));
  if (secret.length !== bytes)
    throw new AppError("STORE_UNAVAILABLE", { detail: "The key of the hashes in the database is damaged." });
  return secret;
}
