import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The real service as a process of its own, which may be killed at any moment. */
export interface ServiceProcess {
  readonly pid: number;
  /** Resolves with the address when it listens; rejects with all it said when it ends before. */
  readonly listening: Promise<string>;
  /** Everything it has written so far. */
  readonly output: () => string;
  readonly hasEnded: () => boolean;
  /** SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** SIGTERM; resolves with its exit code. */
  readonly stop: () => Promise<number | null>;
}

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const emptyConfig = fileURLToPath(new URL("../empty-config.yaml", import.meta.url));
const compileCache = fileURLToPath(new URL("../../../.cache/node", import.meta.url));
const startTimeoutMs = 60_000;

const living = new Set<ChildProcess>();

/** Nothing of the tester's own settings reaches it; a free port unless `env` names one. */
export function spawnService(env: Readonly<Record<string, string>>): ServiceProcess {
  const child = spawn(process.execPath, [main, "serve"], {
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? compileCache,
      SIB_CONFIG: emptyConfig,
      STACK: "embedded",
      SERVER_HOST: "127.0.0.1",
      PORT: "0",
      LOG_LEVEL: "error",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  living.add(child);
  const gone = once(child, "close").then(() => living.delete(child));
  let output = "";
  const listening = new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the service ${why}:\n${output}`));
    const timer = setTimeout(() => fail("did not listen in time"), startTimeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        const port = /listening on http:\/\/localhost:(\d+)/.exec(output)?.[1];
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
      });
    }
    gone.then(() => {
      clearTimeout(timer);
      fail("ended before it listened");
    });
    child.once("exit", () => clearTimeout(timer));
  });
  listening.catch(() => undefined);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone;
  };
  return {
    pid: child.pid ?? 0,
    listening,
    output: () => output,
    hasEnded: () => !living.has(child),
    kill: () => end("SIGKILL"),
    async stop() {
      await end("SIGTERM");
      return child.exitCode;
    },
  };
}

/** For `after`: whatever a test left behind. */
export async function endServices(): Promise<void> {
  await Promise.all(
    [...living].map(async (child) => {
      const closed = once(child, "close");
      child.kill("SIGKILL");
      await closed;
    }),
  );
}

/** Settings of a service that asks a fake Ollama. */
export function askingOllama(url: string): Readonly<Record<string, string>> {
  return { LLM_PROVIDER: "ollama", OLLAMA_URL: url };
}
