import type { Transaction } from "kysely";
import type { Db, PgBoss } from "pg-boss";
import type { PostgresDatabase } from "../database/postgres-database.ts";
import type { StateSchema } from "../database/schema.ts";

/** pg-boss over the connections that we have already. Opened by the first use; a try that failed is made again by the next. */
export interface BossOpener {
  readonly boss: () => Promise<PgBoss>;
  readonly close: () => Promise<void>;
}

export const bossSchema = "sib_jobs";
export const queueName = "jobs";

/** pg-boss's own limits; ours, in the runner, are much shorter. */
const expireInSeconds = 86_400;
const retentionSeconds = 10 * 365 * 86_400;

/** `onNotice` is called when a job was put in, by whichever replica. */
export function createBossOpener(database: PostgresDatabase, onNotice: () => void): BossOpener {
  const db: Db = {
    executeSql: (text, values) => database.pool.query(text, values),
    async listen(channel, onNotification) {
      const end = database.listen(channel, (payload) => {
        onNotification(payload);
        onNotice();
      });
      return { close: async () => end() };
    },
  };
  let opening: Promise<PgBoss> | null = null;
  return {
    boss() {
      opening ??= open(db).catch((error: unknown) => {
        opening = null;
        throw error;
      });
      return opening;
    },
    async close() {
      const opened = await opening?.catch(() => null);
      if (opened) await end(opened);
    },
  };
}

async function open(db: Db): Promise<PgBoss> {
  // Loaded only where PostgreSQL is in use: it would make every other start slower.
  const { PgBoss } = await import("pg-boss");
  const boss = new PgBoss({
    db,
    schema: bossSchema,
    useListenNotify: true,
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  });
  // Its rounds of maintenance fail while the database is away, and are made again.
  boss.on("error", () => undefined);
  try {
    await boss.start();
    await boss.createQueue(queueName, {
      policy: "exclusive",
      notify: true,
      retryDelay: 0,
      expireInSeconds,
      retentionSeconds,
      // Done ones are deleted at once, and failed ones stay.
      deleteAfterSeconds: 0,
    });
  } catch (error) {
    await end(boss);
    throw error;
  }
  return boss;
}

async function end(boss: PgBoss): Promise<void> {
  await boss.stop({ graceful: false, close: false }).catch(() => undefined);
}

/** Lets pg-boss take part in a transaction of ours. */
export function inTransaction(change: Transaction<StateSchema>): Db {
  return {
    async executeSql(text, values = []) {
      const { rows } = await change.executeQuery<unknown>({
        sql: text,
        parameters: values,
        query: { kind: "RawNode", sqlFragments: [text], parameters: [] },
        queryId: { queryId: "pg-boss" },
      });
      return { rows };
    },
  };
}
