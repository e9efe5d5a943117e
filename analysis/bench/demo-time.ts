import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { table } from "./measure.ts";
import type { Bench } from "./run.ts";

const root = dirname(fileURLToPath(new URL("..", import.meta.url)));

/** From nothing but a clone of what is committed to the reports, the fetching of Node and of the packages included. */
export const demoTime: Bench = {
  name: "demo",
  title: "`make demo` from a bare clone",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "sib-clone-"));
    try {
      execFileSync("git", ["clone", "--quiet", root, join(folder, "sib")]);
      // The Node that runs this benchmark must not be the one that the clone finds.
      const { NODE_COMPILE_CACHE: _, ...environment } = process.env;
      const path = (process.env["PATH"] ?? "")
        .split(":")
        .filter((part) => !part.includes("/.node/"))
        .join(":");
      const options = {
        cwd: join(folder, "sib"),
        env: { ...environment, PATH: path, npm_config_cache: join(folder, "npm-cache") },
        stdio: "ignore",
      } as const;
      const time = () => {
        const begin = performance.now();
        execFileSync("make", ["demo", "ARGS=--once"], options);
        return `${((performance.now() - begin) / 1000).toFixed(1)} s`;
      };
      return table(
        ["what", "time"],
        [
          ["first time, nothing cached", time()],
          ["second time", time()],
        ],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
