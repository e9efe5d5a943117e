import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { parseExactJson, stringifyExact } from "#alert/json.ts";
import { anIncomingEvent, testAlertLog } from "#ports/alert-log.contract.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import { testEventReader } from "#ports/event-reader.contract.ts";
import { createSqliteDatabase } from "../../database/sqlite-database.ts";
import { createEmbeddedAlertLog } from "./embedded-alert-log.ts";

const folder = mkdtempSync(join(tmpdir(), "sib-events-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function open(path: string, change: Partial<Parameters<typeof createEmbeddedAlertLog>[0]> = {}): AlertLog {
  return createEmbeddedAlertLog({
    database: createSqliteDatabase(path, 100),
    now: () => new Date("2026-03-14T02:00:00Z"),
    retentionDays: 30,
    retentionBytes: 1e9,
    parseJson: parseExactJson,
    stringify: stringifyExact,
    ...change,
  });
}

const startNs = 1_773_450_000_000_000_000n;
for (const path of [join(folder, "reader.db"), ":memory:"])
  testEventReader(`embedded (${path === ":memory:" ? "memory" : "file"})`, startNs, async () => {
    const log = open(path);
    return { reader: log, put: log.append };
  });

testAlertLog("embedded on disk", async () => open(join(folder, "contract.db")));
testAlertLog("embedded in memory", async () => open(":memory:"));

/** `make soak` kills at sixty moments, `make test` at two of them. */
const killedAfterMs =
  process.env["SIB_SOAK"] === "1" ? Array.from({ length: 60 }, (_, index) => 20 + index * 13) : [150, 400];

describe("the embedded alert log", () => {
  it("keeps 19-digit integers exact", async () => {
    const log = open(":memory:");
    await log.append([anIncomingEvent(7)]);
    const [found] = (await log.query({ limit: 1 })).events;
    assert.equal(found?.event.output_fields["evt.time"], anIncomingEvent(7).timeNs);
    await log.close();
  });

  it("takes a uuid as a second name of the same event", async () => {
    const log = open(":memory:");
    await log.append([anIncomingEvent(1, { uuid: "u-1" })]);
    await log.append([anIncomingEvent(2, { uuid: "u-1" })]);
    assert.equal((await log.query({ limit: 9 })).events.length, 1);
    await log.close();
  });

  it("says so when the file is locked, acknowledges nothing, and goes on by itself afterwards", async () => {
    const path = join(folder, "locked.db");
    const log = open(path);
    await log.append([anIncomingEvent(1)]);
    const other = new DatabaseSync(path);
    other.exec("begin immediate");
    await assert.rejects(log.append([anIncomingEvent(2)]), {
      code: "STORE_UNAVAILABLE",
      message: /locked by another process/,
    });
    assert.equal((await log.health()).status, "unhealthy");
    other.exec("rollback");
    other.close();
    await log.append([anIncomingEvent(3)]);
    assert.equal((await log.query({ limit: 9 })).events.length, 2);
    assert.equal((await log.health()).status, "healthy");
    await log.close();
  });

  it("says so when the disk is full and recovers when there is room again", async (test) => {
    const mount = mkdtempSync(join(tmpdir(), "sib-full-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", mount], { stdio: "ignore" });
    } catch {
      rmSync(mount, { recursive: true });
      test.skip("skipped: no right to mount a small file system here");
      return;
    }
    const log = open(join(mount, "full.db"));
    try {
      await log.append([anIncomingEvent(0)]);
      writeFileSync(join(mount, "ballast"), Buffer.alloc(1_500_000));
      let acknowledged = 1;
      const fill = async () => {
        for (let index = 1; index < 500; index += 1) {
          await log.append([anIncomingEvent(index, { output: "x".repeat(8000) + index })]);
          acknowledged += 1;
        }
      };
      await assert.rejects(fill(), { code: "STORE_UNAVAILABLE", message: /disk is full|disk reports/ });
      rmSync(join(mount, "ballast"));
      await log.append([anIncomingEvent(1000)]);
      assert.equal((await log.query({ limit: 500 })).events.length, acknowledged + 1);
    } finally {
      await log.close();
      execFileSync("umount", [mount]);
      rmSync(mount, { recursive: true });
    }
  });

  it("says so when the file is no database or cannot be opened", async () => {
    const path = join(folder, "text.db");
    writeFileSync(path, "this is a text file, long enough not to be taken for an empty database".repeat(20));
    const broken = open(path);
    await assert.rejects(broken.append([anIncomingEvent(1)]), {
      code: "STORE_UNAVAILABLE",
      message: /not a SQLite database/,
    });
    await broken.close();
    const lost = open(join(path, "below-a-file", "x.db"));
    await assert.rejects(lost.append([anIncomingEvent(1)]), { code: "STORE_UNAVAILABLE", message: /cannot be opened/ });
    await lost.close();
  });

  it("refuses a file of a newer version", async () => {
    const path = join(folder, "future.db");
    const future = new DatabaseSync(path);
    future.exec("pragma user_version = 999");
    future.close();
    const log = open(path);
    await assert.rejects(log.query({ limit: 1 }), { code: "STORE_UNAVAILABLE", message: /newer version/ });
    await log.close();
  });

  it("forgets what is older than the retention", async () => {
    let now = new Date("2026-03-01T00:00:00Z");
    const log = open(":memory:", { now: () => now, retentionDays: 10 });
    await log.append([anIncomingEvent(1)]);
    now = new Date("2026-03-09T00:00:00Z");
    await log.append([anIncomingEvent(2)]);
    now = new Date("2026-03-12T00:00:00Z");
    assert.equal(await log.prune(), 1);
    assert.deepEqual(
      (await log.query({ limit: 9 })).events.map(({ event }) => event.output),
      [anIncomingEvent(2).event.output],
    );
    assert.equal((await log.query({ limit: 9, text: "motd-1" })).events.length, 0);
    await log.close();
  });

  it("forgets the oldest when the file grows too large", async () => {
    const log = open(join(folder, "large.db"), { retentionBytes: 4_000_000 });
    const events = Array.from({ length: 8000 }, (_, index) =>
      anIncomingEvent(index, { output: `${"y".repeat(900)} ${index}` }),
    );
    await log.append(events);
    const gone = await log.prune();
    assert.ok(gone > 0 && gone < 8000, `${gone} of 8000 went`);
    const [newest] = (await log.query({ limit: 1 })).events;
    assert.equal(newest?.event.output, events.at(-1)?.event.output);
    await log.close();
  });

  it("has on disk what it acknowledged when the process is killed", { timeout: 600_000 }, async () => {
    const script = fileURLToPath(new URL("./append-until-killed.fixture.ts", import.meta.url));
    for (const delayMs of killedAfterMs) {
      const path = join(folder, `killed-${delayMs}.db`);
      const child = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
      let told = "";
      let _timer: NodeJS.Timeout | undefined;
      child.stdout.on("data", (chunk: Buffer) => {
        told += chunk.toString();
        _timer ??= setTimeout(() => child.kill("SIGKILL"), delayMs);
      });
      await new Promise((resolve) => child.on("exit", resolve));
      const acknowledged = told.split("\n").slice(0, -1).map(Number);
      assert.ok(acknowledged.length > 0, "the child acknowledged nothing");
      const reopened = new DatabaseSync(path);
      const kept = new Set(
        reopened
          .prepare("select identity from event")
          .all()
          .map((row) => String(row["identity"])),
      );
      for (const index of acknowledged)
        assert.ok(kept.has(anIncomingEvent(index).identity), `event ${index} was acknowledged and lost`);
      assert.deepEqual({ ...reopened.prepare("pragma integrity_check").get() }, { integrity_check: "ok" });
      reopened.close();
    }
  });

  it("says so when the folder is read-only", async () => {
    const readOnly = mkdtempSync(join(tmpdir(), "sib-ro-"));
    const asRoot = process.getuid?.() === 0;
    if (asRoot) execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", readOnly]);
    else chmodSync(readOnly, 0o500);
    const log = open(join(readOnly, "x.db"));
    await assert.rejects(log.append([anIncomingEvent(1)]), {
      code: "STORE_UNAVAILABLE",
      message: /cannot be opened|read-only/,
    });
    await log.close();
    if (asRoot) execFileSync("umount", [readOnly]);
    rmSync(readOnly, { recursive: true });
  });
});
