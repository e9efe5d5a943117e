import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import { findIndicators, indicators } from "./index.ts";
import { partB } from "./part-b.ts";

describe("findIndicators", () => {
  it("finds every example by way of the shared look for keywords", () => {
    for (const { id, examples } of indicators) {
      for (const example of examples.found) {
        const found = findIndicators(factsFrom(example)).map(({ indicator }) => indicator.id);
        assert.ok(found.includes(id), `${id} is not found in ${JSON.stringify(example)}`);
      }
    }
  });
});

describe("partB", () => {
  it("holds each behaviour once", () => assert.equal(new Set(partB).size, partB.length));

  it("names no keyword too short for the shared look (three characters)", () => {
    const short = indicators.flatMap(({ id, keywords = [] }) =>
      keywords.filter(({ length }) => length < 3).map(() => id),
    );
    assert.deepEqual(short, []);
  });
});
