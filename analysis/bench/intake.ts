import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoLines, startService, table } from "./measure.ts";
import type { Bench } from "./run.ts";

const batches = 120;
const batchSize = 500;

/** `POST /api/events` over HTTP into SQLite with `synchronous=FULL`: acknowledged means on disk. */
export const intake: Bench = {
  name: "intake",
  title: "Intake of events",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "sib-bench-"));
    const rows: (string | number)[][] = [];
    try {
      for (const parallel of [1, 4]) {
        const service = await startService(`sqlite:${join(folder, `intake-${parallel}.db`)}`);
        const seconds = await send(service.url, parallel);
        rows.push([
          `${batchSize} a request, ${parallel} at once`,
          batches * batchSize,
          Math.round((batches * batchSize) / seconds),
        ]);
        await service.stop();
      }
      const service = await startService(`sqlite:${join(folder, "single.db")}`);
      const begin = performance.now();
      const bodies = distinctEvents(0, 400);
      for (const body of bodies) await post(service.url, body);
      rows.push([
        "one a request, one at once",
        bodies.length,
        Math.round(bodies.length / ((performance.now() - begin) / 1000)),
      ]);
      await service.stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return table(["how", "events", "events/s"], rows);
  },
};

async function send(url: string, parallel: number): Promise<number> {
  const bodies = Array.from({ length: batches }, (_, batch) => distinctEvents(batch * batchSize, batchSize).join("\n"));
  const begin = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < bodies.length) {
      const body = bodies[next] ?? "";
      next += 1;
      await post(url, body);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return (performance.now() - begin) / 1000;
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(`${url}/api/events`, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-ndjson" },
  });
  const { rejected } = (await response.json()) as { rejected: unknown[] };
  if (response.status !== 202 || rejected.length > 0)
    throw new Error(`intake answered ${response.status}, ${rejected.length} rejected`);
}

/** Demo events with a host of their own each, so that none is a repetition. */
export function distinctEvents(first: number, count: number): string[] {
  const lines = demoLines();
  return Array.from({ length: count }, (_, index) => {
    const line = lines[(first + index) % lines.length] ?? "";
    return line.replace(/"hostname": ?"[^"]*"/, `"hostname":"node-${first + index}"`);
  });
}
