import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import { eventOfLine, eventOfRow } from "./read-event.ts";

const parser = createAlertParser({ now: () => new Date("2030-01-01T00:00:00Z") });
const timeNs = 1_773_450_000_123_456_789n;
const time = "2026-03-14T01:00:00.123456789Z";
const labels = { rule: "Write below etc", priority: "Warning", source: "syscall", hostname: "web-1" };
const line = (change: object) =>
  JSON.stringify({
    ...labels,
    time,
    output: "File below /etc (file=/etc/x)",
    output_fields: { "fd.name": "/etc/x" },
    ...change,
  });

describe("an event as a log store has it", () => {
  it("is at the store's time where it names none of its own, at every reading", () => {
    for (const own of ["1970-01-01T00:00:00.000000000Z", "yesterday", null]) {
      const { event, identity } = eventOfLine(parser, labels, timeNs, line({ time: own }));
      assert.equal(event.time, time, String(own));
      assert.equal(identity, eventOfLine(parser, labels, timeNs, line({ time: own })).identity);
    }
  });

  it("is shown as what queries find it by, where its line says something else", () => {
    const { event } = eventOfLine(parser, labels, timeNs, line({ rule: "Inner", priority: "Debug", hostname: "db-9" }));
    assert.partialDeepStrictEqual(event, { rule: "Write below etc", priority: "Warning", hostname: "web-1" });
  });

  it("is never taken for a result of an analysis because its line says so", () => {
    assert.equal(eventOfLine(parser, labels, timeNs, line({ source: "analysis" })).event.source, "syscall");
  });

  it("is shown as its line where that is no event", () => {
    for (const odd of ["", "{", "[]", "{}", "\u0000"])
      assert.partialDeepStrictEqual(eventOfLine(parser, labels, timeNs, odd).event, { rule: "Write below etc", time });
  });

  it("has numbers and truth values where the catalogue of fields has them", () => {
    const row = {
      ...labels,
      _msg: "File below /etc",
      uuid: "u",
      time,
      tags: '["host","T1059"]',
      "output_fields.proc.pid": "4711",
      "output_fields.evt.time": "1773450000123456789",
      "output_fields.custom": "4711",
    };
    const { event } = eventOfRow(parser, row, timeNs);
    assert.equal(event.output_fields["proc.pid"], 4711);
    assert.equal(event.output_fields["evt.time"], 1_773_450_000_123_456_789n);
    assert.equal(event.output_fields["custom"], "4711");
    assert.deepEqual(event.tags, ["host", "T1059"]);
  });
});
