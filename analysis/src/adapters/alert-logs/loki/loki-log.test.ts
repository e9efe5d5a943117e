import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import type { RemoteLog } from "#ports/alert-log.ts";
import { aRealEvent, hostileTexts, testEventReader } from "#ports/event-reader.contract.ts";
import { clientFor } from "../../http-client/http-client.fixture.ts";
import { createRemoteLog } from "../remote/remote-log.ts";
import { countQuery, logQuery, noteQuery } from "./logql.ts";
import { createLokiLog } from "./loki-log.ts";
import { parseQuery } from "./loki-query.fixture.ts";
import type { LokiServer } from "./loki-server.fixture.ts";
import { startLokiServer } from "./loki-server.fixture.ts";

const hourNs = 3_600_000_000_000n;
const nowNs = () => BigInt(Date.now()) * 1_000_000n;
const startNs = nowNs() - 5n * hourNs;

function openLoki(url: string, tenant = ""): RemoteLog {
  const parser = createAlertParser({ now: () => new Date() });
  const client = clientFor("Loki", url, tenant === "" ? {} : { tenantHeaders: { "X-Scope-OrgID": tenant } });
  return createRemoteLog(createLokiLog({ client, parser }), () => new Date());
}

/** `make test-loki` names a real one. */
const realUrl = process.env["LOKI_URL_FOR_TESTS"];
const realTenant = process.env["LOKI_TENANT_FOR_TESTS"];

describe("Loki", () => {
  let server: LokiServer | null = null;
  before(async () => {
    server = realUrl === undefined ? await startLokiServer() : null;
  });
  after(() => server?.close());

  testEventReader(realUrl === undefined ? "Loki's API" : "a real Loki", startNs, async () => {
    const log = openLoki(realUrl ?? server?.url ?? "", realTenant);
    return { reader: log, put: async (events) => void (await log.push(events)) };
  });
});

describe("LogQL", () => {
  for (const text of hostileTexts) {
    it(`is valid with ${JSON.stringify(text)} in every place, and one query`, () => {
      const filter = {
        rule: text,
        hostname: text,
        source: text,
        exceptHostname: text,
        exceptRule: text,
        text: `${text}x`,
      };
      for (const query of [logQuery(filter), countQuery(filter, "rule", 1000n), noteQuery(text)])
        assert.doesNotThrow(() => parseQuery(query), query);
      assert.equal(logQuery(filter).match(/source!="analysis"/g)?.length, 1);
    });
  }
});

describe("Loki's limits", () => {
  it("keep what is too old from being pushed again and again, and nothing else", async () => {
    const server = await startLokiServer();
    const log = openLoki(server.url);
    const old = aRealEvent(startNs - 24n * 30n * hourNs, 1, { rule: "Old" });
    const young = aRealEvent(startNs, 2, { rule: "Young" });
    assert.deepEqual(await log.push([old, young]), { refused: 1 });
    assert.equal((await log.query({ limit: 10, rule: "Young" })).events.length, 1);
    await log.close();
    await server.close();
  });

  it("hold for a page of more text than is read at once", async () => {
    const server = await startLokiServer({ limits: { maxLineBytes: 2 ** 21 } });
    const log = openLoki(server.url);
    const events = Array.from({ length: 40 }, (_, index) =>
      aRealEvent(startNs, index, { rule: "Large", output: `${index} ${"x".repeat(1_000_000)}` }),
    );
    await log.push(events);
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await log.query({ limit: 20, rule: "Large", ...(cursor === undefined ? {} : { cursor }) });
      for (const { event } of page.events) seen.add(event.output.slice(0, 3));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.equal(seen.size, 40);
    await log.close();
    await server.close();
  });
});
