import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, it } from "node:test";
import { failureBehaviours } from "../fake-llm/failure-behaviours.ts";
import type { FakeLlm } from "../fake-llm/fake-llm.ts";
import { startFakeLlm } from "../fake-llm/fake-llm.ts";
import { goodAnswer } from "../fake-llm/good-answer.ts";
import type { Service } from "../sib.ts";
import { runSib, startSib } from "../sib.ts";
import { apiKey, providers, shellAlert } from "./open-pipeline.ts";

/**
 * One marked alert through every door of a real service, over each protocol, while the provider answers well and badly: no marked value reaches
 * the provider, and none a log, a metric, an error or a file of ours but the event store, which is the user's own.
 */

const canary = {
  user: "quillfeather",
  host: "vantablack-77",
  address: "10.88.77.66",
  secret: "Zx9-Kettle-Secret-4242",
};
const marks = Object.values(canary);
const alert = {
  ...shellAlert,
  hostname: canary.host,
  output: `A shell was spawned (user=${canary.user} command=mysql -h ${canary.address} -u ${canary.user} -p${canary.secret} shop)`,
  output_fields: {
    "user.name": canary.user,
    "proc.name": "mysql",
    "proc.cmdline": `mysql -h ${canary.address} -u ${canary.user} -p${canary.secret} shop`,
    "fd.sip": canary.address,
  },
};
/** Spoils that make the pipeline repair, ask again, retry and give up. */
const spoils = [
  "trailing-commas",
  "wrong-schema",
  "status-500",
  "status-400",
  "json-cut-off",
  "error-event-mid-stream",
] as const;

for (const { provider, protocol, model } of providers)
  describe(`a marked alert over ${provider}`, () => {
    let fake: FakeLlm;
    let service: Service;
    const folder = mkdtempSync(join(tmpdir(), "sib-canary-"));
    const answers: string[] = [];

    before(async () => {
      fake = await startFakeLlm({ protocol });
      service = await startSib({
        LLM_PROVIDER: provider,
        LLM_MODEL: model,
        LLM_BASE_URL: fake.url,
        LLM_TIMEOUT: "2",
        LLM_API_KEY: apiKey,
        STATE_URL: `sqlite:${join(folder, "state.db")}`,
        LOG_LEVEL: "debug",
      });
    });
    after(async () => {
      await service.stop();
      await fake.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const post = async (path: string, body: object, accept: string) => {
      const response = await fetch(service.url + path, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", accept },
      });
      answers.push(await response.text());
      return response.status;
    };
    /** Else the class would be answered once for all. */
    const forget = () => fetch(`${service.url}/api/cache/clear`, { method: "POST" });

    it("goes through every door", { timeout: 60_000 }, async () => {
      for (const accept of ["application/json", "text/plain", "text/html", "text/event-stream"]) {
        assert.equal(await post("/api/analyze", alert, accept), 200);
        assert.equal(await post("/api/analyze", alert, accept), 200, "the same again, out of the cache");
        await forget();
      }
      for (const spoil of spoils) {
        await forget();
        await fake.setBehaviour(failureBehaviours[spoil](protocol, goodAnswer({ user: "" })));
        assert.equal(await post("/api/analyze", alert, "application/json"), 200);
      }
      await fake.setBehaviour((request) => ({ kind: "answer", text: goodAnswer(request) }));
      const query = new URLSearchParams({ rule: alert.rule, output: alert.output, hostname: alert.hostname });
      answers.push(
        await (await fetch(`${service.url}/analyze?${query}`, { headers: { accept: "application/json" } })).text(),
      );
      await fetch(`${service.url}/analyze?${query}&dry_run=true&cursor=%zz`);
      for (const path of ["/api/history", "/api/triage/failed"])
        assert.equal((await fetch(service.url + path)).status, 200);
      assert.equal(await post("/api/events", alert, "application/json"), 202);
      await runSib(["analyze", "--jsonl", "-"], {
        stdin: `${JSON.stringify(alert)}\n`,
        env: { LLM_PROVIDER: provider, LLM_MODEL: model, LLM_BASE_URL: fake.url, LLM_API_KEY: apiKey },
      });
      assert.ok(fake.asked().length >= 8, "the model was hardly asked");
    });

    it("reaches no provider", () => {
      for (const { raw, path, headers } of fake.requests)
        assertNoMark(`${path} ${JSON.stringify(headers)} ${Buffer.from(raw).toString()}`, "a request");
    });

    it("is in no log, metric or health of ours, and the key neither", async () => {
      for (const path of ["/metrics", "/api/health/all", "/openapi.json"])
        assertNoMark(await (await fetch(service.url + path)).text(), path);
      assertNoMark(service.log(), "the log");
      assert.ok(!service.log().includes(apiKey));
      for (const answer of answers) {
        assert.ok(!answer.includes(apiKey));
        // Pages and reports show the alert itself, as it came.
        if (answer.startsWith("{")) assert.ok(!answer.includes(canary.secret), "an analysis holds a secret");
      }
    });

    it("is in no receipt and in no file but the store of events", async () => {
      const ids = answers.flatMap((answer) => /"id":"([0-9a-f]{16,})"/.exec(answer)?.[1] ?? []);
      assert.ok(ids.length > 0);
      for (const id of ids) {
        const response = await fetch(`${service.url}/api/history/${id}/receipt`);
        assertNoMark(await response.text(), "a receipt");
      }
      for (const name of readdirSync(folder).filter((file) => !/^state\.db/.test(file)))
        assertNoMark(readFileSync(join(folder, name), "latin1"), name);
      for (const [table, rows] of otherTables(join(folder, "state.db"))) assertNoMark(rows, table);
    });
  });

/** Everything in the database but the events themselves, whose log is the user's own. */
function otherTables(file: string): (readonly [string, string])[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
  const read = tables.flatMap(({ name }) => {
    if (/^event|_text_|^sqlite_/.test(name) || name.endsWith("_text")) return [];
    const statement = database.prepare(`select * from ${name}`);
    statement.setReadBigInts(true);
    return [
      [
        name,
        statement
          .all()
          .map((row) => Object.values(row).map(String).join("\n"))
          .join("\n"),
      ] as const,
    ];
  });
  database.close();
  assert.ok(
    read.some(([name, rows]) => name === "analysis" && rows.length > 0),
    "no analysis was kept",
  );
  return read;
}

function assertNoMark(text: string, where: string): void {
  for (const mark of marks) assert.ok(!text.includes(mark), `${where} holds a marked value`);
}
