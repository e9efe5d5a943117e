import { existsSync, readFileSync } from "node:fs";
import { parseExactJson } from "#alert/json.ts";
import { createAlertParser } from "#alert/parse.ts";
import { assess } from "#analysis/assess.ts";
import { ruleTemplates } from "#knowledge/rules.ts";
import { ascending, demoLines, percentile, sharedFolder, table } from "./measure.ts";
import type { Bench } from "./run.ts";

const rounds = 200;

/** Time of `assess` for one alert, parsing not included; and of parsing. */
export const assessSpeed: Bench = {
  name: "assess",
  title: "The built-in analyst's time for one alert",
  async run() {
    const parser = createAlertParser({ templates: ruleTemplates, now: () => new Date(0) });
    const real = new URL("data/falco-events/real-events.jsonl", sharedFolder);
    const sets: [string, string[]][] = [["demo", demoLines()]];
    if (existsSync(real)) {
      const events = readFileSync(real, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.stringify((JSON.parse(line) as { event: unknown }).event));
      sets.push(["real events", events]);
    }
    const rows = sets.flatMap(([name, lines]) => {
      const parseTimes: number[] = [];
      const assessTimes: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        for (const line of lines) {
          const begin = performance.now();
          const alert = parser.parse(parseExactJson(line));
          const parsed = performance.now();
          assess(alert);
          if (round < 20) continue; // warming up
          parseTimes.push(parsed - begin);
          assessTimes.push(performance.now() - parsed);
        }
      }
      return [row(`${name}: assess`, assessTimes), row(`${name}: parse`, parseTimes)];
    });
    return table(["what", "alerts", "p50 (ms)", "p95 (ms)", "p99 (ms)"], rows);
  },
};

function row(name: string, times: readonly number[]): (string | number)[] {
  const sorted = ascending(times);
  return [name, sorted.length, ...[0.5, 0.95, 0.99].map((share) => percentile(sorted, share).toFixed(3))];
}
