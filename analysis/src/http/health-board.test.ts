import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ServiceHealth } from "#ports/service-health.ts";
import { createHealthBoard } from "./health-board.ts";
import type { Refusals } from "./metrics.ts";
import type { HttpDependencies } from "./ports.ts";

const healthy = async (): Promise<ServiceHealth> => ({ status: "healthy" });

function aBoard(
  healthChecks: HttpDependencies["healthChecks"] = {},
  {
    clock = { nowMs: 0 },
    name = "embedded",
    log = healthy,
  }: { clock?: { nowMs: number }; name?: string; log?: typeof healthy } = {},
) {
  const refusals: { now: Refusals } = { now: { count: 0, last: null, lasting: false } };
  const board = createHealthBoard({
    alertLog: { name, health: log } as unknown as HttpDependencies["alertLog"],
    healthChecks,
    stack: name,
    elapsed: () => clock.nowMs,
    now: () => new Date("2026-03-14T06:00:00Z"),
    refusals: () => refusals.now,
  });
  return { board, clock, refusals };
}

const statesOf = (services: Readonly<Record<string, ServiceHealth>>) =>
  Object.fromEntries(Object.entries(services).map(([service, { status }]) => [service, status]));

describe("the health board", () => {
  it("names every service in the order in which an alert passes them", async () => {
    const { services } = await aBoard(
      { falco: healthy, prometheus: healthy, analysis: healthy },
      { name: "loki" },
    ).board.check();
    assert.deepEqual(Object.entries(statesOf(services)), [
      ["falco", "healthy"],
      ["falcosidekick", "not_configured"],
      ["loki", "healthy"],
      ["prometheus", "healthy"],
      ["analysis", "healthy"],
      ["grafana", "not_configured"],
      ["llm", "not_configured"],
    ]);
  });

  it("is unhealthy by the alert log and the analysis, degraded by any other, and leaves out what is not set up", async () => {
    const is = (status: ServiceHealth["status"]) => async (): Promise<ServiceHealth> => ({ status });
    const whole = async (...setup: Parameters<typeof aBoard>) => (await aBoard(...setup).board.check()).status;
    assert.equal(await whole(), "healthy");
    assert.equal(await whole({}, { log: is("unhealthy") }), "unhealthy");
    assert.equal(await whole({ analysis: is("unhealthy") }), "unhealthy");
    assert.equal(await whole({ grafana: is("unhealthy") }), "degraded");
    assert.equal(await whole({ falco: is("degraded") }), "degraded");
    assert.equal(await whole({}, { log: is("degraded") }), "degraded");
    assert.equal(await whole({ embedded: is("unhealthy") }), "unhealthy", "its own check wins");
  });

  it("looks once for all who ask within a second, and again for who comes later", async () => {
    let looks = 0;
    const { board, clock } = aBoard({
      falco: async () => {
        looks += 1;
        return { status: "healthy" };
      },
    });
    await Promise.all(Array.from({ length: 10 }, () => board.check()));
    clock.nowMs = 999;
    await board.check();
    assert.equal(looks, 1);
    clock.nowMs = 1001;
    await board.check();
    assert.equal(looks, 2);
  });

  it("answers within 3 s when a check hangs, throws or ends at once", async () => {
    const began = performance.now();
    const { services } = await aBoard({
      falco: () => new Promise(() => undefined),
      grafana: () => Promise.reject(new Error("secret")),
      llm: () => {
        throw new Error("secret");
      },
    }).board.check();
    assert.ok(performance.now() - began < 3000);
    assert.match(services["falco"]?.detail ?? "", /No answer within 2\.5 s: it hangs/);
    for (const name of ["grafana", "llm"]) assert.equal(services[name]?.detail, "The check failed.");
  });

  it("tells refused events at once, also of what was looked up before", async () => {
    const { board, refusals } = aBoard();
    assert.equal((await board.check()).services["embedded"]?.status, "healthy");
    refusals.now = { count: 2, last: new Date(0), lasting: true };
    assert.equal((await board.check()).services["embedded"]?.status, "degraded");
  });

  it("has for a scraper what is at most 30 s old, waits for nothing and stays fresh for it", async (test) => {
    test.mock.timers.enable({ apis: ["setInterval"] });
    let looks = 0;
    const { board, clock } = aBoard({
      falco: async () => {
        looks += 1;
        return { status: "healthy" };
      },
    });
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(board.recent(), {}, "nothing is known yet");
    await settle();
    assert.equal(board.recent()["falco"]?.status, "healthy");
    clock.nowMs = 60_000;
    test.mock.timers.tick(20_000);
    await settle();
    assert.equal(looks, 2, "refreshed by itself");
    assert.equal(board.recent()["falco"]?.status, "healthy");
    clock.nowMs = 60_000 + 31_000;
    assert.deepEqual(board.recent(), {}, "too old");
    await settle();
    clock.nowMs += 6 * 60_000;
    const before = looks;
    test.mock.timers.tick(60_000);
    await settle();
    assert.equal(looks, before, "nobody scrapes any more");
    board.stop();
  });
});
