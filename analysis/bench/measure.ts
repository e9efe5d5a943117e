/** Small tools of the benchmarks: percentiles, tables, a service in a process of its own. */

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

export const sibPath = fileURLToPath(new URL("../bin/sib", import.meta.url));
export const sharedFolder = new URL("../../../shared/", import.meta.url);
export const demoFile = fileURLToPath(new URL("../fixtures/demo/night.jsonl", import.meta.url));

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} % (${part}/${whole})`;
}

/** Events of the demo as parsed JSON texts, one a line. */
export function demoLines(): string[] {
  return readFileSync(demoFile, "utf8").trimEnd().split("\n");
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Service {
  readonly url: string;
  readonly process: ChildProcess;
  /** From the start of the process to the first healthy answer. */
  readonly startMs: number;
  readonly residentBytes: () => number;
  readonly stop: () => Promise<void>;
}

/** `sib serve` as a user starts it, with a state of its own. */
export async function startService(state: string, extra: Readonly<Record<string, string>> = {}): Promise<Service> {
  const port = await freePort();
  const begin = performance.now();
  const child = spawn(sibPath, ["serve"], {
    env: {
      ...process.env,
      PORT: String(port),
      STATE_URL: state,
      LLM_PROVIDER: "builtin",
      STACK: "embedded",
      LOG_LEVEL: "silent",
      SIB_CONFIG: "",
      ...extra,
    },
    stdio: ["ignore", "ignore", "ignore"],
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    const healthy = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) break;
    if (performance.now() - begin > 30_000) throw new Error("the service did not start");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const startMs = performance.now() - begin;
  return {
    url,
    process: child,
    startMs,
    residentBytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) * 1024,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`;
}
