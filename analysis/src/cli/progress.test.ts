import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createProgress, progressLine } from "./progress.ts";
import { aTerminal } from "./toolbox.fixture.ts";

const rule = "Terminal shell in container";

describe("the progress of an analysis", () => {
  for (const [name, state, expected] of [
    ["a bar", { done: 23, total: 50, elapsedMs: 500 }, `[#########-----------] 23/50  ${rule}`],
    [
      "the time it still takes",
      { done: 23, total: 50, elapsedMs: 23_000 },
      `[#########-----------] 23/50  ${rule}  ETA 0:27`,
    ],
    ["hours too", { done: 1, total: 5, elapsedMs: 1_000_000 }, `[####----------------] 1/5  ${rule}  ETA 1:06:40`],
    ["a counter where the end is not known", { done: 7, total: null, elapsedMs: 9000 }, `7 analysed  ${rule}`],
  ] as const) {
    it(`is ${name}`, () => assert.equal(progressLine({ ...state, rule }, 100), expected));
  }

  it("cuts the rule to the terminal, and shows what would steer it", () => {
    const line = progressLine({ done: 1, total: 2, elapsedMs: 9000, rule: `\u001b[2J${rule.repeat(9)}` }, 60);
    assert.equal(line, `[##########----------] 1/2  \\x1b[2JTerminal shell…  ETA 0:09`);
    assert.ok(progressLine({ done: 1, total: 2, elapsedMs: 9000, rule }, 20).length <= 20);
  });

  const drawn = (look: { errIsTerminal: boolean; outIsTerminal: boolean }, printsMeanwhile: boolean) => {
    const { terminal, written } = aTerminal(look);
    let nowMs = 0;
    const progress = createProgress(terminal, { printsMeanwhile, now: () => new Date(nowMs) });
    for (let done = 0; done < 100; done += 1) {
      progress.show(done, 100, rule);
      nowMs += 10;
    }
    progress.clear();
    return written.err.split("\r").length - 1;
  };

  it("is drawn ten times a second and taken away", () => {
    assert.equal(drawn({ errIsTerminal: true, outIsTerminal: true }, false), 11);
    assert.equal(drawn({ errIsTerminal: true, outIsTerminal: false }, true), 11);
  });

  it("is silent where nobody looks, and where it would tear apart what is printed", () => {
    assert.equal(drawn({ errIsTerminal: false, outIsTerminal: true }, false), 0);
    assert.equal(drawn({ errIsTerminal: true, outIsTerminal: true }, true), 0);
  });
});
