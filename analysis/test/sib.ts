/** Runs the real `sib` command and the real service in tests. */
import { spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

export const sibPath = fileURLToPath(new URL("../bin/sib", import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of whoever runs the tests must not reach the command under test. */
function cleanEnvironment(extra: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:LLM|OLLAMA|OPENAI|ANTHROPIC|STACK|STATE_URL|PORT|ANALYSIS|SERVER|SIB|STORAGE|CACHE|LOKI|GRAFANA)/.test(
        name,
      ),
  );
  return { ...Object.fromEntries(own), SIB_CONFIG: emptyConfig, LLM_PROVIDER: "builtin", STACK: "embedded", ...extra };
}

const emptyConfig = fileURLToPath(new URL("./empty-config.yaml", import.meta.url));

export function runSib(
  args: readonly string[],
  options: { readonly stdin?: string | Buffer; readonly env?: Record<string, string> } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(sibPath, args, { env: cleanEnvironment(options.env ?? {}), stdio: ["pipe", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.stdin ?? "");
  });
}

export interface Service {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Everything it has logged so far. */
  readonly log: () => string;
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** `sib serve` on a free port; resolves when /health answers. */
export async function startSib(env: Record<string, string> = {}): Promise<Service> {
  const port = Number(env["PORT"] ?? (await freePort()));
  const child = spawn(sibPath, ["serve"], {
    env: cleanEnvironment({ STATE_URL: "memory:", PORT: String(port), ...env }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    if (
      await fetch(`${url}/health`).then(
        (response) => response.ok,
        () => false,
      )
    )
      break;
    if (child.exitCode !== null || tries > 600) throw new Error(`the service did not start:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    url,
    port,
    pid: child.pid ?? 0,
    log: () => log,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return await ended;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
