import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { createVeil } from "./create-veil.ts";

const alert = anAlert({ output: "x", output_fields: { "user.name": "mkessler" } });

function json(value: unknown, ours?: ReadonlySet<string>): string {
  return createVeil(alert, { enabled: true, level: "standard", preserveStructure: true }).hideJson(value, ours);
}

describe("hiddenJson", () => {
  it("writes what JSON.stringify writes where nothing is hidden", () => {
    const value = {
      text: 'say "hi"\n\u0001 \ud800 é',
      list: [1, -0.5, true, null, undefined, Number.NaN, [], {}],
      missing: undefined,
      10: "first",
      "a key": { deep: ["x"] },
    };
    assert.equal(json(value), JSON.stringify(value));
    for (const bare of [undefined, null, false, "plain", 7]) assert.equal(json(bare), JSON.stringify(bare) ?? "null");
  });

  it("keeps integers beyond 2^53 exact", () => {
    assert.equal(json({ time: 1773450000123456789n }), '{"time":1773450000123456789}');
  });

  it("hides keys, and joins those that become the same token as an object does", () => {
    assert.equal(json({ mkessler: 1, MKessler: 2, other: "mkessler" }), '{"[USER-1]":2,"other":"[USER-1]"}');
  });

  it("looks for the alert's values in texts of ours as well", () => {
    const ours = new Set(["asks mkessler for help (again)"]);
    assert.equal(json({ found: [...ours] }, ours), '{"found":["asks [USER-1] for help (again)"]}');
  });
});
