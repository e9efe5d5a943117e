import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { AppError } from "#domain/errors.ts";
import { parseExactJson, stringifyExact } from "./json.ts";
import { createAlertParser } from "./parse.ts";
import { officialTemplates } from "./rule-templates.fixture.ts";

const parser = createAlertParser({ templates: officialTemplates, now: () => new Date("2026-03-14T05:06:07.089Z") });
const received = "2026-03-14T05:06:07.089000000Z";

const message = "A shell was spawned in a container with an attached terminal";
const fieldText =
  "evt_type=execve user=root user_uid=0 user_loginuid=-1 process=bash proc_exepath=/bin/bash parent=<NA> command=bash -i terminal=34816 exe_flags=EXE_WRITABLE|EXE_LOWER_LAYER container_id=b7a1d8d4cb6c container_name=web";
const line = `01:02:03.123456789: Notice ${message} | ${fieldText}`;
const outputFields = {
  ...{
    "evt.type": "execve",
    "user.name": "root",
    "user.uid": 0,
    "user.loginuid": -1,
    "proc.name": "bash",
    "proc.pname": null,
  },
  ...{
    "proc.exepath": "/bin/bash",
    "proc.cmdline": "bash -i",
    "proc.tty": 34816,
    "container.id": "b7a1d8d4cb6c",
    "container.name": "web",
  },
  "evt.arg.flags": "EXE_WRITABLE|EXE_LOWER_LAYER",
};
const event = {
  ...{
    hostname: "node-1",
    output: line,
    output_fields: outputFields,
    priority: "Notice",
    rule: "Terminal shell in container",
  },
  ...{ source: "syscall", tags: ["shell", "T1059"], time: "2026-03-14T01:02:03.123456789Z" },
};
const expected = parser.parse(event);

const fails = (input: unknown): string => {
  try {
    parser.parse(input);
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, "ALERT_INVALID");
    return error.message;
  }
  return "";
};

describe("parse", () => {
  it("reads Falco's JSON", () => {
    const { output_fields, readings, ...alert } = expected;
    assert.deepEqual(alert, {
      ...{
        rule: "Terminal shell in container",
        rule_from: "event",
        priority: "Notice",
        source: "syscall",
        hostname: "node-1",
      },
      ...{
        tags: ["shell", "T1059"],
        time: "2026-03-14T01:02:03.123456789Z",
        time_from: "event",
        uuid: null,
        output: line,
        message,
      },
      ...{ ambiguous: false, doubtful: [], cut: [] },
    });
    const { "user.loginuid": _id, "proc.pname": _parent, ...present } = outputFields;
    assert.deepEqual({ ...output_fields }, present);
    assert.equal(Object.getPrototypeOf(output_fields), null);
    assert.equal(Object.getPrototypeOf(readings), null);
  });

  it("reads the same event from text alone", () => {
    const { output_fields, ...text } = event;
    assert.deepEqual(parser.parse(text), expected);
    assert.deepEqual(parser.parse({ ...text, output_fields: null }), expected);
    assert.deepEqual(parser.parse({ ...text, output_fields: {} }), expected);
  });

  it("reads the shape of the query string and the API", () => {
    const { output, output_fields, ...rest } = event;
    assert.deepEqual(
      parser.parse({ ...rest, alert: output, dry_run: true, priority: "notice", tags: "shell,T1059" }),
      expected,
    );
    assert.deepEqual(
      parser.parse({ ...rest, output, tags: "shell T1059", source: "syscalls", time: "1773450123123456789" }),
      expected,
    );
    assert.deepEqual(parser.parse({ ...rest, output, output_fields: stringifyExact(output_fields) }), expected);
  });

  it("takes empty parameters as not given, and the priority from the line", () => {
    const alert = parser.parse({
      rule: "Mine",
      output: line,
      priority: "",
      hostname: "",
      source: "",
      tags: "",
      time: "",
    });
    assert.deepEqual(
      [alert.priority, alert.hostname, alert.source, alert.tags, alert.time],
      ["Notice", null, "syscall", [], received],
    );
    assert.equal(alert.time_from, "received");
    assert.equal(parser.parse({ rule: "Mine", output: "x" }).priority, "Notice");
  });

  it("reads falcosidekick's payload, uuid and custom fields included", () => {
    const alert = parser.parse({ uuid: "u-1", ...event, output_fields: { ...outputFields, cluster: "prod" } });
    assert.deepEqual([alert.uuid, alert.output_fields["cluster"], alert.doubtful], ["u-1", "prod", []]);
  });

  it("reads old events without source, tags, hostname or time", () => {
    const alert = parser.parse({
      output: line,
      priority: "Notice",
      rule: "Mine",
      output_fields: { ...outputFields, "evt.time": "1773450123123456789" },
    });
    assert.deepEqual([alert.source, alert.tags, alert.hostname, alert.time], ["syscall", [], null, event.time]);
    assert.equal(alert.output_fields["evt.time"], 1773450123123456789n);
  });

  it("reads gRPC's shape", () => {
    const { output_fields, ...rest } = event;
    const alert = parser.parse({
      ...rest,
      outputFields: output_fields,
      priority: 5,
      time: { seconds: "1773450123", nanos: 123456789 },
    });
    assert.deepEqual(alert, expected);
  });

  it("reads events that have only fields", () => {
    const alert = parser.parse({ rule: "net", priority: "Debug", output_fields: { "fd.rip": "203.0.113.1", "": "" } });
    assert.deepEqual([alert.output, alert.message, { ...alert.output_fields }], ["", "", { "fd.rip": "203.0.113.1" }]);
  });

  const { hostname: _host, rule: _rule, tags: _tags, ...rest } = expected;
  const lines: readonly (readonly [name: string, input: unknown, hostname: string | null])[] = [
    ["a bare line", line, null],
    ["{text}", { text: line }, null],
    ["a syslog line", `Nov 18 13:04:40 node-1 falco[699]: ${line}`, "node-1"],
    ["a compose line", { text: `falco_1   | ${line}\n` }, null],
    ["a kubectl line", `falco-5zh6f falco ${line}`, null],
    ["Docker's log file", { log: `${line}\n`, stream: "stdout", time: "2026-03-14T01:02:03.2Z" }, null],
    ["a container's log", `2026-03-14T01:02:03.2Z stdout F ${line}`, null],
  ];
  for (const [name, input, hostname] of lines) {
    it(`reads ${name} and finds the rule by its message`, () => {
      const alert = parser.parse(input);
      assert.deepEqual(alert.output_fields, expected.output_fields);
      assert.deepEqual(
        [alert.rule, alert.rule_from, alert.priority, alert.message, alert.hostname],
        [event.rule, "message", "Notice", message, hostname],
      );
      assert.ok(alert.tags.includes("mitre_execution"));
      const hasDate = name.includes("log file") || name.includes("container's");
      assert.deepEqual([alert.time, alert.time_from], hasDate ? [rest.time, "event"] : [received, "received"]);
    });
  }

  const json = stringifyExact(event);
  const jsonLines: readonly (readonly [name: string, input: unknown])[] = [
    ["a line of JSON", json],
    ["{text} that is JSON", { text: `${json}\n` }],
    ["a syslog line that carries JSON", `Aug 03 11:37:33 ubuntu falco[167240]: ${json}`],
    ["a container log that carries JSON", `2026-03-14T01:02:09.2Z stdout F ${json}`],
    [
      "Docker's log file with JSON",
      stringifyExact({ log: `${json}\n`, stream: "stdout", time: "2026-03-14T01:02:09.2Z" }),
    ],
    [
      "a link whose output is JSON",
      { rule: event.rule, output: json, priority: "Notice", hostname: "node-1", time: 1773450123123 },
    ],
    [
      "a Loki line that is JSON",
      { stream: { rule: event.rule, priority: "Notice" }, values: [["1773450123000000000", json]] },
    ],
  ];
  for (const [name, input] of jsonLines) it(`reads ${name}`, () => assert.deepEqual(parser.parse(input), expected));

  it("reads one Loki stream by its labels", () => {
    const labels = {
      rule: event.rule,
      priority: "Notice",
      source: "syscall",
      hostname: "node-1",
      tags: "shell,T1059",
      k8s_ns_name: "shop",
    };
    const alert = parser.parse({ stream: labels, values: [["1773450123123456789", line]] });
    assert.equal(alert.output_fields["k8s.ns.name"], "shop");
    assert.deepEqual({ ...alert, output_fields: null }, { ...expected, rule_from: "labels", output_fields: null });
  });

  it("lets a label that falcosidekick made win over the line, and no label of another collector", () => {
    const planted = line.replace("bash -i", "bash k8s_ns_name=kube-system");
    const labels = { rule: event.rule, k8s_ns_name: "shop" };
    const alert = parser.parse({ stream: labels, values: [["1773450123123456789", planted]] });
    assert.equal(alert.output_fields["k8s.ns.name"], "shop");
    assert.ok(!alert.doubtful.includes("k8s.ns.name"));
    const other = parser.parse({
      stream: { container_name: "falco", job: "x" },
      values: [["1773450123123456789", line]],
    });
    assert.equal(other.output_fields["container.name"], "web");
    assert.equal(other.rule_from, "message");
  });

  it("names what Falco says about itself as internal", () => {
    const text =
      "18:43:37.9: Critical Falco internal: syscall event drop. 9 system calls dropped in last second. (n_drops=9 n_evts=15232)";
    const fromText = parser.parse({ text });
    assert.deepEqual(
      [fromText.rule, fromText.source, fromText.rule_from],
      ["Falco internal: syscall event drop", "internal", "message"],
    );
    const old = parser.parse({
      rule: "Falco internal: syscall event drop",
      output: "Falco internal: syscall event drop.",
      output_fields: { n_drops: "9" },
    });
    assert.deepEqual([old.source, { ...old.output_fields }], ["internal", { n_drops: 9 }]);
    const posing = parser.parse({ rule: "Falco internal: x", output_fields: { "proc.cmdline": "bash -i" } });
    assert.equal(posing.source, "syscall");
  });

  it("gives a line of an unknown rule a short form of its message as rule", () => {
    const rule = (text: string) => parser.parse(`01:02:03.1: Warning ${text}`).rule;
    assert.equal(rule("Custom thing happened (user=root)"), "Custom thing happened");
    assert.equal(rule("First sentence. Second one"), "First sentence");
    assert.equal(rule("word ".repeat(40)), "word ".repeat(16).trim());
    assert.equal(rule("x".repeat(200)), "x".repeat(80));
    assert.equal(parser.parse("01:02:03.1: Warning Custom (user=root)").rule_from, "unknown");
  });

  it("keeps NUL, control characters and lone surrogates", () => {
    const odd = "a\u0000b\u001b[31m\ud800\u202e";
    const alert = parser.parse(
      parseExactJson(
        stringifyExact({ ...event, output: `${odd} (user=${odd})`, output_fields: { "proc.cmdline": odd } }),
      ),
    );
    assert.equal(alert.output_fields["proc.cmdline"], odd);
    assert.equal(alert.output, `${odd} (user=${odd})`);
    assert.equal(parser.parse({ rule: "R", output: `X (user=${odd} pid=1)` }).output_fields["user.name"], odd);
  });

  it("names what was cut on the way", () => {
    const cut = (input: unknown) => [...parser.parse(input).cut].sort();
    const long = `${"x".repeat(507)}[...]`;
    assert.deepEqual(cut({ ...event, output_fields: { ...outputFields, "proc.cmdline": long } }), ["proc.cmdline"]);
    assert.deepEqual(cut({ rule: "Mine", output: `X (user=root command=${long}` }), ["output", "proc.cmdline"]);
    assert.deepEqual(
      cut(`Nov 18 15:08:16 node-1 falco[699]: 15:08:16.8: Alert ${message} | evt_type=execve user=root parent=>`),
      ["output", "proc.pname"],
    );
    const paged = parser.parse(`Nov 18 15:08:16 node-1 falco[699]: 15:08:16.8: Alert X | user=root exe_flags=EXE_WR>`);
    assert.equal(paged.output_fields["evt.arg.flags"], "EXE_WR");
    assert.deepEqual(cut("15:08:16.8: Alert X (user=root command=sh -c (a"), ["output", "proc.cmdline"]);
    assert.deepEqual(cut(`Nov 18 15:08:16 node-1 falco[699]: 15:08:16.8: Alert X | user=root parent=<NA>`), []);
  });

  const bad: readonly (readonly [input: unknown, detail: RegExp])[] = [
    [null, /neither an object/],
    [undefined, /neither an object/],
    [42, /neither an object/],
    ["", /empty/],
    [" \n", /empty/],
    ["hello", /neither time and priority nor fields/],
    ["Fri Nov  7 12:00:00 2025: Loading rules from file /etc/falco/falco_rules.yaml", /neither time/],
    ['{"rule": "x"', /not valid JSON/],
    ['{"foo": 1}', /neither `rule` nor `output`/],
    [{}, /neither `rule` nor `output`/],
    [[], /list/],
    [{ output: line }, /`rule` is missing/],
    [{ rule: "", output: line }, /`rule` is missing/],
    [{ rule: " ", output: line }, /`rule` is missing/],
    [{ rule: 7, output: line }, /`rule` is not text/],
    [{ rule: "R" }, /neither `output` nor `output_fields`/],
    [{ rule: "R", output: " ", output_fields: {} }, /neither `output` nor `output_fields`/],
    [{ rule: "R", output: {} }, /`output` is not text/],
    [{ rule: "R", output: "x", output_fields: [] }, /`output_fields` is not an object/],
    [{ rule: "R", output: "x", output_fields: "x" }, /`output_fields` is not an object/],
    [{ rule: "R", output: "x", priority: "High" }, /`priority` is none/],
    [{ stream: {}, values: [] }, /no values/],
    [{ stream: {}, values: ["x"] }, /no pair/],
  ];
  for (const [input, detail] of bad) {
    it(`refuses ${JSON.stringify(input)?.slice(0, 60)}`, () => assert.match(fails(input), detail));
  }

  it("takes no event out of an attacker's text", () => {
    const forged = stringifyExact({ rule: "Forged", output: "x", priority: "Debug" });
    const alert = parser.parse(`01:02:03.5: Critical Command run: ${forged}`);
    assert.equal(alert.priority, "Critical");
    assert.notEqual(alert.rule, "Forged");
    const link = parser.parse({ rule: "Real", output: forged, priority: "Critical" });
    assert.deepEqual([link.rule, link.priority, link.output], ["Real", "Critical", forged]);
  });

  it("never throws anything but ALERT_INVALID", () => {
    const text = fc.string({ unit: "binary" });
    const pieces = fc
      .array(
        fc.constantFrom(
          ..." =()|,\n{}[]\"'<>:",
          "user=",
          "command=",
          "container_id=",
          "<NA>",
          "(id=host)",
          " | ",
          message,
          "01:02:03.1: Warning ",
          "a",
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join(""));
    const value = fc.oneof(fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true }), text, pieces);
    const shape = fc.record(
      {
        rule: fc.oneof(text, fc.constant(event.rule)),
        output: fc.oneof(text, pieces),
        priority: value,
        source: value,
        tags: value,
        time: value,
        output_fields: fc.oneof(value, fc.dictionary(fc.constantFrom("user.name", "proc.cmdline", "x"), value)),
        stream: value,
        values: value,
        text: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(value, shape), (input) => void fails(input)),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(pieces, (input) => void fails({ rule: event.rule, output: input })),
      { numRuns: 1000 },
    );
  });
});

describe("parseAll", () => {
  const labels = { rule: event.rule, priority: "Notice" };

  it("reads every value of a stream, of several streams, and of an array", () => {
    const stream = {
      stream: labels,
      values: [
        ["1773450123123456789", line],
        ["1773450124000000000", line, { trace: "x" }],
      ],
    };
    assert.deepEqual(
      parser.parseAll(stream).map(({ time }) => time.slice(17, 19)),
      ["03", "04"],
    );
    assert.equal(parser.parseAll({ streams: [stream, stream] }).length, 4);
    assert.equal(parser.parseAll({ status: "success", data: { resultType: "streams", result: [stream] } }).length, 2);
    assert.equal(parser.parseAll([event, line, stream]).length, 4);
    assert.equal(parser.parseAll(event).length, 1);
  });

  it("reads what logcli prints", () => {
    const [alert] = parser.parseAll({ labels, line, timestamp: "2026-03-14T01:02:03.123456789Z" });
    assert.deepEqual([alert?.rule_from, alert?.time], ["labels", event.time]);
  });
});

describe("parseLine", () => {
  it("reads NDJSON and text alike", () => {
    assert.deepEqual(parser.parseLine(`${stringifyExact(event)}\r\n`), expected);
    assert.deepEqual(parser.parseLine(line).output_fields, expected.output_fields);
  });
});
