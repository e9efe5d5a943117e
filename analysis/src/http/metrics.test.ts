import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import { aTestApp } from "./app.fixture.ts";
import { createMetrics } from "./metrics.ts";

describe("the metrics", () => {
  it("count what came before the library was there, and after", async () => {
    const metrics = createMetrics("1.2.3");
    for (let count = 0; count < 1500; count += 1) metrics.events("accepted", 2);
    metrics.analysis(anAnalysis());
    metrics.request({ route: "/health", method: "GET", status: 200, seconds: 0.01 });
    await metrics.load();
    metrics.events("rejected", 3);
    const { text, contentType } = await metrics.render();
    assert.match(contentType, /^text\/plain; version=0\.0\.4/);
    for (const line of [
      'sib_events_total{outcome="accepted"} 3000',
      'sib_events_total{outcome="rejected"} 3',
      'sib_events_total{outcome="refused"} 0',
      'sib_analyses_total{engine="builtin",verdict="true_positive",severity="high"} 1',
      'sib_http_request_duration_seconds_count{route="/health",method="GET",status="200"} 1',
      'sib_info{version="1.2.3"} 1',
    ])
      assert.ok(text.split("\n").includes(line), `${line} is missing`);
    assert.match(text, /^process_cpu_seconds_total/m);
  });

  it("carry the state of services as it was last seen, without those that are not set up", async () => {
    const metrics = createMetrics("1.2.3", {
      services: () => ({
        falco: { status: "degraded", latency_ms: 12 },
        analysis: { status: "healthy", latency_ms: 0 },
        prometheus: { status: "unhealthy", latency_ms: 2000 },
        grafana: { status: "not_configured", latency_ms: 1 },
      }),
    });
    const { text } = await metrics.render();
    for (const line of [
      'sib_service_up{service="falco"} 0.5',
      'sib_service_up{service="analysis"} 1',
      'sib_service_up{service="prometheus"} 0',
      'sib_service_latency_seconds{service="falco"} 0.012',
    ])
      assert.ok(text.split("\n").includes(line), `${line} is missing`);
    assert.doesNotMatch(text, /service="grafana"/);
  });

  it("wait for no service that hangs, and have it with a later scrape", async () => {
    const { promise, resolve } = Promise.withResolvers<{ status: "healthy" }>();
    const { app } = aTestApp({}, { healthChecks: { falco: () => promise } });
    const scrape = async () => (await app.inject("/metrics")).body;
    assert.doesNotMatch(await scrape(), /sib_service_up\{/);
    resolve({ status: "healthy" });
    await new Promise(setImmediate);
    assert.match(await scrape(), /sib_service_up\{service="falco"\} 1/);
    await app.close();
  });

  it("hold no word of a user, whatever is asked for", async () => {
    const { app } = aTestApp();
    for (const url of [
      "/analyze?rule=canary&output=canary",
      "/canary",
      "/canary?canary",
      "/api/events?q=canary",
      "/%canary",
    ])
      await app.inject({ url, headers: { "user-agent": "canary", host: "localhost" } });
    await app.inject({ method: "POST", url: "/api/events", payload: '{"rule":"canary","output":"canary"}' });
    const { body } = await app.inject("/metrics");
    assert.match(body, /route="\/analyze"/);
    assert.match(body, /route="unknown",method="GET",status="404"/);
    assert.doesNotMatch(body, /canary/);
  });
});
