import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { identityOf } from "#alert/event-identity.ts";
import { createAlertParser } from "#alert/parse.ts";
import type { FalcoEvent } from "#domain/alert.ts";
import type { EventQuery, EventReader, IncomingEvent } from "./alert-log.ts";
import { toIncomingEvent } from "./incoming-event.ts";

const hourNs = 3_600_000_000_000n;
const parser = createAlertParser({ now: () => new Date(0) });

/** An event `index` ms after `startNs`, under the identity that everybody would know it by; a test states only what it is about. */
export function aRealEvent(startNs: bigint, index: number, change: Partial<FalcoEvent> = {}): IncomingEvent {
  const timeNs = startNs + BigInt(index) * 1_000_000n;
  const nanoseconds = String(timeNs % 1_000_000_000n).padStart(9, "0");
  const event = {
    hostname: "shop-node-1",
    time: `${new Date(Number(timeNs / 1_000_000n)).toISOString().slice(0, 19)}.${nanoseconds}Z`,
    rule: "Write below etc",
    priority: "Warning",
    source: "syscall",
    tags: ["host"],
    output: `File below /etc opened for writing (file=/etc/motd-${index})`,
    output_fields: { "evt.time": timeNs, "fd.name": `/etc/motd-${index}` },
    ...change,
  };
  return toIncomingEvent(parser.parse(event), () => "");
}

export interface ReaderUnderTest {
  readonly reader: EventReader;
  /** Events are readable when it resolves. */
  readonly put: (events: readonly IncomingEvent[]) => Promise<void>;
}

/** What can be read of events, wherever they are. `startNs`: some hours ago, which the store still takes. */
export function testEventReader(name: string, startNs: bigint, open: () => Promise<ReaderUnderTest>): void {
  const at = (index: number, change: Partial<FalcoEvent> = {}) => aRealEvent(startNs, index, change);

  describe(`${name} as a reader of events`, () => {
    let reader: EventReader;
    let put: ReaderUnderTest["put"];
    const outputs = async (query: Partial<EventQuery>) => {
      const page = await reader.query({ limit: 500, ...query });
      return page.events.map(({ event }) => event.output);
    };
    const first = () => ({ sinceNs: startNs, untilNs: at(50).timeNs });
    before(async () => {
      ({ reader, put } = await open());
      await put([
        at(1),
        at(2, {
          rule: "Terminal shell in container",
          priority: "Notice",
          hostname: "shop-node-2",
          output: "A shell (user=mira)",
        }),
        at(3, {
          priority: "Critical",
          source: "k8s_audit",
          output: "Pod started",
          output_fields: { "ka.target.name": "Größe-7" },
        }),
      ]);
    });
    after(() => reader?.close());

    it("gives events newest first, exactly as they came", async () => {
      const page = await reader.query({ limit: 500 });
      assert.deepEqual(
        page.events.map(({ event }) => event.output),
        ["Pod started", "A shell (user=mira)", at(1).event.output],
      );
      const found = page.events[2]?.event;
      assert.ok(found);
      assert.deepEqual(structuredClone(found.output_fields), structuredClone(at(1).event.output_fields));
      assert.deepEqual({ ...found, output_fields: null }, { ...at(1).event, output_fields: null });
      assert.equal(
        identityOf(parser.parse(found), () => ""),
        at(1).identity,
      );
      assert.equal(page.nextCursor, null);
    });

    it("filters by each field", async () => {
      assert.deepEqual(await outputs({ rule: "Terminal shell in container" }), ["A shell (user=mira)"]);
      assert.deepEqual(await outputs({ hostname: "shop-node-2" }), ["A shell (user=mira)"]);
      assert.deepEqual(await outputs({ exceptHostname: "shop-node-1", ...first() }), ["A shell (user=mira)"]);
      assert.deepEqual(await outputs({ exceptRule: "Write below etc", ...first() }), ["A shell (user=mira)"]);
      assert.deepEqual(await outputs({ source: "k8s_audit" }), ["Pod started"]);
      assert.deepEqual(await outputs({ priorities: ["Critical", "Notice"] }), ["Pod started", "A shell (user=mira)"]);
      assert.deepEqual(await outputs({ rule: "terminal shell in container" }), []);
    });

    it("takes since as inclusive and until as exclusive", async () => {
      assert.deepEqual(await outputs({ sinceNs: at(2).timeNs, untilNs: at(3).timeNs }), ["A shell (user=mira)"]);
    });

    it("finds words of rule, output and fields, whatever their case", async () => {
      assert.equal((await outputs({ text: "MIRA" })).length, 1);
      assert.equal((await outputs({ text: "terminal container" })).length, 1);
      assert.equal((await outputs({ text: "/etc/mot" })).length, 2);
      assert.equal((await outputs({ text: "größe-7" })).length, 1);
      assert.equal((await outputs({ text: "nowhere" })).length, 0);
    });

    it("finds a command just so, whatever is in it", async () => {
      const commands = ["cat /etc/shadow", 'sh -c "echo <a> & \\"b\\""', "awk '{print $1}'", "grep -e a|b", "x `id` y"];
      await put(
        commands.map((command, index) =>
          at(800 + index, {
            rule: "Commands",
            output: `A command (command=${command})`,
            output_fields: { "proc.cmdline": command },
          }),
        ),
      );
      for (const phrase of commands) {
        const { events } = await reader.query({ rule: "Commands", phrase, limit: 10 });
        assert.ok(
          events.some(({ event }) => event.output_fields["proc.cmdline"] === phrase),
          phrase,
        );
        assert.ok(events.length < commands.length, phrase);
      }
    });

    for (const hostile of hostileTexts) {
      it(`takes ${JSON.stringify(hostile)} for text, never for a query`, async () => {
        const { events } = await reader.query({ text: hostile, limit: 500, ...first() });
        assert.ok(
          events.length < 3 || events.every(({ event }) => holds(event, hostile)),
          "the text changed the query",
        );
        for (const field of ["rule", "hostname", "source"] as const)
          assert.deepEqual(await outputs({ [field]: hostile, ...first() }), [], field);
        assert.equal((await outputs({ exceptHostname: hostile, exceptRule: hostile, ...first() })).length, 3);
        assert.deepEqual(await outputs({ phrase: `${hostile}no such words`, ...first() }), []);
        assert.deepEqual(await reader.tally({ filter: { rule: hostile }, by: "rule", stretches: [first()] }), []);
      });
    }

    it("pages without holes or doubles at equal times", async () => {
      await put(Array.from({ length: 25 }, (_, index) => at(100, { rule: "Paged", output: `event ${index}` })));
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 10; page += 1) {
        const found = await reader.query({ limit: 4, rule: "Paged", ...(cursor === undefined ? {} : { cursor }) });
        assert.ok(found.events.length <= 4);
        seen.push(...found.events.map(({ event }) => event.output));
        if (found.nextCursor === null) break;
        cursor = found.nextCursor;
      }
      assert.equal(seen.length, 25);
      assert.equal(new Set(seen).size, 25);
    });

    it("pages over times that differ and times that do not, whatever the size of a page", async () => {
      const events = Array.from({ length: 40 }, (_, index) => {
        const time = 200 + Math.floor(index / 7);
        return at(time, { rule: "Paged twice", output: `event ${index}` });
      });
      await put(events);
      for (const limit of [1, 3, 7, 39, 40, 41]) {
        const times: string[] = [];
        const seen = new Set<string>();
        let cursor: string | undefined;
        do {
          const query = { limit, rule: "Paged twice", ...(cursor === undefined ? {} : { cursor }) };
          const page = await reader.query(query);
          for (const { event } of page.events) {
            times.push(event.time ?? "");
            seen.add(event.output);
          }
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        assert.equal(times.length, 40, `pages of ${limit}`);
        assert.equal(seen.size, 40, `pages of ${limit}`);
        assert.deepEqual(times, times.toSorted().reverse());
      }
    });

    it("refuses a cursor that is not its own", async () => {
      for (const cursor of ["nonsense", "", "MQ", "\u0000", "OTk5OTk5OTk5OTk5OTk5OTk5OS4x"])
        await assert.rejects(reader.query({ limit: 1, cursor }), { code: "CURSOR_INVALID" });
      const { nextCursor } = await reader.query({ limit: 1 });
      for (const cursor of [nextCursor?.slice(0, -1), nextCursor?.slice(0, -2), `${nextCursor}A`, `${nextCursor}=`])
        await assert.rejects(reader.query({ limit: 1, cursor: cursor ?? "" }), { code: "CURSOR_INVALID" });
    });

    it("shows an event once, however often it was kept", async () => {
      await put([at(300, { rule: "Twice" })]);
      await put([at(300, { rule: "Twice" })]);
      assert.equal((await outputs({ rule: "Twice" })).length, 1);
      const stretches = [{ sinceNs: at(300).timeNs, untilNs: at(301).timeNs }];
      assert.deepEqual(await reader.tally({ filter: { rule: "Twice" }, by: "rule", stretches }), [
        { name: "Twice", counts: [1] },
      ]);
    });

    it("counts by rule and by host, each stretch for itself, results of analyses never", async () => {
      const counted = (index: number, change: Partial<FalcoEvent>) => at(index, { output: `n ${index}`, ...change });
      await put([
        counted(400, { rule: "Counted" }),
        counted(401, { rule: "Counted" }),
        counted(402, { rule: "Counted", hostname: "shop-node-2" }),
        counted(500, { rule: "Counted" }),
        counted(501, { rule: "Counted", source: "analysis" }),
      ]);
      const stretches = [
        { sinceNs: at(400).timeNs, untilNs: at(403).timeNs },
        { sinceNs: at(402).timeNs, untilNs: at(600).timeNs },
        { sinceNs: at(0).timeNs - hourNs, untilNs: at(399).timeNs },
      ];
      assert.deepEqual(await reader.tally({ filter: { rule: "Counted" }, by: "hostname", stretches }), [
        { name: "shop-node-1", counts: [2, 1, 0] },
        { name: "shop-node-2", counts: [1, 1, 0] },
      ]);
      const byRule = await reader.tally({
        filter: { hostname: "shop-node-2" },
        by: "rule",
        stretches: [{ sinceNs: startNs, untilNs: at(600).timeNs }],
      });
      assert.deepEqual(byRule.map(({ name, counts }) => [name, ...counts]).sort(), [
        ["Counted", 1],
        ["Terminal shell in container", 1],
      ]);
      assert.equal(await reader.oldest({ rule: "Counted" }), at(400).timeNs);
      assert.equal(await reader.oldest({ rule: "Counted", exceptHostname: "shop-node-1" }), at(402).timeNs);
      assert.equal(await reader.oldest({ rule: "Never fired" }), null);
      assert.deepEqual(await outputs({ rule: "Counted", source: "analysis" }), []);
      assert.equal((await outputs({ rule: "Counted" })).length, 4);
    });

    it("keeps what is hostile inside an event as it is", async () => {
      const output = "x\u0000y <script> '; drop table event; -- ${jndi:x} {{.x}} \u202e";
      await put([at(700, { rule: 'Hostile "rule" {a="b"} | json', output, output_fields: { "a\u0000b": "c" } })]);
      const [found] = (await reader.query({ limit: 1, rule: 'Hostile "rule" {a="b"} | json' })).events;
      assert.equal(found?.event.output, output);
    });

    it("finds events by what identifies them", async () => {
      const [one, two, lost] = [at(7001), at(7002), at(7003)];
      await put([one, two]);
      const found = await reader.find([lost, two, one, two]);
      assert.deepEqual([...found.keys()].sort(), [one.identity, two.identity].sort());
      assert.equal(found.get(two.identity)?.event.output, two.event.output);
      assert.deepEqual([...(await reader.find([]))], []);
    });

    it("is healthy while it works", async () => {
      assert.deepEqual(await reader.health(), { status: "healthy" });
    });
  });
}

/** Every word of it, or every piece where there is none, stands somewhere in what is searched; a store may cut texts into words. */
function holds({ rule, hostname, output, output_fields: fields }: FalcoEvent, text: string): boolean {
  const searched = [rule, hostname, output, ...Object.values(fields).map(String)].join("\n").toLowerCase();
  const lower = text.toLowerCase();
  return (lower.match(/[\p{L}\p{N}_]+/gu) ?? lower.split(/\s+/)).every((piece) => searched.includes(piece));
}

/** Each would change a query, were it put into one as it is: SQL, FTS5, tsquery, LogQL, LogsQL, patterns, templates, addresses. */
export const hostileTexts: readonly string[] = [
  ...['"', "' or 1=1 --", '" OR rule:*', "NEAR(a b)", "*", "a* OR b", "%", "{}", "\u0000", "\ud800", ")", "rule : x"],
  ...[
    "-",
    "^a",
    "a AND",
    "(((",
    "\\",
    "`",
    "|= `x`",
    "_stream:{}",
    "'",
    '\\"',
    "\\\\",
    '\\\\"',
    '"}',
    '"} | json',
    '"}) or vector(1)',
  ],
  ...[
    '{rule=~".+"}',
    '",rule=~".+',
    '" |~ ".*',
    "` | line_format `x",
    "{{.rule}}",
    "{{__line__}}",
    "$1",
    "${x}",
    "%s%n",
  ],
  ...[
    "#",
    "# comment",
    "// x",
    "/* x */",
    "\n",
    "a\nb",
    "\r\n",
    "\t",
    "\u2028",
    "\u202e",
    "\u0085",
    "\ufeff",
    "é\u0301",
  ],
  ...[
    "(?i)",
    "(?:",
    "[",
    "]",
    "[a-",
    "a{1000000}",
    "(a+)+$",
    ".*",
    "\\Qx\\E",
    "\\E.*",
    "x|y",
    "|",
    "||",
    "| stats count()",
  ],
  ...[
    "* | delete",
    "_time:1y",
    "_time:[0,9]",
    "!source:x",
    "not x",
    "or",
    "and",
    "NOT",
    '":~".*',
    "*:*",
    "in(*)",
    "re(.*)",
    "i(x)",
  ],
  ...["&limit=0", "?query=x", "&", "+", "%22", "%00", "=", "==", "!=", "=~", "!~", "<>", ",", ";", ":", "::"],
  ...[
    "source=analysis",
    'source:="analysis"',
    "__proto__",
    "constructor",
    "null",
    "undefined",
    "true",
    "0",
    "-1",
    "1e999",
  ],
];
