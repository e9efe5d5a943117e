import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { StoredEvent } from "#ports/alert-log.ts";
import type { ServiceHealth } from "#ports/service-health.ts";
import { createFalcoCheck } from "./falco.ts";
import { createFalcoReadings } from "./falco-readings.ts";
import { withSilence } from "./falco-silence.ts";
import { aService, aSignal, hangs, optionsFor } from "./service.fixture.ts";

const usual = "http://falco:8765/healthz";

interface Counters {
  readonly events?: number;
  readonly drops?: number;
  readonly lost?: number;
  readonly start?: number;
  readonly upS?: number;
  readonly host?: string;
  readonly engine?: string;
}

/** As Falco 0.41 writes it. */
function page({
  events,
  drops = 0,
  lost = 0,
  start = 1,
  upS = 5,
  host = "n1",
  engine = "modern_bpf",
}: Counters): string {
  const counts =
    events === undefined
      ? ""
      : `falcosecurity_scap_n_evts_total ${events}\nfalcosecurity_scap_n_drops_total ${drops}\n`;
  return `# HELP falcosecurity_scap_engine_name_info https://falco.org/docs/metrics/
falcosecurity_scap_engine_name_info{engine_name="source_plugin",evt_source="k8s_audit"} 1
falcosecurity_scap_engine_name_info{engine_name="${engine}",evt_source="syscall"} 1
falcosecurity_evt_hostname_info{hostname="${host}"} 1
falcosecurity_falco_outputs_queue_num_drops_total ${lost}
falcosecurity_falco_start_timestamp_nanoseconds ${start}
falcosecurity_falco_duration_seconds_total ${upS}
falcosecurity_scap_n_drops_full_threadtable_total 99
${counts}`;
}

describe("Falco's own metrics", () => {
  /** The state after the last of these readings, each so many seconds after the start. */
  const judge = (...readings: readonly (readonly [seconds: number, Counters])[]): ServiceHealth => {
    const { judge: look } = createFalcoReadings();
    return readings.reduce((_, [seconds, counters]) => look(page(counters), seconds * 1000), {
      status: "unhealthy",
    } as ServiceHealth);
  };

  it("are healthy while system calls are seen, however few alerts there are", () => {
    assert.equal(judge([0, { events: 5 }]).status, "healthy");
    const { status, detail = "" } = judge([0, { events: 0 }], [30, { events: 3000, drops: 3 }]);
    assert.equal(status, "healthy");
    assert.match(detail, /100 system calls a second, 0\.1 % dropped/);
  });

  it("are degraded when no system call was seen for 30 s, not before, and well when they come again", () => {
    assert.equal(judge([0, { events: 700 }], [29, { events: 700 }]).status, "healthy");
    const { status, detail = "" } = judge([0, { events: 700 }], [20, { events: 700 }], [45, { events: 700 }]);
    assert.equal(status, "degraded");
    assert.match(detail, /sees no system calls: not one in the last 45 s\. .*driver.*privileged/);
    assert.equal(judge([0, { events: 700 }], [40, { events: 700 }], [70, { events: 800 }]).status, "healthy");
    assert.match(judge([0, { events: 0, upS: 4000 }]).detail ?? "", /none since its start 4000 s ago/);
  });

  it("are degraded when more than 5 % of them are dropped in that time, with the share", () => {
    const { status, detail = "" } = judge([0, { events: 1000, drops: 900 }], [60, { events: 2000, drops: 1150 }]);
    assert.equal(status, "degraded");
    assert.match(detail, /drops 25 % of the system calls \(last 60 s\).*buf_size_preset/);
    assert.equal(judge([0, { events: 1000, drops: 900 }], [60, { events: 2000, drops: 950 }]).status, "healthy");
  });

  it("are degraded when alerts were thrown away", () => {
    const { status, detail = "" } = judge([0, { events: 1, lost: 7 }], [60, { events: 9, lost: 9 }]);
    assert.equal(status, "degraded");
    assert.match(detail, /threw away 2 alerts.*http_output/);
  });

  it("are compared only with the same start of the same Falco", () => {
    assert.equal(judge([0, { events: 900 }], [60, { events: 5, start: 2 }]).status, "healthy");
    assert.equal(judge([0, { events: 900 }], [60, { events: 900, host: "n2" }]).status, "healthy");
    const seen = judge([0, { events: 900 }], [5, { events: 10, host: "n2" }], [60, { events: 900 }]);
    assert.equal(seen.status, "degraded");
  });

  it("are not blamed for system calls where only plugins bring events, or where they are not counted", () => {
    const plugins = judge([0, { engine: "nodriver" }], [60, { engine: "nodriver" }]);
    assert.equal(plugins.status, "healthy");
    assert.match(plugins.detail ?? "", /watches k8s_audit and no system calls/);
    const uncounted = judge([0, {}], [60, {}]);
    assert.equal(uncounted.status, "healthy");
    assert.match(uncounted.detail ?? "", /kernel_event_counters_enabled/);
    const { judge: look } = createFalcoReadings();
    assert.equal(
      look('falcosecurity_scap_engine_name_info{engine_name="nodriver",evt_source="syscall"} 1', 0).status,
      "degraded",
    );
  });

  it("of older versions are read under their own names", () => {
    const { judge: look } = createFalcoReadings();
    const old = (events: number) =>
      `falcosecurity_scap_engine_name_info{raw_name="engine_name",engine_name="bpf"} 1\nfalcosecurity_falco_evt_source_info{raw_name="evt_source",evt_source="syscall"} 1\nfalcosecurity_scap_n_evts_total{raw_name="n_evts"} ${events}\n`;
    look(old(5), 0);
    assert.equal(look(old(5), 40_000).status, "degraded");
  });
});

describe("the check of Falco", () => {
  const closing: (() => Promise<void>)[] = [];
  after(async () => {
    for (const close of closing) await close();
  });
  const check = async (answers: Parameters<typeof aService>[0], clock = { nowMs: 0 }) => {
    const service = await aService(answers);
    closing.push(service.close);
    return { service, look: createFalcoCheck(optionsFor({ address: service.origin, usual }, clock)) };
  };

  it("compares two readings of its metrics", async () => {
    const clock = { nowMs: 0 };
    const { service, look } = await check({ "/healthz": '{"status": "ok"}', "/metrics": page({ events: 10 }) }, clock);
    assert.equal((await look(aSignal())).status, "healthy");
    clock.nowMs = 31_000;
    assert.equal((await look(aSignal())).status, "degraded");
    service.answers["/metrics"] = page({ events: 20 });
    assert.equal((await look(aSignal())).status, "healthy");
  });

  it("is healthy without metrics and says how to enable them", async () => {
    const { look } = await check({ "/healthz": '{"status": "ok"}' });
    const { status, detail = "" } = await look(aSignal());
    assert.equal(status, "healthy");
    assert.match(detail, /metrics\.enabled and webserver\.prometheus_metrics_enabled/);
  });

  it("is unhealthy when it does not answer, degraded when only its metrics hang", async () => {
    const { look } = await check({ "/healthz": [503, "secret words"], "/metrics": page({ events: 1 }) });
    const { status, detail = "" } = await look(aSignal());
    assert.equal(status, "unhealthy");
    assert.match(detail, /answered 503/);
    assert.doesNotMatch(detail, /secret words/);
    const hanging = await check({ "/healthz": "ok", "/metrics": hangs });
    assert.match((await hanging.look(aSignal())).detail ?? "", /is up, but for its metrics it gives no answer in time/);
  });

  it("is not configured where nothing is set and the usual name does not resolve", async () => {
    const look = createFalcoCheck(optionsFor({ address: null, usual, setting: "health.falco_url" }));
    assert.deepEqual(await look(aSignal()), {
      status: "not_configured",
      detail: "health.falco_url is not set, and the usual name falco does not resolve here.",
    });
  });
});

describe("silence of alerts", () => {
  const now = new Date("2026-03-14T06:00:00Z");
  const event = (time: string): StoredEvent => ({ id: "1", event: { time } as StoredEvent["event"] });
  const silence = (times: readonly string[], startedAgoMin = 600, state: ServiceHealth = { status: "healthy" }) => {
    let clock = new Date(now.getTime() - startedAgoMin * 60_000);
    const check = withSilence(async () => state, {
      minutes: 60,
      now: () => clock,
      alertLog: {
        query: async ({ sinceNs = 0n, untilNs = 10n ** 20n }) => ({
          events: times
            .filter((time) => {
              const ns = BigInt(Date.parse(time)) * 1_000_000n;
              return ns >= sinceNs && ns < untilNs;
            })
            .map(event),
          nextCursor: null,
        }),
      },
    });
    clock = now;
    return check(aSignal());
  };

  it("longer than was set is degraded, shorter is what the check says", async () => {
    const { status, detail = "" } = await silence(["2026-03-14T04:59:00Z"]);
    assert.equal(status, "degraded");
    assert.match(detail, /The last alert is of 2026-03-14T04:59:00 UTC, and health\.falco_silence calls 60 min/);
    assert.deepEqual(await silence(["2026-03-14T05:01:00Z"]), { status: "healthy" });
    assert.equal((await silence(["2026-03-14T04:00:00Z"], 600, { status: "not_configured" })).status, "degraded");
    assert.equal((await silence([], 600, { status: "unhealthy" })).status, "unhealthy");
  });

  it("is no fault of a log that is empty since a moment, and an event of the far future breaks none", async () => {
    assert.equal((await silence([], 5)).status, "healthy");
    assert.match((await silence([], 61)).detail ?? "", /No alert has come/);
    assert.equal((await silence(["2099-01-01T00:00:00Z"], 61)).status, "degraded");
  });

  it("is not judged when the log cannot be read", async () => {
    const check = withSilence(async () => ({ status: "healthy" }), {
      minutes: 60,
      now: () => now,
      alertLog: { query: () => Promise.reject(new Error("away")) },
    });
    assert.deepEqual(await check(aSignal()), { status: "healthy" });
    const hanging = withSilence(async () => ({ status: "healthy" }), {
      minutes: 60,
      now: () => now,
      alertLog: { query: () => new Promise(() => undefined) },
    });
    assert.deepEqual(await hanging(aSignal()), { status: "healthy" });
  });
});
