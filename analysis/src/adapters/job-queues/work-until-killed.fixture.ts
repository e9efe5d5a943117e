/** Does the jobs of a database, a file's path or an address of PostgreSQL, prints the key of each when it is done, and ends when none is left. */
import { writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { createPostgresDatabase } from "../database/postgres-database.ts";
import { createSqliteDatabase } from "../database/sqlite-database.ts";
import { createJobQueue } from "./create-job-queue.ts";

const place = process.argv[2] ?? ":memory:";
const database = place.startsWith("postgres:") ? createPostgresDatabase(place) : createSqliteDatabase(place);
const queue = createJobQueue({ database, now: () => new Date(), leaseMs: 400, pollMs: 50, triesMax: 1000 });

await queue.start(async ({ key }) => {
  await wait(5);
  writeSync(1, `${key}\n`);
}, 4);
for (;;) {
  const { waiting, running } = await queue.counts();
  if (waiting + running === 0) break;
  await wait(20);
}
await queue.close();
