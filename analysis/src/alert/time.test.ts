import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseTime, timeOf } from "./time.ts";

const moment = "2026-03-14T01:02:03.123456789Z";

describe("parseTime", () => {
  const same: readonly unknown[] = [
    moment,
    "2026-03-14T01:02:03.123456789+0000",
    "2026-03-14T03:02:03.123456789+02:00",
    "2026-03-13T20:32:03.123456789-04:30",
    "2026-03-14 01:02:03.123456789",
    "2026-03-14T01:02:03.123456789 00:00",
    "1773450123.123456789",
    "1773450123123456789",
    1773450123123456789n,
    { seconds: 1773450123, nanos: 123456789 },
    { seconds: "1773450123", nanos: 123456789n },
  ];
  for (const value of same) {
    it(`reads ${typeof value === "object" ? JSON.stringify(value, (_, item) => String(item)) : String(value)}`, () => {
      assert.deepEqual(parseTime(value), { ns: 1773450123123456789n, text: moment });
    });
  }

  const others: readonly (readonly [unknown, string])[] = [
    ["2026-03-14T01:02:03Z", "2026-03-14T01:02:03.000000000Z"],
    ["2026-03-14T01:02:03.5Z", "2026-03-14T01:02:03.500000000Z"],
    ["2026-03-14T01:02Z", "2026-03-14T01:02:00.000000000Z"],
    ["2026-03-14", "2026-03-14T00:00:00.000000000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000000Z"],
    ["2262-04-11T23:47:15Z", "2262-04-11T23:47:15.000000000Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000000Z"],
    [1773450123, "2026-03-14T01:02:03.000000000Z"],
    [1773450123.25, "2026-03-14T01:02:03.250000000Z"],
    [1773450123123, "2026-03-14T01:02:03.123000000Z"],
    ["1773450123123.456", "2026-03-14T01:02:03.123456000Z"],
    [1773450123123456, "2026-03-14T01:02:03.123456000Z"],
    [1773450123123456800, "2026-03-14T01:02:03.123456800Z"],
    [new Date("2026-03-14T01:02:03.123Z"), "2026-03-14T01:02:03.123000000Z"],
  ];
  for (const [value, text] of others) {
    it(`reads ${String(value)} as ${text}`, () => assert.equal(parseTime(value)?.text, text));
  }

  const impossible: readonly unknown[] = [
    ...["", "yesterday", "18:20:03.123", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-14T24:00:00Z"],
    ...[
      "2026-03-14T01:60:00Z",
      "2026-03-14T01:02:03+25:00",
      "0001-01-01T00:00:00Z",
      "1969-12-31T23:59:59Z",
      "9".repeat(80),
      "2262-04-11T23:47:16Z",
      "9999-12-31T23:59:59Z",
    ],
    ...[
      0,
      -1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1e30,
      -5n,
      10n ** 40n,
      null,
      undefined,
      true,
      [],
      {},
      new Date(Number.NaN),
    ],
    ...[{ seconds: -1, nanos: 0 }, { seconds: 1, nanos: 1_000_000_000 }, { seconds: 1.5 }, { nanos: 5 }],
  ];
  it("gives null for impossible times", () => {
    for (const value of impossible) assert.equal(parseTime(value), null, String(value));
  });

  it("reads what it writes, for every moment and unit", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1_000_000_000_000_000_000n, max: 9_000_000_000_000_000_000n }), (ns) => {
        const text = timeOf(ns)?.text;
        assert.equal(parseTime(text)?.ns, ns);
        assert.equal(parseTime(String(ns))?.ns, ns);
        assert.equal(parseTime({ seconds: ns / 1_000_000_000n, nanos: Number(ns % 1_000_000_000n) })?.ns, ns);
      }),
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
        (value) => void parseTime(value),
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789-:TZ+. ") }), (text) => void parseTime(text)),
    );
  });
});
