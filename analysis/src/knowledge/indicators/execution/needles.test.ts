import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import { ran } from "./examples.ts";
import { gated, needles } from "./needles.ts";

describe("needles", () => {
  const find = needles(["stratum+tcp", "évil-tool", "abc"]);

  it("quotes from the word to the end of its word, spelled as in the alert", () => {
    assert.equal(find(factsFrom(ran("x -o STRATUM+tcp://Pool:3333 -u w"))), "STRATUM+tcp://Pool:3333");
  });

  it("finds a word at the very end and beyond ASCII", () => {
    assert.equal(find(factsFrom(ran("run abc"))), "abc");
    assert.equal(find(factsFrom(ran("./évil-tool"))), "évil-tool");
  });

  it("takes no name of a container, pod or user for a sign", () => {
    assert.equal(find(factsFrom(ran("sleep 1", { "container.name": "abc", "k8s.pod.name": "abc" }))), null);
  });

  it("sees words that were listed after the first look", () => {
    assert.equal(find(factsFrom(ran("later-listed"))), null);
    const later = needles(["later-listed"]);
    assert.equal(later(factsFrom(ran("later-listed"))), "later-listed");
  });
});

describe("gated", () => {
  it("asks only when one of the words stands in the alert", () => {
    let asked = 0;
    const match = gated(["/etc/wanted"], () => {
      asked += 1;
      return "x";
    });
    assert.equal(match(factsFrom(ran("cat /etc/other"))), null);
    assert.equal(asked, 0);
    assert.equal(match(factsFrom(ran("cat /ETC/WANTED"))), "x");
    assert.equal(asked, 1);
  });
});
