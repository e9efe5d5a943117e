import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alertOf, judgePair, judgeTrap } from "../../../fixtures/context/judged.ts";
import { pairs } from "../../../fixtures/context/pairs.ts";
import { traps } from "../../../fixtures/context/traps.ts";

describe("the surroundings of labelled alerts", () => {
  it("move the verdict the right way in nine of ten pairs, and never below the floor", async (test) => {
    const wrong: string[] = [];
    for (const { name, why, alert, noisy, suspicious } of pairs) {
      const result = await judgePair(alertOf(alert), noisy.map(alertOf), suspicious.map(alertOf));
      assert.ok(result.keepsFloor, `${name}: below its floor (${result.told})`);
      if (!result.isRight) wrong.push(`${name}: ${result.told}; but ${why}`);
    }
    assert.ok(pairs.length >= 48);
    assert.ok(wrong.length <= pairs.length / 10, wrong.join("\n"));
    for (const line of wrong) test.diagnostic(line);
  });

  for (const trap of traps)
    it(`are not deceived: ${trap.name}`, async () => {
      const { holds, told } = await judgeTrap(trap);
      assert.ok(holds, `${told}, but must be ${JSON.stringify(trap.must)}`);
    });
});
