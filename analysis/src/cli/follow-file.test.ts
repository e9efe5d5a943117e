import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { followFile } from "./follow-file.ts";
import { aParser } from "./toolbox.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "sib-follow-"));
after(() => rmSync(folder, { recursive: true }));
const line = (name: string) => `${JSON.stringify({ rule: name, priority: "Notice", output: "x (user=root)" })}\n`;

/** What is seen of a file to which each step is done while nothing is left to read. */
async function follow(name: string, before: string, steps: readonly ((path: string) => void)[], fromStart = false) {
  const path = join(folder, name);
  writeFileSync(path, before);
  const stop = new AbortController();
  const seen: string[] = [];
  const left = [...steps];
  const wait = async () => {
    await setImmediate();
    const step = left.shift();
    if (step) step(path);
    else stop.abort();
  };
  for await (const event of followFile(path, aParser, { fromStart, signal: stop.signal, wait }))
    seen.push("fault" in event ? `line ${event.line}: fault` : `${event.line} ${event.alert.rule}`);
  return seen;
}
const add = (text: string) => (path: string) => appendFileSync(path, text);
const nothing = () => undefined;

describe("a file that is followed", () => {
  it("gives what is added, in whatever pieces it is written", async () => {
    const half = line("B").slice(0, 20);
    const seen = await follow("grow", line("old"), [
      add(line("A")),
      add(half),
      nothing,
      add(line("B").slice(20)),
      nothing,
    ]);
    assert.deepEqual(seen, ["2 A", "3 B"]);
  });

  it("gives what is there too, where that is asked for", async () => {
    assert.deepEqual(await follow("start", line("old"), [add(line("A")), nothing], true), ["1 old", "2 A"]);
  });

  it("takes a line that was begun before for a new one", async () => {
    const seen = await follow("half", line("old") + line("A").slice(0, 9), [add(line("A").slice(9)), nothing]);
    assert.deepEqual(seen, ["2 A"]);
  });

  it("goes on in the new file after a rotation, with what came to the old one last", async () => {
    const seen = await follow("rotated", line("old"), [
      (path) => {
        renameSync(path, `${path}.1`);
        appendFileSync(`${path}.1`, line("A"));
      },
      (path) => writeFileSync(path, line("B")),
      (path) => appendFileSync(`${path}.1`, line("late")),
      nothing,
      nothing,
      add(line("C")),
      nothing,
    ]);
    assert.deepEqual(seen, ["2 A", "3 late", "1 B", "2 C"]);
  });

  it("starts again at the beginning of a file that was cut", async () => {
    const seen = await follow("cut", line("old").repeat(3), [
      (path) => {
        truncateSync(path);
        appendFileSync(path, line("A"));
      },
      nothing,
      nothing,
    ]);
    assert.deepEqual(seen, ["1 A"]);
  });

  it("names broken lines, and does not take half a line at the end for one", async () => {
    assert.deepEqual(await follow("broken", "", [add(`{broken\n${line("A")}{"ha`), nothing]), ["line 1: fault", "2 A"]);
  });
});
