import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aTestApp, brokenLog, withToken } from "../app.fixture.ts";
import { call } from "../call.fixture.ts";

describe("health", () => {
  it("is open and cheap", async () => {
    const { response } = await call({ url: "/health" });
    assert.partialDeepStrictEqual(response.json(), { status: "healthy", version: "1.2.3" });
  });

  it("is unhealthy when the event store is, degraded when another service is, and waits for nobody", async () => {
    const broken = await call({ url: "/api/health/all" }, { alertLog: brokenLog() });
    assert.equal(broken.response.statusCode, 503);
    assert.equal(broken.response.json().status, "unhealthy");
    const hanging = await call(
      { url: "/api/health/all" },
      {
        healthChecks: {
          grafana: () => new Promise(() => undefined),
          falco: async () => ({ status: "not_configured" }),
        },
      },
    );
    assert.equal(hanging.response.statusCode, 200);
    assert.equal(hanging.response.json().status, "degraded");
    assert.match(hanging.response.json().services.grafana.detail, /No answer within/);
  });
});

describe("the status page", () => {
  it("shows what the report says, to people and behind the same access rules", async () => {
    const healthChecks = { grafana: async () => ({ status: "unhealthy", detail: "It is away." }) };
    const { response } = await call({ url: "/status" }, { healthChecks });
    assert.equal(response.statusCode, 200);
    assert.match(String(response.headers["content-type"]), /^text\/html/);
    assert.match(response.body, /grafana<\/th>\s*<td><span class="badge state unhealthy">.*It is away\./s);
    const broken = await call({ url: "/status" }, { alertLog: brokenLog() });
    assert.match(broken.response.body, /Events or analyses are at risk/);
    const { app } = aTestApp(withToken());
    assert.equal((await app.inject({ url: "/status", headers: { host: "localhost" } })).statusCode, 401);
  });
});

describe("what is not there", () => {
  it("is 404 with a hint, or 405 with what is allowed", async () => {
    assert.equal((await call({ url: "/nothing" })).response.statusCode, 404);
    const { response } = await call({ method: "DELETE", url: "/api/events" });
    assert.equal(response.statusCode, 405);
    assert.equal(response.headers.allow, "GET, POST");
  });
});
