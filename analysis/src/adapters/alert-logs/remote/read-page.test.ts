import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "#domain/errors.ts";
import { aRealEvent } from "#ports/event-reader.contract.ts";
import type { Entry, RawLog } from "./raw-log.ts";
import { readPage } from "./read-page.ts";
import { createRemoteLog } from "./remote-log.ts";

const nowMs = Date.parse("2026-03-14T02:00:00Z");
const nowNs = BigInt(nowMs) * 1_000_000n;
const hourNs = 3_600_000_000_000n;

/** A store of these, that gives at most sixteen million characters at once. */
function storeOf(entries: readonly Entry[], spanNsMax: bigint | null): RawLog {
  const newest = [...entries].sort((a, b) => (a.timeNs > b.timeNs ? -1 : 1));
  const unused = async () => {
    throw new Error("not asked");
  };
  return {
    name: "loki",
    title: "Loki",
    spanNsMax,
    entriesMax: 5000,
    async fetch({ stretch: { sinceNs, untilNs }, limit }) {
      const found = newest.filter(({ timeNs }) => timeNs >= sinceNs && timeNs < untilNs).slice(0, limit);
      return found.reduce((chars, { event }) => chars + event.output.length, 0) > 16_000_000 ? null : found;
    },
    tally: unused,
    oldest: unused,
    ready: unused,
    push: unused,
    pushNotes: unused,
    hasNote: unused,
    close: async () => undefined,
  };
}

const entries = (count: number, chars: number): Entry[] =>
  Array.from({ length: count }, (_, index) =>
    aRealEvent(nowNs - hourNs, index, { output: `${index} ${"x".repeat(chars)}` }),
  );

describe("a page of very long events", () => {
  for (const [chars, count] of [
    [1_000_000, 45],
    [9_000_000, 4],
    [100, 120],
  ] as const)
    for (const spanNsMax of [null, 30n * 24n * hourNs])
      it(`holds fewer of them, and all pages hold all of them once: ${count} of ${chars} (${spanNsMax})`, async () => {
        const log = storeOf(entries(count, chars), spanNsMax);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await readPage(log, { limit: 50, ...(cursor === undefined ? {} : { cursor }) }, nowNs);
          const sum = page.events.reduce((total, { event }) => total + event.output.length, 0);
          assert.ok(page.events.length === 1 || sum < 8_100_000, `${sum}`);
          assert.ok(page.events.length > 0 || page.nextCursor === null);
          seen.push(...page.events.map(({ event }) => event.output.split(" ")[0] ?? ""));
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        assert.deepEqual(
          seen,
          Array.from({ length: count }, (_, index) => String(count - 1 - index)),
        );
      });
});

describe("a question to a store that is slow at each of its calls", () => {
  it("ends within its own time, and says why", { timeout: 30_000 }, async () => {
    const slow: RawLog = {
      ...storeOf([], 30n * 24n * hourNs),
      async fetch(_wanted, signal) {
        await wait(1500, undefined, signal === undefined ? {} : { signal }).catch(() => {
          throw new AppError("LOG_STORE_UNAVAILABLE", { detail: "Loki: no answer in the time there was." });
        });
        return [];
      },
    };
    const startedMs = performance.now();
    const log = createRemoteLog(slow, () => new Date(nowMs));
    const refs = Array.from({ length: 100 }, (_, index) => ({ identity: String(index), timeNs: BigInt(index) }));
    await Promise.all([
      assert.rejects(log.query({ limit: 50 }), { code: "LOG_STORE_UNAVAILABLE" }),
      assert.rejects(log.find(refs), { code: "LOG_STORE_UNAVAILABLE" }),
    ]);
    assert.ok(performance.now() - startedMs < 12_000);
  });
});
