import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RiskClass } from "#domain/risk-class.ts";
import { classOf, parsed } from "./class.fixture.ts";
import { differPairs } from "./differ-pairs.fixture.ts";
import { fingerprintOf, isSameClass } from "./fingerprint.ts";
import type { Pair } from "./pairs.fixture.ts";
import { sharePairs } from "./share-pairs.fixture.ts";

const classesOf = ({ a, b }: Pair) => [classOf(parsed(a)), classOf(parsed(b))] as const;
const difference = (one: RiskClass, other: RiskClass) => {
  const lines = (parts: RiskClass) => parts.map(({ name, value }) => `${name}: ${value}`);
  const known = new Set(
    [...lines(one), ...lines(other)].filter((line) => lines(one).includes(line) && lines(other).includes(line)),
  );
  return [
    ...lines(one).filter((line) => !known.has(line)),
    "<>",
    ...lines(other).filter((line) => !known.has(line)),
  ].join("\n");
};

describe("alerts that share an answer", () => {
  it("are many kinds", () => assert.ok(sharePairs.length >= 120, String(sharePairs.length)));
  for (const [index, each] of sharePairs.entries()) {
    it(`differ in what says nothing, ${index + 1}: ${each.reason}`, () => {
      const [a, b] = classesOf(each);
      assert.equal(fingerprintOf(a), fingerprintOf(b), difference(a, b));
      assert.ok(isSameClass(a, b));
    });
  }
});

describe("alerts that never share an answer", () => {
  it("are many kinds", () => assert.ok(differPairs.length >= 120, String(differPairs.length)));
  for (const [index, each] of differPairs.entries()) {
    it(`differ in what an analysis may turn on, ${index + 1}: ${each.reason}`, () => {
      const [a, b] = classesOf(each);
      assert.notEqual(fingerprintOf(a), fingerprintOf(b));
      assert.ok(!isSameClass(a, b));
    });
  }
});
