import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { BareAnswer } from "./bare-server.ts";
import type { LoadJob, LoadResult } from "./load-client.ts";

/** Servers on core 0 and their client on core 1, so that a figure is one of one core. */

const serverCore = "0";
const clientCore = "1";
const canPin = availableParallelism() > 1 && spawnSync("taskset", ["-p", String(process.pid)]).status === 0;

/** All threads that it has and will have. */
export function pinServer(pid: number | undefined): void {
  if (canPin) spawnSync("taskset", ["-a", "-p", "-c", serverCore, String(pid)]);
}

/** How the figures came about, for the reader. */
export function pinning(): string {
  const load = `Load average at the end: ${loadavg()
    .map((each) => each.toFixed(1))
    .join(", ")}.`;
  return canPin
    ? `Servers on core 0, their client on core 1 (\`taskset\`). ${load}`
    : `Servers and client share the cores: \`taskset\` is missing, or there is one core only, so no figure is one of one core. ${load}`;
}

/** What an answer cost the server: time of the processor, which says more than the clock where others use the core too. */
export interface Loaded extends LoadResult {
  readonly microseconds: number;
}

/** One run of the client. Throws when an answer was not what it has to be. */
export async function load(server: number | undefined, job: LoadJob): Promise<Loaded> {
  const before = processorMs(server);
  const child = start("load-client.ts", canPin ? ["taskset", "-c", clientCore] : []);
  child.stdin?.end(JSON.stringify(job));
  if (child.stdout === null) throw new Error("the client says nothing");
  const result = (await json(child.stdout)) as LoadResult;
  if (result.wrong > 0) throw new Error(`${result.wrong} answers were no 200 or without ${job.mark}`);
  return { ...result, microseconds: (1000 * (processorMs(server) - before)) / result.answers };
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: fields 14 and 15, in hundredths of a second. */
function processorMs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

export interface BareServer {
  readonly pid: number | undefined;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export async function startBare(answer: BareAnswer): Promise<BareServer> {
  const child = start("bare-server.ts", []);
  child.stdin?.end(JSON.stringify(answer));
  if (child.stdout === null) throw new Error("the bare server says nothing");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  pinServer(child.pid);
  return {
    pid: child.pid,
    port: Number(line),
    async stop() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

function start(file: string, before: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const [program = "", ...rest] = [...before, process.execPath, path];
  return spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"] });
}
