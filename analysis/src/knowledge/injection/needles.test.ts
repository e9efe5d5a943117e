import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { makeNeedles } from "./make-needles.ts";
import { needlesText } from "./needles.ts";

it("the words of the cheap look are those of the meanings; `npm run docs -w analysis` writes them", () => {
  const data = readFileSync(new URL("../data/injection-words.json", import.meta.url), "utf8");
  assert.equal(data, needlesText(makeNeedles()));
});
