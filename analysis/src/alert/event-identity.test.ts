import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { identityOf } from "./event-identity.ts";

let count = 0;
const unique = () => {
  count += 1;
  return `id-${count}`;
};
const identity = (change: Parameters<typeof anAlert>[0] = {}) => identityOf(anAlert(change), unique);

describe("identityOf", () => {
  it("is a sha-256 of time, host, rule and output, and of nothing else", () => {
    assert.match(identity(), /^[0-9a-f]{64}$/);
    assert.equal(
      identity(),
      identity({ uuid: "u-1", tags: [], priority: "Debug", output_fields: {}, source: "x", rule_from: "labels" }),
    );
  });

  it("differs with each of them, to the nanosecond", () => {
    const others = [
      ...[
        {},
        { time: "2026-03-14T01:02:03.123456788Z" },
        { hostname: "node-2" },
        { hostname: null },
        { rule: "R" },
        { output: "x" },
      ],
      ...[{ output: "\ud800" }, { output: "\udc00" }, { output: "\ufffd" }, { output: '"\\ud800"' }],
    ];
    assert.equal(new Set(others.map(identity)).size, others.length);
  });

  it("lets no text move from one part to the next", () => {
    assert.notEqual(identity({ hostname: "a", rule: "bc" }), identity({ hostname: "ab", rule: "c" }));
    assert.notEqual(identity({ rule: "a", output: "1:b" }), identity({ rule: "a1:b", output: "" }));
  });

  it("is unique for an event without a time of its own", () => {
    const change = { time_from: "received" } as const;
    assert.notEqual(identity(change), identity(change));
    assert.equal(
      identityOf(anAlert(change), () => "x"),
      identityOf(anAlert({ ...change, output: "y" }), () => "x"),
    );
  });
});
