import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ascending, demoLines, percentile, sibPath, startService, table } from "./measure.ts";
import type { Bench } from "./run.ts";

const rounds = 15;

/** What a user waits for: the finding of Node included, compile cache warm as after the first start. */
export const start: Bench = {
  name: "start",
  title: "Cold start",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "sib-bench-"));
    const file = join(folder, "alert.json");
    writeFileSync(file, `${demoLines()[0] ?? ""}\n`);
    const serve: number[] = [];
    const analyze: number[] = [];
    try {
      for (let round = 0; round < rounds; round += 1) {
        const service = await startService(`sqlite:${join(folder, "start.db")}`);
        serve.push(service.startMs);
        await service.stop();
        const begin = performance.now();
        const { status } = spawnSync(sibPath, ["analyze", file], {
          env: { ...process.env, LLM_PROVIDER: "builtin" },
          stdio: "ignore",
        });
        if (status !== 0) throw new Error(`sib analyze ended with ${status}`);
        analyze.push(performance.now() - begin);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const row = (name: string, times: number[]) => {
      const sorted = ascending(times.slice(1));
      return [
        name,
        sorted.length,
        percentile(sorted, 0).toFixed(0),
        percentile(sorted, 0.5).toFixed(0),
        percentile(sorted, 0.95).toFixed(0),
      ];
    };
    return table(
      ["what", "starts", "best (ms)", "median (ms)", "p95 (ms)"],
      [row("`sib serve` to the first healthy answer", serve), row("`sib analyze` on one alert, start to end", analyze)],
    );
  },
};
