import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { HealthCheck, ServiceHealth } from "#ports/service-health.ts";
import { createFalcosidekickCheck } from "./falcosidekick.ts";
import { createGrafanaCheck } from "./grafana.ts";
import { createLogStoreCheck } from "./log-store.ts";
import { createPrometheusCheck } from "./prometheus.ts";
import type { Answers, AService } from "./service.fixture.ts";
import { aService, aSignal, hangs, optionsFor } from "./service.fixture.ts";
import type { ServiceOptions } from "./service-options.ts";
import { createVictoriaMetricsCheck } from "./victoriametrics.ts";

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

async function looking(
  create: (options: ServiceOptions) => HealthCheck,
  usual: string,
  answers: Answers,
): Promise<{ readonly service: AService; readonly look: () => Promise<ServiceHealth> }> {
  const service = await aService(answers);
  closing.push(service.close);
  const check = create(optionsFor({ address: service.origin, usual }));
  return { service, look: () => check(aSignal()) };
}

describe("the check of falcosidekick", () => {
  const usual = "http://falcosidekick:2801/healthz";
  const page = (counts: Record<string, number>, name = "falcosecurity_falcosidekick_outputs_total") =>
    Object.entries(counts)
      .map(([key, count]) => {
        const [destination, status] = key.split(" ");
        return `${name}{destination="${destination}",status="${status}"} ${count}\n`;
      })
      .join("");
  const start = (metrics: string) =>
    looking(createFalcosidekickCheck, usual, { "/healthz": '{"status": "ok"}', "/metrics": metrics });

  it("is degraded when an output never arrived, naming it", async () => {
    const { look } = await start(page({ "loki error": 4, "slack ok": 9 }));
    const { status, detail = "" } = await look();
    assert.equal(status, "degraded");
    assert.match(detail, /cannot deliver to loki \(4 of 4\)/);
    const old = await start(page({ "webhook error": 1 }, "falcosidekick_outputs"));
    assert.match((await old.look()).detail ?? "", /webhook/);
  });

  it("judges by what was sent since the last reading, and keeps its word while nothing is sent", async () => {
    const { service, look } = await start(page({ "loki ok": 900, "loki error": 30 }));
    assert.equal((await look()).status, "healthy");
    service.answers["/metrics"] = page({ "loki ok": 901, "loki error": 33 });
    assert.match((await look()).detail ?? "", /loki \(3 of 4\)/);
    assert.equal((await look()).status, "degraded");
    service.answers["/metrics"] = page({ "loki ok": 902, "loki error": 33 });
    assert.deepEqual(await look(), { status: "healthy", detail: "What it sends arrives." });
    service.answers["/metrics"] = page({ "loki ok": 0, "loki error": 2 });
    assert.match((await look()).detail ?? "", /loki \(2 of 2\)/, "after a restart");
  });

  it("makes no markup and no line of what labels hold", async () => {
    const { look } = await start(page({ "<b>\\nx error": 1 }));
    assert.match((await look()).detail ?? "", /_b__x \(1 of 1\)/);
  });

  it("is healthy while its metrics cannot be read, and unhealthy when it is away", async () => {
    const { look } = await looking(createFalcosidekickCheck, usual, { "/healthz": "ok" });
    assert.equal((await look()).status, "healthy");
    const broken = await looking(createFalcosidekickCheck, usual, { "/healthz": [500, ""] });
    assert.equal((await broken.look()).status, "unhealthy");
  });
});

describe("the check of Grafana", () => {
  const answer = async (status: number, body: string) => {
    const { look } = await looking(createGrafanaCheck, "http://grafana:3000/api/health", {
      "/api/health": [status, body],
    });
    return await look();
  };

  it("is healthy with its database, degraded without it", async () => {
    assert.deepEqual(await answer(200, '{"database": "ok", "version": "12"}'), { status: "healthy" });
    const { status, detail = "" } = await answer(503, '{"database": "failing"}');
    assert.equal(status, "degraded");
    assert.match(detail, /its own database fails/);
  });

  it("tells something else at its address, and an answer that is none", async () => {
    assert.match((await answer(200, "<html>hello")).detail ?? "", /not Grafana's health address/);
    assert.equal((await answer(200, "null")).status, "degraded");
    assert.equal((await answer(502, "bad gateway")).status, "unhealthy");
  });
});

describe("the checks of Prometheus and VictoriaMetrics", () => {
  const query = "/api/v1/query?query=count(up)";
  const works = '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"3"]}]}}';
  for (const [name, create, usual] of [
    ["Prometheus", createPrometheusCheck, "http://prometheus:9090/-/ready"],
    ["VictoriaMetrics", createVictoriaMetricsCheck, "http://victoriametrics:8428/health"],
  ] as const) {
    const path = new URL(usual).pathname;
    const state = async (answers: Answers) => (await looking(create, usual, answers)).look();

    it(`are healthy when a query works: ${name}`, async () => {
      assert.deepEqual(await state({ [path]: "ready", [query]: works }), { status: "healthy" });
      const empty = await state({ [path]: "ready", [query]: '{"status":"success","data":{"result":[]}}' });
      assert.match(empty.detail ?? "", /scrapes nothing yet/);
    });

    it(`are degraded when ready and a query fails or hangs: ${name}`, async () => {
      for (const answer of [[422, '{"status":"error"}'] as const, '{"status":"error"}', "null", "<html>"]) {
        const { status, detail = "" } = await state({ [path]: "ready", [query]: answer });
        assert.equal(status, "degraded");
        assert.match(detail, new RegExp(`${name} is ready, but a trial query`));
      }
      const { status, detail = "" } = await state({ [path]: "ready", [query]: hangs });
      assert.equal(status, "degraded");
      assert.match(detail, /no answer in time/);
    });

    it(`are unhealthy when not ready: ${name}`, async () => {
      const { status, detail = "" } = await state({ [path]: [503, "starting"], [query]: works });
      assert.equal(status, "unhealthy");
      assert.match(detail, /answered 503/);
    });
  }
});

describe("the check of a log store with a health address of its own", () => {
  const state = async (own: ServiceHealth, answers: Answers) => {
    const create = (options: ServiceOptions) => createLogStoreCheck({ ...options, health: async () => own });
    return (await looking(create, "http://loki:3100/ready", answers)).look();
  };

  it("is what its queries say while the address answers, and degraded when it does not", async () => {
    const failing = { status: "degraded", detail: "Its queries fail." } as const;
    assert.deepEqual(await state(failing, { "/ready": "ready" }), failing);
    const { status, detail = "" } = await state({ status: "healthy" }, { "/ready": [503, ""] });
    assert.equal(status, "degraded");
    assert.match(detail, /Its health address answered 503/);
    assert.equal((await state({ status: "unhealthy" }, {})).status, "unhealthy");
  });
});
