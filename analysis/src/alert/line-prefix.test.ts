import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readLinePrefix } from "./line-prefix.ts";
import { parsePriority } from "./priority.ts";

const rest = "Shell spawned (user=root)";

describe("readLinePrefix", () => {
  const table: readonly (readonly [
    prefix: string,
    time: string | null,
    priority: string | null,
    hostname: string | null,
  ])[] = [
    ["", null, null, null],
    ["18:20:03.123456789: Warning ", null, "Warning", null],
    ["18:20:03.1: Informational ", null, "Informational", null],
    ["18:20:03.123: Info ", null, "Informational", null],
    ["2026-03-14T01:02:03.123456789+0000: Error ", "2026-03-14T01:02:03.123456789Z", "Error", null],
    ["2026-03-14T01:02:03Z: Critical ", "2026-03-14T01:02:03.000000000Z", "Critical", null],
    ["Error ", null, "Error", null],
    ["Jan  3 19:39:42 node-1 falco: 18:20:03.123: Warning ", null, "Warning", "node-1"],
    ["<134>Nov 18 13:04:40 node-1 falco[699]: 18:20:03.123: Notice ", null, "Notice", "node-1"],
    ["Nov 18 13:04:40 node-1 falco[699]: ", null, null, "node-1"],
    [
      "<134>1 2026-03-14T01:02:03.5Z node-1 falco 699 - - 01:02:03.4: Notice ",
      "2026-03-14T01:02:03.400000000Z",
      "Notice",
      "node-1",
    ],
    [
      "2026-03-14T03:02:03+0200 node-1 falco[1]: 01:02:02.9: Alert ",
      "2026-03-14T01:02:02.900000000Z",
      "Alert",
      "node-1",
    ],
    ["2026-03-14T01:02:03.5Z stdout F 01:02:03.123456789: Warning ", "2026-03-14T01:02:03.123456789Z", "Warning", null],
    ["2026-03-14T00:00:00.1Z stdout F 23:59:59.9: Warning ", "2026-03-13T23:59:59.900000000Z", "Warning", null],
    ["2026-03-14T01:02:03.5Z stderr P 03:02:03.1: Warning ", "2026-03-14T01:02:03.100000000Z", "Warning", null],
    ["2026-03-14T01:02:03.5Z 01:02:03.1: Debug ", "2026-03-14T01:02:03.100000000Z", "Debug", null],
    ["falco_1            | 18:20:03.123: Warning ", null, "Warning", null],
    ["falco-1  | Error ", null, "Error", null],
    ["falco-5zh6f falco 18:20:03.123: Notice ", null, "Notice", null],
    ["[pod/falco-5zh6f/falco] 18:20:03.123: Emergency ", null, "Emergency", null],
  ];
  for (const [prefix, time, priority, hostname] of table) {
    it(`reads ${JSON.stringify(prefix)}`, () => {
      const found = readLinePrefix(prefix + rest);
      assert.equal((prefix + rest).slice(found.end), rest);
      assert.equal(found.time?.text ?? null, time);
      assert.equal(found.priority, priority);
      assert.equal(found.hostname, hostname);
    });
  }

  const own: readonly string[] = [
    "Error-based SQL injection uri=/",
    "Critical file changed (file=/etc/x)",
    "Shell (user=x command=sh -c echo 01:02:03.1: Debug harmless)",
    "[NGINX XSS] attempt uri=/",
    "Drift | file=/etc/x",
    '{"time": "x"} 01:02:03.1: Debug x',
    `${"x".repeat(300)} 01:02:03.1: Debug x`,
  ];
  for (const line of own) {
    it(`takes nothing from ${JSON.stringify(line.slice(0, 60))}`, () => {
      assert.deepEqual(readLinePrefix(line), {
        end: 0,
        time: null,
        timeOfDay: null,
        priority: null,
        hostname: null,
        isFalco: false,
      });
    });
  }

  it("leaves a word to the message that is not the event's priority", () => {
    assert.equal(readLinePrefix("Error Rate Exceeded", "Warning").end, 0);
    assert.equal(readLinePrefix("Error Rate Exceeded", "Error").end, 6);
  });
});

describe("parsePriority", () => {
  it("knows Falco's eight in any case, by number and by syslog's names", () => {
    for (const word of ["Warning", "WARNING", "warning", "warn", " Warning ", 4, "4", 4n])
      assert.equal(parsePriority(word), "Warning");
    for (const word of ["Informational", "INFO", "info", 6]) assert.equal(parsePriority(word), "Informational");
    assert.equal(parsePriority(0), "Emergency");
    assert.equal(parsePriority("emerg"), "Emergency");
  });

  it("knows no others", () => {
    for (const word of ["", "high", 8, -1, 1.5, null, undefined, {}, "constructor", "x".repeat(1000)])
      assert.equal(parsePriority(word), null);
  });
});
