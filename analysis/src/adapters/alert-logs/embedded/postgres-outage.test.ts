import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { parseExactJson, stringifyExact } from "#alert/json.ts";
import { anIncomingEvent } from "#ports/alert-log.contract.ts";
import { createPostgresDatabase } from "../../database/postgres-database.ts";
import { postgresPrograms, startPostgres } from "../../database/postgres-server.fixture.ts";
import { createEmbeddedAlertLog } from "./embedded-alert-log.ts";

if (postgresPrograms() === null) it("outlives PostgreSQL", { skip: "skipped: PostgreSQL is not installed" });
else testOutage();

function testOutage() {
  const server = startPostgres({ durable: true });
  after(() => server.remove());
  const open = () =>
    createEmbeddedAlertLog({
      database: createPostgresDatabase(server.newDatabase()),
      now: () => new Date("2026-03-14T02:00:00Z"),
      retentionDays: 30,
      retentionBytes: 1e9,
      parseJson: parseExactJson,
      stringify: stringifyExact,
    });

  describe("the embedded alert log when PostgreSQL goes away", () => {
    it("refuses while the server is down, and goes on by itself afterwards", async () => {
      const log = open();
      await log.append([anIncomingEvent(1)]);
      server.stop("immediate");
      await assert.rejects(log.append([anIncomingEvent(2)]), { code: "STORE_UNAVAILABLE", message: /PostgreSQL/ });
      await assert.rejects(log.query({ limit: 1 }), { code: "STORE_UNAVAILABLE" });
      assert.equal((await log.health()).status, "unhealthy");
      server.start();
      await log.append([anIncomingEvent(3)]);
      assert.deepEqual(
        (await log.query({ limit: 9 })).events.map(({ event }) => event.output),
        [anIncomingEvent(3), anIncomingEvent(1)].map(({ event }) => event.output),
      );
      assert.equal((await log.health()).status, "healthy");
      await log.close();
    });

    it("has what it acknowledged when the server is killed amid the writing", async () => {
      const log = open();
      const acknowledged: number[] = [];
      let refused = 0;
      const write = async (first: number) => {
        for (let at = first; at < first + 200 && refused === 0; at += 1) {
          await log.append([anIncomingEvent(at)]).then(
            () => acknowledged.push(at),
            () => {
              refused += 1;
            },
          );
          if (acknowledged.length === 100) server.stop("immediate");
        }
      };
      await Promise.all([write(1000), write(2000), write(3000)]);
      assert.ok(refused > 0);
      server.start();
      const kept = await log.find(acknowledged.map((at) => anIncomingEvent(at)));
      assert.equal(kept.size, acknowledged.length);
      await log.close();
    });
  });
}
