import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoLines, megabytes, percent, startService, table } from "./measure.ts";
import type { Bench } from "./run.ts";

interface Load {
  readonly format: "NDJSON" | "JSON array";
  readonly batch: number;
  readonly parallel: number;
  readonly events: number;
}

const loads: readonly Load[] = [
  { format: "NDJSON", batch: 500, parallel: 1, events: 60_000 },
  { format: "NDJSON", batch: 500, parallel: 4, events: 120_000 },
  { format: "NDJSON", batch: 2000, parallel: 4, events: 120_000 },
  { format: "JSON array", batch: 500, parallel: 4, events: 120_000 },
  { format: "JSON array", batch: 2000, parallel: 4, events: 120_000 },
  { format: "NDJSON", batch: 1, parallel: 1, events: 400 },
  { format: "NDJSON", batch: 1, parallel: 64, events: 12_000 },
];
const contentTypes = { NDJSON: "application/x-ndjson", "JSON array": "application/json" } as const;
/** A file system in memory: the same work, and no disk to wait for. */
const memoryFolder = "/dev/shm";
const flushes = 300;

/** `POST /api/events` over HTTP into SQLite with `synchronous=FULL`: acknowledged means on disk. */
export const intake: Bench = {
  name: "intake",
  title: "Intake of events",
  async run() {
    const disk = mkdtempSync(join(tmpdir(), "sib-bench-"));
    const memory = existsSync(memoryFolder) ? mkdtempSync(join(memoryFolder, "sib-bench-")) : null;
    const rows: (string | number)[][] = [];
    try {
      for (const load of loads) {
        const onDisk = await measure(load, disk);
        const inMemory = memory === null ? null : await measure(load, memory);
        rows.push([
          `${load.format}, ${load.batch} a request, ${load.parallel} at once`,
          load.events,
          Math.round(onDisk.perSecond),
          inMemory === null ? "-" : Math.round(inMemory.perSecond),
          inMemory === null ? "-" : waiting(onDisk.perSecond, inMemory.perSecond),
          megabytes(onDisk.residentBytes),
        ]);
      }
      return [
        table(
          ["how", "events", "events/s on disk", "events/s, files in memory", "share waiting for the disk", "memory"],
          rows,
        ),
        `The disk itself: ${flushesPerSecond(disk).toFixed(0)} appends of 100 bytes a second, each flushed (fsync) before the next. The sender runs on the same machine.`,
      ].join("\n\n");
    } finally {
      for (const folder of [disk, memory]) if (folder !== null) rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Of the time that an event takes: what is not there when nothing has to reach a disk. */
function waiting(onDisk: number, inMemory: number): string {
  return percent(Math.max(0, Math.round(1e9 / onDisk - 1e9 / inMemory)), Math.round(1e9 / onDisk)).replace(/ \(.*/, "");
}

async function measure(load: Load, folder: string) {
  const service = await startService(`sqlite:${join(folder, "intake.db")}`);
  try {
    const seconds = await send(service.url, load);
    return { perSecond: load.events / seconds, residentBytes: service.residentBytes() };
  } finally {
    await service.stop();
    for (const end of ["", "-wal", "-shm"]) rmSync(join(folder, `intake.db${end}`), { force: true });
  }
}

async function send(url: string, { format, batch, parallel, events }: Load): Promise<number> {
  const bodies = Array.from({ length: events / batch }, (_, index) => {
    const lines = distinctEvents(index * batch, batch);
    return Buffer.from(format === "NDJSON" ? lines.join("\n") : `[${lines.join(",")}]`);
  });
  const begin = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < bodies.length) {
      const body = bodies[next] ?? Buffer.alloc(0);
      next += 1;
      await post(url, body, contentTypes[format]);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return (performance.now() - begin) / 1000;
}

async function post(url: string, body: Buffer<ArrayBuffer>, type: string): Promise<void> {
  const response = await fetch(`${url}/api/events`, { method: "POST", body, headers: { "content-type": type } });
  const { rejected } = (await response.json()) as { rejected: unknown[] };
  if (response.status !== 202 || rejected.length > 0)
    throw new Error(`intake answered ${response.status}, ${rejected.length} rejected`);
}

function flushesPerSecond(folder: string): number {
  const file = openSync(join(folder, "flushes"), "a");
  const begin = performance.now();
  for (let count = 0; count < flushes; count += 1) {
    writeSync(file, `${"x".repeat(99)}\n`);
    fsyncSync(file);
  }
  const perSecond = (1000 * flushes) / (performance.now() - begin);
  closeSync(file);
  return perSecond;
}

/** Demo events with a host of their own each, so that none is a repetition. */
export function distinctEvents(first: number, count: number): string[] {
  const lines = demoLines();
  return Array.from({ length: count }, (_, index) => {
    const line = lines[(first + index) % lines.length] ?? "";
    return line.replace(/"hostname": ?"[^"]*"/, `"hostname":"node-${first + index}"`);
  });
}
