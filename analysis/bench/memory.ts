import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { distinctEvents } from "./intake.ts";
import { megabytes, startService, table } from "./measure.ts";
import type { Bench } from "./run.ts";

const total = 100_000;
const step = 20_000;
const parallel = 8;

/** Resident memory of the service while it takes in and analyses 100,000 alerts. */
export const memory: Bench = {
  name: "memory",
  title: "Resident memory",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "sib-bench-"));
    const service = await startService(`sqlite:${join(folder, "memory.db")}`);
    const rows: (string | number)[][] = [["after the start", "-", megabytes(service.residentBytes())]];
    const agent = new Agent({ keepAlive: true, maxSockets: parallel });
    try {
      for (let done = 0; done < total; done += step) {
        const begin = performance.now();
        await analyse(service.url, agent, distinctEvents(done, step));
        rows.push([
          `${done + step} alerts analysed`,
          Math.round(step / ((performance.now() - begin) / 1000)),
          megabytes(service.residentBytes()),
        ]);
      }
      for (let done = 0; done < total; done += 500) {
        const body = distinctEvents(done, 500).join("\n");
        await fetch(`${service.url}/api/events`, {
          method: "POST",
          body,
          headers: { "content-type": "application/x-ndjson" },
        }).then((response) => response.arrayBuffer());
      }
      rows.push([`and ${total} events taken in`, "-", megabytes(service.residentBytes())]);
    } finally {
      agent.destroy();
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    return table(["when", "analyses/s over HTTP", "resident"], rows);
  },
};

async function analyse(url: string, agent: Agent, bodies: readonly string[]): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < bodies.length) {
      const body = bodies[next] ?? "";
      next += 1;
      await post(`${url}/api/analyze`, agent, body);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

function post(url: string, agent: Agent, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: "POST",
        agent,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      },
      (response) => {
        response.resume();
        response.on("end", () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`analysis answered ${response.statusCode}`)),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
