import { sql } from "kysely";
import type { PostgresDatabase } from "../database/postgres-database.ts";
import { fromStored, toStored, toStoredKey } from "../database/stored-text.ts";
import type { Claims } from "./claims.ts";
import type { StoreDb } from "./store-dialect.ts";
import { createWakeUps } from "./wake-ups.ts";

const channel = "sib_class";

/** Claims that all replicas share: rows with a lease by the database's clock, and notices when one ends or has something ready. */
export function createPostgresClaims(database: PostgresDatabase): Claims {
  const wakeUps = createWakeUps();
  let unlisten: (() => void) | null = null;
  return {
    claim: (key, owner, leaseMs) => database.use((db) => take(db, key, owner, leaseMs)),

    extend: (key, owner, leaseMs, progress) =>
      database.change(async (db) => {
        const { numAffectedRows } = await sql`
          update claim set lease_until = ${leaseEnd(leaseMs)}, progress = coalesce(${stored(progress)}::text, progress)
          where key = ${toStoredKey(key)} and owner = ${toStored(owner)}`.execute(db);
        if (numAffectedRows !== 1n) return false;
        if (progress !== null) await tell(db, key);
        return true;
      }),

    release: (key, owner) => database.change((db) => end(db, key, owner)),

    claimed: (key) =>
      database.use(async (db) => {
        const { rows } = await sql<{ owner: string; progress: string | null }>`
          select owner, progress from claim where key = ${toStoredKey(key)} and lease_until > now()`.execute(db);
        const [row] = rows;
        if (row === undefined) return null;
        return { owner: fromStored(row.owner), progress: row.progress === null ? null : fromStored(row.progress) };
      }),

    async changed(key, signal) {
      unlisten ??= database.listen(channel, wakeUps.wake);
      await wakeUps.wait(toStoredKey(key), signal);
    },

    end,
    ended: (key) => wakeUps.wake(toStoredKey(key)),
    tell,

    async prune() {
      await database.use((db) => sql`delete from claim where lease_until <= now()`.execute(db));
    },

    close() {
      unlisten?.();
      unlisten = null;
      wakeUps.wakeAll();
    },
  };
}

async function take(db: StoreDb, key: string, owner: string, leaseMs: number): Promise<boolean> {
  const { rows } = await sql`
    insert into claim (key, owner, lease_until) values (${toStoredKey(key)}, ${toStored(owner)}, ${leaseEnd(leaseMs)})
    on conflict (key) do update set
      owner = excluded.owner,
      lease_until = excluded.lease_until,
      progress = case when claim.lease_until > now() then claim.progress end
    where claim.owner = excluded.owner or claim.lease_until <= now()
    returning owner`.execute(db);
  return rows.length === 1;
}

async function end(db: StoreDb, key: string, owner: string | null): Promise<void> {
  if (owner !== null)
    await db.deleteFrom("claim").where("key", "=", toStoredKey(key)).where("owner", "=", toStored(owner)).execute();
  await tell(db, key);
}

async function tell(db: StoreDb, key: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${toStoredKey(key)})`.execute(db);
}

function leaseEnd(leaseMs: number) {
  return sql`now() + ${leaseMs}::float8 * interval '1 millisecond'`;
}

function stored(text: string | null): string | null {
  return text === null ? null : toStored(text);
}
