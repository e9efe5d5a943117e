import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** A real VictoriaLogs for tests and benchmarks, as `scripts/install-log-stores.sh` built it. */
export interface VictoriaLogsServer {
  readonly url: string;
  /** SIGKILL, as when the power goes. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Stops it and deletes its folder. */
  readonly remove: () => Promise<void>;
}

const home = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "sib", "log-stores");

/** The program, or why there is none. */
export function victoriaLogsProgram(): { readonly program: string } | { readonly whyNot: string } {
  return builtProgram("victorialogs", (name) => /^victoria-logs-\d[\d.]*$/.test(name));
}

/** One that the script built, the newest by name, or why there is none. */
export function builtProgram(
  what: string,
  isIt: (name: string) => boolean,
): { readonly program: string } | { readonly whyNot: string } {
  const built = existsSync(home) ? readdirSync(home).filter(isIt).sort() : [];
  const [program] = built.reverse();
  if (program !== undefined) return { program: join(home, program) };
  const reason = join(home, `${what}.why-not.txt`);
  return {
    whyNot: existsSync(reason) ? readFileSync(reason, "utf8").trim() : `no ${what} was built; \`make test\` builds it`,
  };
}

/** `flags` beside address, folder and retention. Throws where there is no program. */
export async function startVictoriaLogs(flags: readonly string[] = []): Promise<VictoriaLogsServer> {
  const found = victoriaLogsProgram();
  if ("whyNot" in found) throw new Error(found.whyNot);
  const folder = mkdtempSync(join(tmpdir(), "sib-vl-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const given = [`-storageDataPath=${folder}/data`, `-httpListenAddr=127.0.0.1:${port}`, "-retentionPeriod=100y"];
  let child: ReturnType<typeof spawn> | null = null;

  const start = async () => {
    child = spawn(found.program, [...given, "-loggerLevel=ERROR", "-futureRetention=10y", ...flags], {
      stdio: "ignore",
    });
    process.once("exit", () => child?.kill("SIGKILL"));
    for (let tries = 0; tries < 200; tries += 1) {
      const isUp = await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isUp) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("VictoriaLogs did not start");
  };
  const kill = async () => {
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    url,
    kill,
    start,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
