import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import type { IncomingEvent, RemoteLog } from "#ports/alert-log.ts";
import { aRealEvent } from "#ports/event-reader.contract.ts";
import { clientFor } from "../../http-client/http-client.fixture.ts";
import { createLokiLog } from "../loki/loki-log.ts";
import { createVictoriaLogs } from "../victorialogs/victorialogs.ts";
import { labelsOfEvent, pushBodies } from "./push.ts";
import { createRemoteLog } from "./remote-log.ts";

const startNs = BigInt(Date.now()) * 1_000_000n;
const parser = createAlertParser({ now: () => new Date() });
const many = (count: number, output: string) =>
  Array.from({ length: count }, (_, index) => ({ timeNs: BigInt(count - index), labels: { rule: "R" }, line: output }));

describe("bodies of a push", () => {
  it("stay below a megabyte of bytes, however the text is written", () => {
    for (const text of ["x".repeat(5000), '"'.repeat(5000), "蜜".repeat(5000), "\u0001".repeat(2000)]) {
      const bodies = [...pushBodies(many(500, text))];
      for (const body of bodies) assert.ok(Buffer.byteLength(body) < 2 ** 20, `${Buffer.byteLength(body)}`);
      const values = bodies.flatMap((body) => JSON.parse(body).streams[0].values as [string, string][]);
      assert.equal(values.length, 500);
      assert.deepEqual(
        values.map(([ns]) => Number(ns)),
        Array.from({ length: 500 }, (_, index) => index + 1),
      );
    }
  });

  it("hold a line alone that is longer than that", () => {
    const bodies = [...pushBodies([...many(2, "short"), ...many(1, "x".repeat(2_000_000)), ...many(1, "short")])];
    assert.ok(bodies.length > 1);
  });

  it("are labelled as falcosidekick labels", () => {
    const { event } = aRealEvent(startNs, 1, {
      tags: ["b", "a"],
      output_fields: { "k8s.ns.name": "shop", "k8s.pod.name": "web-1" },
    });
    assert.deepEqual(labelsOfEvent(event), {
      rule: "Write below etc",
      source: "syscall",
      priority: "Warning",
      hostname: "shop-node-1",
      tags: "a,b",
      k8s_ns_name: "shop",
      k8s_pod_name: "web-1",
    });
    assert.equal("hostname" in labelsOfEvent({ ...event, hostname: "" }), false);
  });
});

const opened = {
  Loki: (url: string) => createLokiLog({ client: clientFor("Loki", url), parser }),
  VictoriaLogs: (url: string) => createVictoriaLogs({ client: clientFor("VictoriaLogs", url), parser }),
};

for (const [title, open] of Object.entries(opened))
  describe(`a push to ${title}`, () => {
    const events: readonly IncomingEvent[] = [aRealEvent(startNs, 1), aRealEvent(startNs, 2)];
    /** Against whoever answers all pushes so. */
    const push = async (status: number, body: string, work: (log: RemoteLog) => Promise<unknown>) => {
      const server = createServer((request, response) => {
        request.resume().on("end", () => response.writeHead(status).end(status === 204 ? undefined : body));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const log = createRemoteLog(open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), () => new Date());
      try {
        return await work(log);
      } finally {
        await log.close();
        server.closeAllConnections();
        server.close();
      }
    };
    const pushEvents = (log: RemoteLog) => log.push(events);
    const pushNotes = (log: RemoteLog) => log.pushNotes([{ timeNs: startNs, labels: {}, line: "{}" }]);

    it("is done when the store says so, without a word", async () => {
      for (const status of [200, 204]) assert.deepEqual(await push(status, "", pushEvents), { refused: 0 });
    });

    it("is not done by a page with 200 of a proxy that wants a sign-in", async () => {
      for (const work of [pushEvents, pushNotes])
        await assert.rejects(push(200, "<html>Please sign in</html>", work), {
          code: "LOG_STORE_UNAVAILABLE",
          message: new RegExp(`${title}: its answer is not what such a store answers`),
        });
    });

    it("is counted, and not tried for ever, where it is too large for a proxy in front", async () => {
      assert.deepEqual(await push(413, "<html>too large</html>", pushEvents), { refused: 1 });
    });

    for (const status of [302, 401, 404, 429, 500, 503])
      it(`is tried again after ${status}`, async () => {
        for (const work of [pushEvents, pushNotes])
          await assert.rejects(push(status, "no", work), { code: "LOG_STORE_UNAVAILABLE" });
      });
  });
