/**
 * Measures what `docs/benchmarks.md` says and writes the figures there: `make bench`, or `make bench ARGS="assess start"` for some;
 * `history` only when it is named, since it takes about half an hour.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

export interface Bench {
  readonly name: string;
  readonly title: string;
  /** Markdown below the title. */
  readonly run: () => Promise<string>;
}

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  accuracy: async () => (await import("./accuracy.ts")).accuracy,
  assess: async () => (await import("./assess-speed.ts")).assessSpeed,
  privacy: async () => (await import("./privacy.ts")).privacy,
  start: async () => (await import("./start.ts")).start,
  intake: async () => (await import("./intake.ts")).intake,
  cache: async () => (await import("./cache.ts")).cache,
  history: async () => (await import("./history.ts")).history,
  memory: async () => (await import("./memory.ts")).memory,
  "context-quality": async () => (await import("./context-quality.ts")).contextQuality,
  context: async () => (await import("./context-speed.ts")).contextSpeed,
  model: async () => (await import("./model.ts")).model,
  demo: async () => (await import("./demo-time.ts")).demoTime,
};
/** Take long, so they are run only when they are asked for. */
const long: readonly string[] = ["history"];

const file = new URL("../../docs/benchmarks.md", import.meta.url);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}

for (const name of wanted.length > 0 ? wanted : Object.keys(benches).filter((each) => !long.includes(each))) {
  const load = benches[name];
  if (!load) continue;
  const bench = await load();
  console.error(`bench: ${bench.title} ...`);
  const body = await bench.run();
  console.log(`## ${bench.title}\n\n${body}\n`);
  record(name, bench.title, body);
}

/** Replaces the section of that benchmark between its markers, or adds it at the end. */
function record(name: string, title: string, body: string): void {
  const [opening, closing] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const section = `${opening}\n## ${title}\n\n\`make bench ARGS=${name}\`, ${new Date().toISOString().slice(0, 10)}, ${machine}\n\n${body}\n${closing}`;
  const text = readFileSync(file, "utf8");
  const from = text.indexOf(opening);
  const to = text.indexOf(closing);
  const updated =
    from >= 0 && to > from
      ? text.slice(0, from) + section + text.slice(to + closing.length)
      : `${text.trimEnd()}\n\n${section}\n`;
  writeFileSync(file, updated);
}
