import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Severity } from "#domain/analysis.ts";
import { severities } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import type { Note } from "#ports/alert-log.ts";
import type { Notice } from "#ports/note-log.ts";
import type { Finished } from "./note-of.ts";
import type { WriteBackParts } from "./write-back.ts";
import { createWriteBack } from "./write-back.ts";

const nowMs = Date.parse("2026-03-14T02:00:00Z");

function aFinished(key: string, change: Partial<Finished> = {}): Finished {
  return {
    key,
    createdMs: nowMs,
    severity: "high",
    note: (timeNs) => ({ timeNs, labels: { severity: "high" }, line: JSON.stringify({ write_key: key }) }),
    notice: (time) => ({ rule: "Analysis: R", priority: "Error", time, output: key, fields: {} }),
    ...change,
  };
}

/** A log store that keeps lines, for as many processes as want it. */
function noteLog() {
  const notes: Note[] = [];
  const notices: Notice[] = [];
  const pauses: number[] = [];
  const faults: unknown[] = [];
  let failing = 0;
  const open = (change: Partial<WriteBackParts> = {}) =>
    createWriteBack({
      log: {
        async pushNotes(given) {
          if (failing > 0) {
            failing -= 1;
            throw new AppError("LOG_STORE_UNAVAILABLE", { detail: "Loki: it answered 500." });
          }
          notes.push(...given);
        },
        hasNote: async (text, { sinceNs, untilNs }) =>
          notes.some(({ line, timeNs }) => line.includes(text) && timeNs >= sinceNs && timeNs < untilNs),
      },
      notifier: { notify: async (notice) => void notices.push(notice) },
      notifyFrom: "high",
      now: () => new Date(nowMs),
      onFault: (error) => faults.push(error),
      pause: async (milliseconds) => void pauses.push(milliseconds),
      ...change,
    });
  return {
    notes,
    notices,
    pauses,
    faults,
    open,
    failNext(times: number) {
      failing = times;
    },
  };
}

describe("writing back", () => {
  it("writes a key once, however often it is put and by however many processes one after the other", async () => {
    const log = noteLog();
    const [one, two] = [log.open(), log.open()];
    await Promise.all([one.put(aFinished("k1")), one.put(aFinished("k1")), one.put(aFinished("k2"))]);
    await one.put(aFinished("k1"));
    await two.put(aFinished("k1"));
    assert.deepEqual(log.notes.map(({ line }) => JSON.parse(line).write_key).sort(), ["k1", "k2"]);
    assert.equal(log.notices.length, 2);
    assert.equal(log.notes[0]?.timeNs, BigInt(nowMs) * 1_000_000n, "its time is when it was written");
  });

  it("tries again, longer and longer, and writes it once", async () => {
    const log = noteLog();
    log.failNext(3);
    const writeBack = log.open();
    await writeBack.put(aFinished("k1"));
    assert.deepEqual(log.pauses, [1000, 2000, 4000]);
    assert.equal(log.notes.length, 1);
    assert.equal(log.notices.length, 1);
    assert.deepEqual(writeBack.counts(), { waiting: 0, failed: 0 });
  });

  it("gives up after six tries, counts it, says so once, and takes it again", async () => {
    const log = noteLog();
    log.failNext(6);
    const writeBack = log.open();
    await assert.rejects(writeBack.put(aFinished("k1")), { code: "LOG_STORE_UNAVAILABLE" });
    assert.deepEqual(writeBack.counts(), { waiting: 0, failed: 1 });
    assert.equal(log.faults.length, 1);
    assert.equal(log.notices.length, 0, "nobody is told of what is not there");
    await writeBack.put(aFinished("k1"));
    assert.equal(log.notes.length, 1);
  });

  it("still tells when the answer to its first write was lost, and tells once", async () => {
    const log = noteLog();
    let isLost = true;
    const writeBack = log.open({
      log: {
        async pushNotes(given) {
          log.notes.push(...given);
          if (!isLost) return;
          isLost = false;
          throw new AppError("LOG_STORE_UNAVAILABLE", { detail: "Loki: it closed the connection." });
        },
        hasNote: async (text) => log.notes.some(({ line }) => line.includes(text)),
      },
    });
    await writeBack.put(aFinished("k1"));
    assert.equal(log.notes.length, 1);
    assert.equal(log.notices.length, 1);
  });

  it("tells of the severity that is wanted and of graver ones", async () => {
    for (const notifyFrom of severities) {
      const log = noteLog();
      const writeBack = log.open({ notifyFrom });
      for (const severity of severities) await writeBack.put(aFinished(severity, { severity }));
      const told = log.notices.map(({ output }) => output as Severity);
      assert.ok(told.includes("critical") && told.includes(notifyFrom));
      assert.equal(told.includes("low"), notifyFrom === "low");
      assert.equal(log.notes.length, severities.length);
    }
  });

  it("is written though nobody could be told, and says why nobody was", async () => {
    const log = noteLog();
    const failing = { notify: () => Promise.reject(new AppError("LOG_STORE_UNAVAILABLE")) };
    const writeBack = log.open({ notifier: failing });
    await writeBack.put(aFinished("k1"));
    assert.equal(log.notes.length, 1);
    assert.equal(log.faults.length, 1);
    assert.equal(writeBack.counts().failed, 0);
  });

  it("tells without a log store too, and writes without anybody to tell", async () => {
    const log = noteLog();
    await log.open({ log: null }).put(aFinished("k1"));
    assert.deepEqual([log.notes.length, log.notices.length], [0, 1]);
    await log.open({ notifier: null }).put(aFinished("k2"));
    assert.deepEqual([log.notes.length, log.notices.length], [1, 1]);
  });

  it("keeps no more than a thousand waiting, and counts what it turns away", async () => {
    const log = noteLog();
    const never = new Promise<never>(() => undefined);
    const writeBack = log.open({ log: { pushNotes: () => never, hasNote: async () => false } });
    for (let number = 0; number < 1000; number += 1) void writeBack.put(aFinished(`k${number}`));
    await assert.rejects(writeBack.put(aFinished("one more")), { code: "LOG_STORE_UNAVAILABLE" });
    assert.deepEqual(writeBack.counts(), { waiting: 1000, failed: 1 });
    const startedMs = performance.now();
    // What waits for it keeps the process; the wait itself does not.
    const alive = setTimeout(() => undefined, 1000);
    await writeBack.flush(50);
    clearTimeout(alive);
    assert.ok(performance.now() - startedMs < 500);
  });
});
