import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addMarks, countDistinct, distinctMark } from "./distinct-count.ts";

const key = new Uint8Array(32).fill(7);
const marks = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => distinctMark(key, `node-${from + index}`));

describe("counting different values", () => {
  it("knows none and one", () => {
    assert.equal(countDistinct(""), 0);
    assert.equal(countDistinct(addMarks("", marks(1))), 1);
  });

  it("counts a value once however often it comes", () => {
    const once = addMarks("", marks(3));
    assert.equal(addMarks(once, [...marks(3), ...marks(3)]), once);
    assert.equal(countDistinct(once), 3);
  });

  for (const count of [10, 100, 1000, 20_000])
    it(`is within a tenth for ${count}`, () => {
      const estimate = countDistinct(addMarks("", marks(count)));
      assert.ok(Math.abs(estimate - count) <= Math.max(1, count / 10), `${estimate} for ${count}`);
    });

  it("gives the same whatever the order and however it is cut into parts", () => {
    const whole = addMarks("", marks(500));
    const parts = addMarks(addMarks("", marks(250, 250)), marks(250).reverse());
    assert.equal(parts, whole);
  });

  it("stays small", () => {
    assert.ok(addMarks("", marks(50_000)).length <= 2800);
  });
});
