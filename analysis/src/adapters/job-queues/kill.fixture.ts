import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { aJob } from "#ports/job-queue.fixture.ts";
import type { JobQueue } from "#ports/job-queue.ts";

const script = fileURLToPath(new URL("./work-until-killed.fixture.ts", import.meta.url));

/** A process that does the jobs of `place` is killed so many times, at different moments: in the end all were done, and none is left. */
export async function doThoughKilled(queue: JobQueue, place: string, kills: number): Promise<void> {
  const killedAfterMs = Array.from({ length: kills }, (_, index) => (40 + index * 97) % 230);
  const added = Array.from({ length: 150 * killedAfterMs.length }, (_, index) => aJob(index));
  assert.equal(await queue.add(added), added.length);
  const done = new Set<string>();
  for (const delayMs of killedAfterMs) {
    const { keys, killed } = await run(place, delayMs);
    assert.ok(killed && keys.length > 0, "it was killed too early or too late");
    for (const key of keys) done.add(key);
  }
  const last = await run(place, null);
  assert.equal(last.killed, false);
  for (const key of last.keys) done.add(key);
  assert.equal(done.size, added.length);
  assert.deepEqual(await queue.counts(), { waiting: 0, running: 0, failed: 0 });
}

/** Counted from the first job that is done. */
async function run(place: string, killAfterMs: number | null): Promise<{ keys: string[]; killed: boolean }> {
  const child = spawn(process.execPath, [script, place], { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    told += chunk.toString();
    if (killAfterMs !== null) timer ??= setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  });
  const signal = await new Promise((resolve) => child.on("close", (_code, by) => resolve(by)));
  clearTimeout(timer);
  return { keys: told.split("\n").slice(0, -1), killed: signal === "SIGKILL" };
}
