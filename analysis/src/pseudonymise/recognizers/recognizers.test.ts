import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { recognizers } from "./index.ts";

describe("the recognisers", () => {
  it("are listed as they lie in the folder", () => {
    const files = readdirSync(new URL(".", import.meta.url)).filter(
      (file) => file.endsWith(".ts") && !/^index|\.test\./.test(file),
    );
    assert.deepEqual(recognizers.map(({ name }) => `${name}.ts`).toSorted(), files.toSorted());
  });

  for (const { name, find, examples } of recognizers) {
    describe(name, () => {
      for (const [text, value] of examples.found) {
        it(`finds ${value} in ${text}`, () => {
          const found = find(text).map(({ start, end }) => text.slice(start, end));
          assert.ok(found.includes(value), `found ${JSON.stringify(found)}`);
        });
      }
      for (const text of examples.ignored) {
        it(`finds nothing in ${text}`, () =>
          assert.deepEqual(
            find(text).map(({ start, end }) => text.slice(start, end)),
            [],
          ));
      }
      it("has true and near-miss examples", () => assert.ok(examples.found.length > 0 && examples.ignored.length > 1));

      it("takes hostile repetitions", () => {
        for (const piece of [
          "a",
          "a.a.",
          "a-a-",
          "1-1-",
          "/a/a",
          "@",
          "::",
          "postgres://",
          '"\\',
          "x=",
          "Bearer ",
          "eyJ",
          "%41",
          "'\"",
          "-p ",
          "password",
          "1.",
          "-----BEGIN PRIVATE KEY-----",
        ]) {
          assert.ok(Array.isArray(find(piece.repeat(20_000 / piece.length))));
        }
      });
    });
  }
});
