import assert from "node:assert/strict";
import { request } from "node:https";
import { after, before, describe, it } from "node:test";
import { cert, key } from "../../services/tls.fixture.ts";
import {
  get,
  lines,
  minuteNs,
  nowMs,
  nowNs,
  plain,
  push,
  pushBody,
  secondNs,
  withServer,
} from "./loki-asking.fixture.ts";
import type { LokiServer } from "./loki-server.fixture.ts";
import { startLokiServer } from "./loki-server.fixture.ts";

describe("what is in front of the Loki fixture", () => {
  it("asks for credentials", async () => {
    const auth = { basic: { user: "u", password: "p" } };
    await withServer({ auth }, async (server) => {
      assert.equal((await get(server, "/ready")).status, 401);
      const headers = { Authorization: `Basic ${Buffer.from("u:p").toString("base64")}` };
      assert.equal((await get(server, "/ready", {}, { headers })).text, "ready\n");
    });
    await withServer({ auth: { bearer: "t" } }, async (server) => {
      assert.equal((await get(server, "/ready", {}, { headers: { Authorization: "Bearer t" } })).status, 200);
    });
  });

  it("keeps tenants apart", () =>
    withServer({ tenant: true, pathPrefix: "/logs" }, async (server) => {
      assert.match(server.url, /\/logs$/);
      assert.deepEqual(await push(server, { job: "a" }, [[nowNs, "x"]]), { status: 401, text: "no org id\n" });
      const headers = { "Content-Type": "application/json", "X-Scope-OrgID": "one" };
      const body = pushBody({ job: "a" }, [[nowNs - 1n, "x"]]);
      const pushed = await fetch(`${server.url}/loki/api/v1/push`, { method: "POST", headers, body });
      assert.equal(pushed.status, 204);
      const found = (tenant: string) =>
        get(server, "/loki/api/v1/query_range", { query: '{job="a"}' }, { headers: { "X-Scope-OrgID": tenant } });
      assert.match((await found("one")).text, /"x"/);
      assert.match((await found("two")).text, /"result":\[\]/);
      assert.equal((await fetch(new URL("/ready", server.url))).status, 404);
      assert.equal(server.requests.at(-1)?.path, "/ready");
    }));

  it("speaks TLS", () =>
    withServer({ tls: { key, cert } }, async (server) => {
      const status = await new Promise((resolve, reject) => {
        request(`${server.url}/ready`, { ca: cert, checkServerIdentity: () => undefined }, (response) =>
          resolve(response.statusCode),
        )
          .on("error", reject)
          .end();
      });
      assert.equal(status, 200);
      await assert.rejects(fetch(`${server.url}/ready`));
    }));
});

describe("faults of the Loki fixture", () => {
  let server: LokiServer;
  before(async () => {
    server = await startLokiServer({ nowMs: () => nowMs, limits: plain });
    await push(server, { job: "a" }, [[nowNs - 1n, "x"]]);
  });
  after(() => server.close());
  const query = () =>
    get(server, "/loki/api/v1/query_range", { query: '{job="a"}' }, { signal: AbortSignal.timeout(10_000) });

  it("refuses connections, and is back at the same port", async () => {
    await server.fault("refused");
    await assert.rejects(query(), /fetch failed/);
    await server.fault(null);
    assert.deepEqual(await lines(server, '{job="a"}'), ["x"]);
  });

  it("says nothing, or says it late", async () => {
    await server.fault("silent");
    await assert.rejects(get(server, "/ready", {}, { signal: AbortSignal.timeout(50) }), { name: "TimeoutError" });
    await server.fault("slow", 60);
    const since = performance.now();
    assert.equal((await query()).status, 200);
    assert.ok(performance.now() - since >= 50);
  });

  it("answers with errors and with pages", async () => {
    await server.fault(429);
    assert.deepEqual([(await query()).status, (await query()).headers.get("retry-after")], [429, "1"]);
    for (const status of [401, 500] as const) {
      await server.fault(status);
      assert.equal((await query()).status, status);
    }
    await server.fault("html");
    assert.match((await query()).text, /^<!doctype html>/);
    await server.fault("wrong-clock");
    const date = Date.parse((await query()).headers.get("date") ?? "");
    assert.ok(date - Date.now() > 3_500_000);
    await server.fault(null);
    server.setReady(false);
    assert.equal((await get(server, "/ready")).status, 503);
    server.setReady(true);
  });

  it("breaks off in the middle of an answer", async () => {
    await server.fault("half");
    await assert.rejects(query(), { message: "terminated" });
    await server.fault("restart");
    await assert.rejects(query(), { message: "terminated" });
    assert.equal((await query()).status, 200);
  });

  it("answers with too much, which is valid", async () => {
    await server.fault("million");
    const million = JSON.parse((await query()).text).data.result[0].values;
    assert.equal(million.length, 1_000_000);
    await server.fault("huge-line");
    const huge = JSON.parse((await query()).text).data.result[0].values;
    assert.equal(huge[0][1].length, 1024 * 1024);
    await server.fault(null);
  });
});

describe("the Loki fixture with 200,000 entries", () => {
  it("answers a selector, a range and a limit well under 100 ms", () =>
    withServer({}, async (server) => {
      for (let stream = 0; stream < 200; stream += 1)
        await push(
          server,
          { job: `j${stream}`, kind: "k" },
          Array.from({ length: 1000 }, (_, index) => [
            nowNs - 30n * minuteNs + BigInt(index) * secondNs,
            `line ${index}`,
          ]),
        );
      assert.equal(server.entries().length, 200_000);
      const measured = [];
      for (let round = 0; round < 5; round += 1) {
        const since = performance.now();
        assert.equal((await lines(server, '{kind="k"} |= "line"', { limit: "1000" })).length, 1000);
        measured.push(performance.now() - since);
      }
      assert.ok(Math.min(...measured) < 100, `took ${measured}`);
    }));
});
