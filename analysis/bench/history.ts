import { mkdtempSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { severities } from "#domain/analysis.ts";
import type { AnalysisStore, HistoryQuery } from "#ports/analysis-store.ts";
import { createPostgresDatabase } from "../src/adapters/database/postgres-database.ts";
import { postgresPrograms, startPostgres } from "../src/adapters/database/postgres-server.fixture.ts";
import { createSqliteDatabase } from "../src/adapters/database/sqlite-database.ts";
import { encodePlace, firstSeq } from "../src/adapters/stores/history-place.ts";
import { createSqlAnalysisStore } from "../src/adapters/stores/sql-analysis-store.ts";
import { fillClassesOf, fillPostgres, fillSqlite } from "./history-fill.ts";
import { ownWord, rowsOf, rules, startMs, stepMs, vocabulary } from "./history-rows.ts";
import { ascending, megabytes, percentile, table } from "./measure.ts";
import type { Bench } from "./run.ts";

/** `BENCH_ROWS=20000 node bench/run.ts history` for a trial. */
const count = Number(process.env["BENCH_ROWS"] ?? 1_000_000);
const times = 20;
const pageSize = 50;
const goalMs = 50;

/** What of a query changes from one time to the next. */
type Part = (time: number) => Partial<HistoryQuery>;

const someTechniques = ["T1003", "T1059", "T1611", "T1003.008"] as const;
const severityAt = (time: number) => severities[time % severities.length] ?? "low";
const ruleAt = (index: number) => rules[index % rules.length] ?? "";
const techniqueAt = (time: number) => someTechniques[time % someTechniques.length] ?? "";
const span = (share: number) => startMs + Math.floor(share * count * stepMs);

const filters: Readonly<Record<string, Part>> = {
  severity: (time) => ({ severities: [severityAt(time)] }),
  "two severities": (time) => ({ severities: [severityAt(time), severityAt(time + 1)] }),
  "a common rule": () => ({ rule: ruleAt(0) }),
  "a rare rule": (time) => ({ rule: ruleAt(59 - (time % 10)) }),
  technique: (time) => ({ technique: techniqueAt(time) }),
  time: (time) => ({ sinceMs: span((0.9 * time) / times), untilMs: span((0.9 * time) / times + 0.05) }),
  "severity + rule": (time) => ({ severities: [severityAt(time)], rule: ruleAt(time * 7) }),
  "severity + technique": (time) => ({ severities: [severityAt(time)], technique: techniqueAt(time >> 2) }),
  "rule + technique": (time) => ({ rule: ruleAt(time * 5), technique: techniqueAt(time) }),
  "rule + two severities + technique + time": (time) => ({
    rule: ruleAt(time),
    severities: ["high", "critical"],
    technique: "T1059",
    sinceMs: span(0.3),
    untilMs: span(0.9),
  }),
};

const texts: Readonly<Record<string, Part>> = {
  "a word of all": (time) => ({ text: ["shell", "container", "opened"][time % 3] ?? "" }),
  "a word of 10 %": () => ({ text: "tenth" }),
  "a word of 1 %": () => ({ text: "hundredth" }),
  "a word of 0.1 %": () => ({ text: "thousandth" }),
  "a word of 0.001 %": () => ({ text: "needle" }),
  "a word of one": (time) => ({ text: ownWord(Math.floor((count * time) / times)) }),
  "words, common to rare": (time) => ({ text: vocabulary[3 + time * time * 70] ?? "" }),
  "the first letter of many": (time) => ({ text: ["s", "m", "f", "u"][time % 4] ?? "" }),
  "1 % and 10 %": () => ({ text: "tenth hundredth" }),
  "common and 0.1 %": () => ({ text: "shell container thousandth" }),
  "a path": (time) => ({ text: `/etc/shadow${time}` }),
  "no such word": () => ({ text: "zzzz nothing" }),
};

/** p50 and p95 of searching a million analyses. */
export const history: Bench = {
  name: "history",
  title: "The history of a million analyses",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "sib-bench-"));
    try {
      const path = join(folder, "history.db");
      const sqlite = await measured(createSqliteDatabase(path), async () => fillSqlite(path, count));
      const size = megabytes(statSync(path).size);
      const postgres = postgresPrograms() === null ? null : await ofPostgres();
      const rows = sqlite.map(({ name, first, deep }, index) => {
        const other = postgres?.[index];
        return [name, cell(first), cell(deep), other ? cell(other.first) : "-", other ? cell(other.deep) : "-"];
      });
      return [
        `${count.toLocaleString("en")} analyses of ${rowsOf(0).words.trim().split(" ").length} words or so, ${pageSize} a page, in milliseconds: p50 / p95 of each query asked ${times} times of the store. SQLite: ${size}. PostgreSQL: its own settings, without fsync, vacuumed before. Goal: p95 of at most ${goalMs} ms; what misses it is **bold**.`,
        table(["what", "SQLite, first page", "deep page", "PostgreSQL, first page", "deep page"], rows),
        `${summary("SQLite", sqlite)} ${postgres === null ? "skipped: PostgreSQL is not installed." : summary("PostgreSQL", postgres)} Load average at the end: ${loadavg()[0]?.toFixed(1)}.`,
      ].join("\n\n");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function ofPostgres(): Promise<readonly Measured[]> {
  const server = startPostgres();
  try {
    const url = server.newDatabase();
    return await measured(createPostgresDatabase(url), () => fillPostgres(url, count));
  } finally {
    server.remove();
  }
}

interface Measured {
  readonly name: string;
  readonly first: readonly number[];
  readonly deep: readonly number[];
}

type Database = Parameters<typeof createSqlAnalysisStore>[0]["database"];

async function measured(database: Database, fill: () => Promise<void>): Promise<readonly Measured[]> {
  const now = () => new Date(span(1));
  const store = createSqlAnalysisStore({ database, now, retentionDays: 365, classesMax: count, keepClasses: true });
  try {
    await fillClassesOf(store, count);
    await fill();
    await check(store);
    const one = async (name: string, parts: readonly Part[]) => ({ name, ...(await ask(store, parts)) });
    const rows = [await one("no filter", [])];
    for (const [name, filter] of Object.entries(filters)) rows.push(await one(name, [filter]));
    for (const [name, text] of Object.entries(texts)) {
      rows.push(await one(name, [text]));
      const filtered: Measured[] = [];
      for (const filter of Object.values(filters)) filtered.push(await one("", [text, filter]));
      rows.push({
        name: "the same with each filter",
        first: filtered.flatMap(({ first }) => first),
        deep: filtered.flatMap(({ deep }) => deep),
      });
    }
    return rows;
  } finally {
    await store.close();
  }
}

/** What was put in is what the store would have written: it finds it again by each way. */
async function check(store: AnalysisStore): Promise<void> {
  const number = Math.floor(count / 3);
  const { id, analysis } = rowsOf(number);
  const rule = String(analysis["rule"]);
  const severity = severities[Number(analysis["severity"])] ?? "low";
  const { analyses } = await store.listAnalyses({ limit: 2, text: ownWord(number), rule, severities: [severity] });
  const receipt = await store.findReceipt(id);
  if (analyses.length !== 1 || analyses[0]?.id !== id || receipt === null || analyses[0].seen.count < 1)
    throw new Error("the store does not find what the benchmark has put in");
}

async function ask(store: AnalysisStore, parts: readonly Part[]): Promise<Pick<Measured, "first" | "deep">> {
  const [first, deep]: [number[], number[]] = [[], []];
  for (let time = 0; time < times; time += 1) {
    const query = Object.assign({ limit: pageSize }, ...parts.map((part) => part(time))) as HistoryQuery;
    const place = encodePlace(firstSeq(span(0.9 - (0.85 * time) / times)));
    if (time === 0) await store.listAnalyses(query);
    for (const [list, asked] of [
      [first, query],
      [deep, { ...query, cursor: place }],
    ] as const) {
      const began = performance.now();
      await store.listAnalyses(asked);
      list.push(performance.now() - began);
    }
  }
  return { first, deep };
}

function cell(values: readonly number[]): string {
  const sorted = ascending(values);
  const [p50, p95] = [percentile(sorted, 0.5), percentile(sorted, 0.95)];
  const text = `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
  return p95 > goalMs ? `**${text}**` : text;
}

function summary(name: string, rows: readonly Measured[]): string {
  const all = ascending(rows.flatMap(({ first, deep }) => [...first, ...deep]));
  const over = all.filter((each) => each > goalMs).length;
  return `${name}, all ${all.length} queries: p50 ${percentile(all, 0.5).toFixed(1)} ms, p95 ${percentile(all, 0.95).toFixed(1)} ms, ${over} over ${goalMs} ms.`;
}
