import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { FalcoEvent } from "#domain/alert.ts";
import type { AlertLog, ArrivedEvent, EventQuery, IncomingEvent } from "./alert-log.ts";

const startNs = 1_773_450_000_000_000_000n; // 2026-03-14T01:00:00Z

/** An incoming event `index` ms after the start; a test states only what it is about. */
export function anIncomingEvent(index: number, change: Partial<FalcoEvent> = {}): IncomingEvent {
  const timeNs = startNs + BigInt(index) * 1_000_000n;
  const event: FalcoEvent = {
    hostname: "shop-node-1",
    time: new Date(Number(timeNs / 1_000_000n)).toISOString().replace("Z", "000000Z"),
    rule: "Write below etc",
    priority: "Warning",
    source: "syscall",
    tags: ["host"],
    output: `File below /etc opened for writing (file=/etc/motd-${index})`,
    output_fields: { "evt.time": timeNs, "fd.name": `/etc/motd-${index}` },
    ...change,
  };
  return { event, timeNs, identity: `${timeNs}|${event.hostname}|${event.rule}|${event.output}` };
}

/** What a log does that events come in to, beside what every reader does (`event-reader.contract.ts`). */
export function testAlertLog(name: string, open: () => Promise<AlertLog>): void {
  describe(`${name} as an alert log`, () => {
    let log: AlertLog;
    const outputs = async (query: Partial<EventQuery>) => {
      const page = await log.query({ limit: 500, ...query });
      return page.events.map(({ event }) => event.output);
    };
    before(async () => {
      log = await open();
      await log.append([
        anIncomingEvent(1),
        anIncomingEvent(2, {
          rule: "Terminal shell in container",
          priority: "Notice",
          hostname: "shop-node-2",
          output: "A shell (user=mira)",
        }),
        anIncomingEvent(3, {
          priority: "Critical",
          source: "k8s_audit",
          output: "Pod started",
          output_fields: { "ka.target.name": "Größe-7" },
        }),
      ]);
    });
    after(() => log.close());

    it("gives events newest first, exactly as they came", async () => {
      const page = await log.query({ limit: 500 });
      assert.deepEqual(
        page.events.map(({ event }) => event.output),
        ["Pod started", "A shell (user=mira)", anIncomingEvent(1).event.output],
      );
      assert.deepEqual(
        structuredClone(page.events[2]?.event.output_fields),
        structuredClone(anIncomingEvent(1).event.output_fields),
      );
      assert.equal(page.nextCursor, null);
    });

    it("keeps an event once, however often it comes", async () => {
      await log.append([anIncomingEvent(1), anIncomingEvent(1)]);
      await log.append([
        { ...anIncomingEvent(2), event: anIncomingEvent(2).event, identity: anIncomingEvent(1).identity },
      ]);
      assert.equal((await outputs({})).length, 3);
    });

    it("hands out events in the order in which they came in, each once", async () => {
      const late = anIncomingEvent(1, { output: "older, but came last" });
      await log.append([anIncomingEvent(8001)]);
      await log.append([late]);
      await log.append([anIncomingEvent(8001)]);
      const seen: string[] = [];
      let place: string | null = null;
      for (;;) {
        const arrived: readonly ArrivedEvent[] = await log.after(place, 2);
        const last = arrived.at(-1);
        if (last === undefined) break;
        assert.ok(arrived.length <= 2);
        seen.push(...arrived.map(({ identity }) => identity));
        place = last.place;
      }
      assert.equal(new Set(seen).size, seen.length);
      assert.deepEqual(seen.slice(-2), [anIncomingEvent(8001).identity, late.identity]);
      assert.deepEqual(await log.after(place, 2), []);
    });
  });
}
