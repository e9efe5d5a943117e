import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { aService, hangs, trickles } from "#adapters/services/service.fixture.ts";
import { loadConfig } from "#config/load-config.ts";
import { createHealthBoard } from "#http/health-board.ts";
import type { IncomingEvent } from "#ports/alert-log.ts";
import type { HealthParts } from "./served-health.ts";
import { createServedHealth, healthTargets } from "./served-health.ts";

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

function serve(environment: Record<string, string> = {}, name: HealthParts["alertLog"]["name"] = "embedded") {
  const config = loadConfig({
    environment: { STATE_URL: "memory:", ...environment },
    defaultFile: "/no/such/file.yaml",
  });
  const alertLog = {
    name,
    health: async () => ({ status: "healthy" }),
    query: async () => ({ events: [], nextCursor: null }),
  } as unknown as HealthParts["alertLog"];
  const served = createServedHealth(config, {
    writes: null,
    toolbox: { fetch, now: () => new Date() },
    alertLog,
    store: { health: async () => ({ status: "healthy" }) },
    model: null,
    triage: null,
    lookup: () => Promise.reject(new Error("no name")),
  });
  const board = createHealthBoard({
    ...served,
    alertLog,
    stack: name,
    elapsed: () => performance.now(),
    now: () => new Date(),
    refusals: () => ({ count: 0, last: null, lasting: false }),
  });
  return { served, board };
}

describe("the health of a service", () => {
  it("has the names that belong to where events are kept", async () => {
    const names = async (name: HealthParts["alertLog"]["name"]) =>
      Object.keys((await serve({}, name).board.check()).services).filter((service) => /^(?:lo|pr|vi|em)/.test(service));
    assert.deepEqual(await names("embedded"), ["embedded"]);
    assert.deepEqual(await names("loki"), ["loki", "prometheus"]);
    assert.deepEqual(await names("victorialogs"), ["victorialogs", "victoriametrics"]);
  });

  it("answers within 3 s when every service hangs or sends bytes for ever", async () => {
    const { origin, close } = await aService({
      "/healthz": hangs,
      "/ready": hangs,
      "/-/ready": trickles,
      "/api/health": trickles,
      "/metrics": trickles,
    });
    closing.push(close);
    const { board } = serve(
      {
        FALCO_HEALTH_URL: origin,
        SIDEKICK_HEALTH_URL: origin,
        GRAFANA_HEALTH_URL: origin,
        LOKI_HEALTH_URL: origin,
        PROMETHEUS_HEALTH_URL: origin,
      },
      "loki",
    );
    const began = performance.now();
    const { status, services } = await board.check();
    assert.ok(performance.now() - began < 3000, "it took too long");
    assert.equal(status, "degraded");
    for (const name of ["falco", "falcosidekick", "grafana", "prometheus"])
      assert.match(services[name]?.detail ?? "", /no answer in time/, name);
    assert.equal(services["loki"]?.status, "degraded", "its queries work, its health address hangs");
    assert.equal(services["analysis"]?.status, "healthy");
  });

  it("asks each service once for ten who look at once", async () => {
    const { origin, asked, close } = await aService({ "/healthz": "ok", "/metrics": "" });
    closing.push(close);
    const { board } = serve({ FALCO_HEALTH_URL: origin });
    await Promise.all(Array.from({ length: 10 }, () => board.check()));
    assert.deepEqual(asked.map(({ url }) => url).toSorted(), ["/healthz", "/metrics"]);
  });

  it("tells when clocks of senders are ahead", async () => {
    const { served, board } = serve();
    const received = new Date();
    const timeNs = BigInt(received.getTime() + 600_000) * 1_000_000n;
    const event = { timeNs, identity: "x", event: { hostname: "n1" } } as unknown as IncomingEvent;
    served.onEvents?.([event, event, event], received);
    const { services } = await board.check();
    assert.equal(services["analysis"]?.status, "degraded");
    assert.match(services["analysis"]?.detail ?? "", /Clocks differ by 10 min.*n1/);
  });

  it("does not count what is neither set nor found, and takes silence for a fault only where that is set", async () => {
    const { status, services } = await serve().board.check();
    assert.equal(status, "healthy");
    for (const name of ["falco", "falcosidekick", "grafana", "llm"])
      assert.equal(services[name]?.status, "not_configured", name);
  });

  it("is described with each service, its setting and the address that is tried without it", () => {
    const described = readFileSync(new URL("../../docs/health.md", import.meta.url), "utf8");
    for (const [name, { key, usual }] of Object.entries(healthTargets)) {
      assert.ok(described.includes(`\`${name}\``) && described.includes(`\`${key}\``), `${name} is missing`);
      const isTried = name !== "loki" && name !== "victorialogs";
      assert.equal(described.includes(`\`${usual}\``), isTried, usual);
    }
  });
});
