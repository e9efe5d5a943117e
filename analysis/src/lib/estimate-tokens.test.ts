import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { estimateTokens } from "./estimate-tokens.ts";

describe("estimateTokens", () => {
  const cases: readonly (readonly [text: string, tokens: number])[] = [
    ["", 0],
    ["a", 1],
    ["1234567", 2],
    ["日本", 2],
    ["1234567日本", 4],
    ["🦜", 2],
  ];
  for (const [text, tokens] of cases)
    it(`counts ${JSON.stringify(text)} as ${tokens}`, () => assert.equal(estimateTokens(text), tokens));
});
