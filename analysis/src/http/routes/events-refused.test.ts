import assert from "node:assert/strict";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { AppError } from "#domain/errors.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import { aTestApp } from "../app.fixture.ts";

const event = {
  rule: "Write below etc",
  output: "File below /etc opened (user=root file=/etc/x)",
  time: 1_773_450_000,
};

/** An app over a store that can be made to fail; the store itself never says so. */
function aFailingApp() {
  const store = { fails: false };
  const alertLog: AlertLog = {
    ...aStore(),
    async append() {
      if (store.fails) throw new AppError("STORE_UNAVAILABLE", { detail: "The disk is full." });
    },
  };
  const { app } = aTestApp({}, { alertLog });
  const hand = (events: readonly unknown[]) =>
    app.inject({
      method: "POST",
      url: "/api/events",
      headers: { "content-type": "application/json" },
      payload: JSON.stringify(events),
    });
  const health = async () => (await app.inject({ url: "/api/health/all" })).json();
  return { app, store, hand, health };
}

describe("events that are refused", () => {
  it("are told in the state of the alert log while it lasts and noted afterwards", async () => {
    const { app, store, hand, health } = aFailingApp();
    assert.equal((await hand([event])).statusCode, 202);
    assert.equal((await health()).services.embedded.detail, undefined);
    store.fails = true;
    assert.equal((await hand([event, event])).statusCode, 503);
    assert.equal((await hand([event])).statusCode, 503);
    const lasting = await health();
    assert.equal(lasting.status, "degraded");
    assert.equal(lasting.services.embedded.status, "degraded");
    assert.match(lasting.services.embedded.detail, /refused since the start: 3, the last at 2026-03-14T06:00:00\.000Z/);
    store.fails = false;
    assert.equal((await hand([event])).statusCode, 202);
    const over = await health();
    assert.equal(over.services.embedded.status, "healthy");
    assert.match(over.services.embedded.detail, /refused since the start: 3, .* others have been accepted since/);
    assert.match((await app.inject({ url: "/metrics" })).body, /sib_events_total\{outcome="refused"\} 3/);
  });

  it("are not those that were no events", async () => {
    const { hand, health } = aFailingApp();
    assert.equal((await hand([7])).statusCode, 400);
    assert.equal((await health()).services.embedded.detail, undefined);
  });
});

describe("events that come faster than they are written", () => {
  it("wait at the socket, are not read, and are taken when there is room", async () => {
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    const bothRead = Promise.withResolvers<void>();
    let appends = 0;
    const { app } = aTestApp(
      {},
      {
        alertLog: {
          ...aStore(),
          async append() {
            appends += 1;
            if (appends === 2) bothRead.resolve();
            await written;
          },
        },
      },
    );
    await app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const body = Buffer.from(`[${JSON.stringify(event)}${" ".repeat(12 * 2 ** 20)}]`);
    const send = () => {
      const sending = request({
        port,
        method: "POST",
        path: "/api/events",
        headers: { "content-length": body.length },
      });
      sending.end(body);
      const status = new Promise<number | undefined>((resolve, reject) => {
        sending.on("response", (response) => resolve(response.resume().statusCode));
        sending.on("error", reject);
      });
      return { sending, status };
    };
    const first = [send(), send()];
    await bothRead.promise;
    const third = send();
    // A health check that was asked later is answered, the batch is not.
    for (let asked = 0; asked < 20; asked += 1) await fetch(`http://127.0.0.1:${port}/health`);
    assert.equal(appends, 2);
    assert.ok((third.sending.socket?.writableLength ?? body.length) > 0, "the whole body was read");
    write();
    assert.deepEqual(await Promise.all([...first, third].map(({ status }) => status)), [202, 202, 202]);
    await app.close();
  });
});

function aStore(): AlertLog {
  return {
    name: "embedded",
    append: async () => undefined,
    query: async () => ({ events: [], nextCursor: null }),
    tally: async () => [],
    oldest: async () => null,
    find: async () => new Map(),
    after: async () => [],
    health: async () => ({ status: "healthy" }),
    prune: async () => 0,
    close: async () => undefined,
  };
}
