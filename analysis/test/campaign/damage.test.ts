import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { postgresPrograms, startPostgres } from "../../src/adapters/database/postgres-server.fixture.ts";
import type { FakeLlm } from "../fake-llm/fake-llm.ts";
import { aFamily, anAlikeAlert } from "./alike-alerts.fixture.ts";
import { allAnalyses, analyse, send } from "./client.fixture.ts";
import { callsAboutAlerts, startFakeModel } from "./fake-model.fixture.ts";
import type { ServiceProcess } from "./service.fixture.ts";
import { askingOllama, endServices, spawnService } from "./service.fixture.ts";
import { sqlitePlace } from "./state-place.fixture.ts";

/** Where in the file a page is overwritten: 0 is its beginning. `make soak` takes one after the other, `make test` two. */
const damagedAt = process.env["SIB_SOAK"] === "1" ? Array.from({ length: 20 }, (_, index) => index / 20) : [0, 0.3];

const folder = mkdtempSync(join(tmpdir(), "sib-damage-"));
let llm: FakeLlm;
before(async () => {
  llm = await startFakeModel(10);
});
after(async () => {
  await endServices();
  await llm?.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = (state: string, env: Readonly<Record<string, string>> = {}) =>
  spawnService({ ...askingOllama(llm.url), STATE_URL: state, CACHE_PERSIST: "true", ...env });

let family = 0;
/** It runs on, refuses events with `sentence`, says so in its health, and still answers. Gives everything it said. */
async function assertRefusesWith(service: ServiceProcess, sentence: RegExp): Promise<string> {
  const url = await service.listening;
  family += 1;
  const alert = anAlikeAlert(aFamily(family), 0);
  const refused = await send("POST", `${url}/api/events`, [alert]);
  assert.equal(refused.status, 503, refused.body);
  assert.equal(JSON.parse(refused.body).error.code, "STORE_UNAVAILABLE");
  assert.match(refused.body, sentence);
  const health = await send("GET", `${url}/api/health/all`);
  assert.equal(health.status, 503);
  assert.match(health.body, sentence);
  assert.equal((await send("GET", `${url}/api/events`)).status, 503);
  assert.equal((await send("GET", `${url}/api/history`)).status, 503);
  assert.equal((await analyse(url, alert)).meta.engine, "llm");
  // Triage looks for the database again and again meanwhile.
  await wait(700);
  assert.ok(!service.hasEnded(), "it ended by itself");
  assert.equal(await service.stop(), 0);
  assertQuiet(service);
  return service.output() + refused.body + health.body;
}

function assertQuiet(service: ServiceProcess): void {
  assert.doesNotMatch(service.output(), /^\s+at |node:internal|unhandled/im);
}

/** A database that a service has filled, and left. */
async function aFilledDatabase(name: string): Promise<string> {
  const path = join(folder, `${name}.db`);
  const service = start(`sqlite:${path}`);
  const url = await service.listening;
  const alerts = Array.from({ length: 2000 }, (_, index) => anAlikeAlert(aFamily(index % 5), index));
  assert.equal((await send("POST", `${url}/api/events`, alerts)).status, 202);
  await analyse(url, anAlikeAlert(aFamily(5), 0));
  assert.equal(await service.stop(), 0);
  return path;
}

describe("a state that cannot be used", { timeout: 240_000 }, () => {
  it("is told when its folder is read-only", async () => {
    const readOnly = mkdtempSync(join(tmpdir(), "sib-ro-"));
    const asRoot = process.getuid?.() === 0;
    try {
      if (asRoot) execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", readOnly]);
      else chmodSync(readOnly, 0o500);
      await assertRefusesWith(start(`sqlite:${join(readOnly, "sib.db")}`), /cannot be opened|read-only/);
    } finally {
      await endServices();
      if (asRoot) execFileSync("umount", [readOnly]);
      rmSync(readOnly, { recursive: true });
    }
  });

  it("is told when a newer version has written it, and is left as it was", async () => {
    const path = join(folder, "newer.db");
    const newer = new DatabaseSync(path);
    newer.exec("pragma journal_mode = wal; create table things (id integer); pragma user_version = 999");
    newer.close();
    const bytes = readFileSync(path);
    await assertRefusesWith(start(`sqlite:${path}`), /newer version \(schema 999/);
    assert.deepEqual(readFileSync(path), bytes);
  });

  it("is told when the file is no database", async () => {
    const path = join(folder, "text.db");
    writeFileSync(path, "a letter, and no database at all\n".repeat(500));
    await assertRefusesWith(start(`sqlite:${path}`), /not a SQLite database/);
  });

  it("never ends the service when pages of it are overwritten", async () => {
    const path = await aFilledDatabase("damaged");
    const pages = Math.floor(statSync(path).size / 4096);
    for (const share of damagedAt) {
      const copy = join(folder, `damaged-${share}.db`);
      writeFileSync(copy, readFileSync(path));
      const file = openSync(copy, "r+");
      writeSync(file, noise(4096), 0, 4096, Math.floor(pages * share) * 4096);
      closeSync(file);
      const service = start(`sqlite:${copy}`);
      const url = await service.listening;
      for (const address of ["/api/events?limit=500", "/api/history", "/api/events?q=shadow", "/api/triage/failed"]) {
        const { status, body } = await send("GET", `${url}${address}`);
        assert.ok(
          status === 200 || (status === 503 && /damaged|not a SQLite database/.test(body)),
          `${address}: ${status} ${body}`,
        );
      }
      const alerts = [anAlikeAlert(aFamily(7), 0), anAlikeAlert(aFamily(8), 1)];
      const { status, body } = await send("POST", `${url}/api/events`, alerts);
      assert.ok(status === 202 || (status === 503 && /damaged|not a SQLite database/.test(body)), `${status} ${body}`);
      assert.equal((await analyse(url, anAlikeAlert(aFamily(9), 0))).meta.engine, "llm");
      await wait(500);
      assert.ok(!service.hasEnded(), "it ended by itself");
      assert.equal(await service.stop(), 0);
      assertQuiet(service);
    }
  });

  it("is told when PostgreSQL refuses the password, which is nowhere to be read", async (test) => {
    if (postgresPrograms() === null) return test.skip("skipped: PostgreSQL is not installed");
    const server = startPostgres();
    try {
      server.newDatabase();
      server.psql("postgres", "create role locked login password 'Kettle-Plum-19'");
      const rights = server.psql("postgres", "show hba_file").trim();
      writeFileSync(rights, `local all locked scram-sha-256\n${readFileSync(rights, "utf8")}`);
      server.psql("postgres", "select pg_reload_conf()");
      const host = encodeURIComponent(server.psql("postgres", "show unix_socket_directories").trim());
      const service = start(`postgres://locked:Wrong-Fig-7@/test_1?host=${host}`, { LOG_LEVEL: "debug" });
      const said = await assertRefusesWith(service, /refuses the password of STATE_URL/);
      assert.doesNotMatch(said, /Wrong-Fig-7|Kettle-Plum/);
    } finally {
      await endServices();
      server.remove();
    }
  });
});

const spoils = {
  "no JSON": "answer = 'gar{bage'",
  "JSON of something else": `answer = '{"rank": 7, "answer": [1]}'`,
  "an object of nothing": `answer = '{"rank":{},"entities":{},"answer":{},"standIns":{},"own":[]}'`,
  "parts of no class": "parts = 'nonsense'",
};

describe("a shared answer that was spoilt in the database", { timeout: 120_000 }, () => {
  it("is asked for anew, and shared again", async () => {
    const place = sqlitePlace(folder, "spoilt");
    const service = start(place.url);
    const url = await service.listening;
    let made = await analyse(url, anAlikeAlert(aFamily(0), 0));
    let index = 1;
    const another = () => analyse(url, anAlikeAlert(aFamily(0), index++));
    for (const [what, change] of Object.entries(spoils)) {
      assert.equal((await another()).meta.cached, true);
      const calls = callsAboutAlerts(llm).length;
      place.run(`update risk_class set ${change}`);
      // What a process knows of a class is a second old at most.
      await wait(1100);
      const anew = await another();
      assert.deepEqual([anew.meta.engine, anew.meta.cached], ["llm", false], what);
      assert.notEqual(anew.meta.id, made.meta.id);
      assert.equal(callsAboutAlerts(llm).length, calls + 1);
      made = anew;
    }
    assert.equal((await another()).meta.id, made.meta.id);
    assert.equal((await allAnalyses(url)).length, 1 + Object.keys(spoils).length);
    assert.equal(await service.stop(), 0);
    assertQuiet(service);
  });
});

/** Bytes without order, the same each time. */
function noise(length: number): Buffer {
  let state = 12_345;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state >> 16;
    }),
  );
}
