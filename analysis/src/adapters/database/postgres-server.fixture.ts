import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real PostgreSQL for tests: Debian's package, a data folder of its own, a Unix socket. */
export interface PostgresServer {
  /** The address of a new, empty database. */
  readonly newDatabase: () => string;
  readonly psql: (database: string, sql: string) => string;
  /** SIGKILL to all of it, or an ordered end. */
  readonly stop: (how?: "fast" | "immediate") => void;
  readonly start: () => void;
  /** Stops it and deletes its folder. */
  readonly remove: () => void;
}

/** Where Debian, and others, put the programs; null where there are none. */
export function postgresPrograms(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, "bin")), "/usr/local/bin", "/usr/bin"];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "pg_ctl"))) ?? null;
}

/** `durable` makes it write through to the disk, as one that people use does. Throws where there are no programs. */
export function startPostgres({ durable = false }: { readonly durable?: boolean } = {}): PostgresServer {
  const programs = postgresPrograms();
  if (programs === null) throw new Error("PostgreSQL's programs are missing: apt-get install postgresql");
  const folder = mkdtempSync(join(tmpdir(), "sib-pg-"));
  const data = join(folder, "data");
  const identity = userToRunAs();
  if (identity !== null) chownSync(folder, identity.uid, identity.gid);
  const options = { stdio: "pipe", cwd: folder, encoding: "utf8", ...identity } as const;
  const run = (program: string, ...args: string[]) => execFileSync(join(programs, program), args, options);
  run("initdb", "-D", data, "-U", "sib", "-A", "trust", "-E", "UTF8", "--locale=C", ...(durable ? [] : ["-N"]));
  const flags = `-k ${folder} -c listen_addresses='' -c max_connections=200 ${durable ? "" : "-c fsync=off -c synchronous_commit=off"}`;
  let databases = 0;

  const start = () => void run("pg_ctl", "-D", data, "-w", "-l", join(folder, "log"), "-o", flags, "start");
  const psql = (database: string, sql: string) =>
    run("psql", "-h", folder, "-U", "sib", "-d", database, "-v", "ON_ERROR_STOP=1", "-Atqc", sql);
  const stop: PostgresServer["stop"] = (how = "fast") => {
    try {
      run("pg_ctl", "-D", data, "-w", "-m", how, "stop");
    } catch {
      // It was not running.
    }
  };
  start();
  // Whatever ends the test, the server does not stay.
  const watcher = spawn(
    "sh",
    [
      "-c",
      `while kill -0 ${process.pid} 2>/dev/null; do sleep 1; done; kill -QUIT $(head -1 ${data}/postmaster.pid) 2>/dev/null; sleep 2; rm -rf ${folder}`,
    ],
    { detached: true, stdio: "ignore" },
  );
  watcher.unref();
  return {
    newDatabase() {
      databases += 1;
      psql("postgres", `create database test_${databases}`);
      return `postgres://sib@/test_${databases}?host=${encodeURIComponent(folder)}`;
    },
    psql,
    stop,
    start,
    remove() {
      stop("immediate");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL does not run as root. */
function userToRunAs(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}
