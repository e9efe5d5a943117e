import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { allAnalyses, get, until } from "./client.fixture.ts";

/** A job whose process was killed is begun again when its lease has run out. */
const triageTimeoutMs = 150_000;

/** In the end every class of the acknowledged events, told by their outputs, has its analysis, and is counted exactly as often as they came. */
export async function assertTriaged(url: string, acknowledged: readonly string[]): Promise<void> {
  const expected = new Map<string, number>();
  for (const output of acknowledged) expected.set(programIn(output), (expected.get(programIn(output)) ?? 0) + 1);
  const look = async () => {
    const counted = new Map<string, number>();
    for (const { alert, meta } of await allAnalyses(url))
      if (meta.engine === "llm" && expected.has(programIn(alert.output)))
        counted.set(programIn(alert.output), meta.dedup_count);
    return counted;
  };
  /** What is still missing or too often. */
  const differences = (counted: ReadonlyMap<string, number>) =>
    [...expected].flatMap(([program, count]) =>
      counted.get(program) === count ? [] : [{ program, count, counted: counted.get(program) ?? null }],
    );
  const isBelow = ({ count, counted }: { readonly count: number; readonly counted: number | null }) =>
    (counted ?? 0) < count;
  await until(
    "each class is analysed and counted",
    async () => differences(await look()),
    (found) => !found.some(isBelow),
    triageTimeoutMs,
  );
  // What counted too often would come now.
  await wait(2500);
  assert.deepEqual(differences(await look()), []);
  assert.deepEqual((await get(`${url}/api/triage/failed`))["failed"], []);
}

function programIn(output: string): string {
  return /process=(\S+)/.exec(output)?.[1] ?? "";
}
