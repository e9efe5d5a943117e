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

/** What every alert log does, whatever is behind it. */
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

    it("filters by each field", async () => {
      assert.deepEqual(await outputs({ rule: "Terminal shell in container" }), ["A shell (user=mira)"]);
      assert.deepEqual(await outputs({ hostname: "shop-node-2" }), ["A shell (user=mira)"]);
      assert.deepEqual(await outputs({ source: "k8s_audit" }), ["Pod started"]);
      assert.deepEqual(await outputs({ priorities: ["Critical", "Notice"] }), ["Pod started", "A shell (user=mira)"]);
    });

    it("takes since as inclusive and until as exclusive", async () => {
      assert.deepEqual(await outputs({ sinceNs: anIncomingEvent(2).timeNs, untilNs: anIncomingEvent(3).timeNs }), [
        "A shell (user=mira)",
      ]);
    });

    it("finds words of rule, output and fields, whatever their case", async () => {
      assert.equal((await outputs({ text: "MIRA" })).length, 1);
      assert.equal((await outputs({ text: "terminal container" })).length, 1);
      assert.equal((await outputs({ text: "/etc/mot" })).length, 2);
      assert.equal((await outputs({ text: "größe-7" })).length, 1);
      assert.equal((await outputs({ text: "nowhere" })).length, 0);
    });

    for (const hostile of [
      '"',
      "' or 1=1 --",
      '" OR rule:*',
      "NEAR(a b)",
      "*",
      "a* OR b",
      "%",
      "{}",
      "\u0000",
      "\ud800",
      ")",
      "rule : x",
      "-",
      "^a",
      "a AND",
      "(((",
      "\\",
      "`",
      "|= `x`",
      "_stream:{}",
    ]) {
      it(`takes ${JSON.stringify(hostile)} for text, never for a query`, async () => {
        const found = await outputs({ text: hostile });
        assert.ok(found.length < 3 || found.every((output) => output.includes(hostile)), "the text changed the query");
      });
    }

    it("pages without holes or doubles at equal times", async () => {
      const alike = Array.from({ length: 25 }, (_, index) => {
        const incoming = anIncomingEvent(100, { rule: "Paged", output: `event ${index}` });
        return { ...incoming, identity: `paged ${index}` };
      });
      await log.append(alike);
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 10; page += 1) {
        const found = await log.query({ limit: 4, rule: "Paged", ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...found.events.map(({ event }) => event.output));
        if (found.nextCursor === null) break;
        cursor = found.nextCursor;
      }
      assert.equal(seen.length, 25);
      assert.equal(new Set(seen).size, 25);
    });

    it("refuses a cursor that is not its own", async () => {
      for (const cursor of ["nonsense", "", "MQ", "\u0000", "OTk5OTk5OTk5OTk5OTk5OTk5OS4x"]) {
        await assert.rejects(log.query({ limit: 1, cursor }), { code: "CURSOR_INVALID" });
      }
      const { nextCursor } = await log.query({ limit: 1 });
      for (const cursor of [nextCursor?.slice(0, -1), nextCursor?.slice(0, -2), `${nextCursor}A`, `${nextCursor}=`])
        await assert.rejects(log.query({ limit: 1, cursor: cursor ?? "" }), { code: "CURSOR_INVALID" });
    });

    it("keeps what is hostile inside an event as it is", async () => {
      const output = "x\u0000y \ud800 <script> '; drop table event; --";
      await log.append([
        anIncomingEvent(200, { rule: "Hostile", output, output_fields: { __proto__x: "1", "a\u0000b": "c" } }),
      ]);
      const [found] = (await log.query({ limit: 1, rule: "Hostile" })).events;
      assert.equal(found?.event.output.length, output.length);
    });

    it("finds events by what identifies them", async () => {
      const [one, two, lost] = [anIncomingEvent(7001), anIncomingEvent(7002), anIncomingEvent(7003)];
      await log.append([one, two]);
      const found = await log.find([lost, two, one, two]);
      assert.deepEqual([...found.keys()].sort(), [one.identity, two.identity].sort());
      assert.equal(found.get(two.identity)?.event.output, two.event.output);
      assert.deepEqual([...(await log.find([]))], []);
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

    it("is healthy while it works", async () => {
      assert.equal((await log.health()).status, "healthy");
    });
  });
}
