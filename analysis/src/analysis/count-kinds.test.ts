import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { EntityType } from "#domain/pseudonymised.ts";
import { countKinds } from "./count-kinds.ts";

const entity = (type: EntityType, number: number, count: number) => ({ token: `[${type}-${number}]`, type, count });

describe("countKinds", () => {
  it("counts values and uses of each kind, in a fixed order", () => {
    assert.deepEqual(
      countKinds([
        entity("REDACTED", 1, 5),
        entity("USER", 1, 1),
        entity("EXTERNAL-IP", 1, 1),
        entity("USER", 2, 1),
      ]).map(({ type, words }) => `${type}: ${words}`),
      ["EXTERNAL-IP: 1 value, once", "USER: 2 values, twice", "REDACTED: 5 times"],
    );
    assert.deepEqual(countKinds([]), []);
  });
});
