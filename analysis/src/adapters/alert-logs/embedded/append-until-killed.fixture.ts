/** Appends events and prints the number of each once it is acknowledged, until somebody kills the process. */
import { writeSync } from "node:fs";
import { parseExactJson, stringifyExact } from "#alert/json.ts";
import { anIncomingEvent } from "#ports/alert-log.contract.ts";
import { createSqliteDatabase } from "../../database/sqlite-database.ts";
import { createEmbeddedAlertLog } from "./embedded-alert-log.ts";

const log = createEmbeddedAlertLog({
  database: createSqliteDatabase(process.argv[2] ?? ":memory:"),
  now: () => new Date(),
  retentionDays: 30,
  retentionBytes: 1e9,
  parseJson: parseExactJson,
  stringify: stringifyExact,
});

for (let index = 0; index < 100_000; index += 5) {
  const batch = [0, 1, 2, 3, 4].map((offset) => index + offset);
  await log.append(batch.map((each) => anIncomingEvent(each)));
  writeSync(1, batch.map((each) => `${each}\n`).join(""));
}
