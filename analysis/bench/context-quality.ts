import { readFileSync } from "node:fs";
import { parseExactJson } from "#alert/json.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";
import type { PairResult } from "../fixtures/context/judged.ts";
import {
  alertOf,
  analystOver,
  gravity,
  judgePair,
  judgeTrap,
  logOf,
  parser,
  told,
} from "../fixtures/context/judged.ts";
import type { Pair } from "../fixtures/context/neighbourhood.ts";
import { pairs } from "../fixtures/context/pairs.ts";
import { traps } from "../fixtures/context/traps.ts";
import { ascending, demoFile, demoLines, percent, percentile, table } from "./measure.ts";
import type { Bench } from "./run.ts";

const kinds: Readonly<Record<Pair["kind"], string>> = {
  json: "Falco's JSON",
  line: "text lines as Loki has them",
  k8s: "Kubernetes audit",
  cloud: "CloudTrail",
};

/** Whether what the log store holds around an alert moves its verdict the right way. */
export const contextQuality: Bench = {
  name: "context-quality",
  title: "Around an alert: whether it moves the verdict the right way",
  async run() {
    return [await pairsPart(), await trapsPart(), await demoPart()].join("\n\n");
  },
};

async function pairsPart(): Promise<string> {
  const judged: { readonly pair: Pair; readonly result: PairResult }[] = [];
  for (const pair of pairs) {
    const { alert, noisy, suspicious } = pair;
    const result = await judgePair(alertOf(alert), noisy.map(alertOf), suspicious.map(alertOf));
    judged.push({ pair, result });
  }
  const row = (name: string, some: typeof judged) => [
    name,
    percent(some.filter(({ result }) => result.isRight).length, some.length),
    percent(some.filter(({ result }) => result.keepsFloor).length, some.length),
  ];
  const added = ascending(judged.slice(2).flatMap(({ result }) => result.added));
  const ms = (share: number) => `${percentile(added, share).toFixed(1)} ms`;
  const wrong = judged
    .filter(({ result }) => !result.isRight)
    .map(({ pair, result }) => `${pair.name} (${result.told})`);
  return [
    `${pairs.length} labelled pairs (\`fixtures/context\`): the same alert among noise and among an attack. Right: graver among the attack than among the noise, there not milder than alone, here not graver. The built-in analyst over the embedded store.`,
    table(
      ["pairs", "right way", "never below the floor"],
      [
        ...Object.entries(kinds).map(([kind, name]) =>
          row(
            name,
            judged.filter(({ pair }) => pair.kind === kind),
          ),
        ),
        row("all", judged),
      ],
    ),
    `Wrong: ${wrong.length === 0 ? "none" : wrong.join("; ")}. Looking around adds p50 ${ms(0.5)}, p95 ${ms(0.95)}, over a store of the events of one pair, nothing of it looked up before.`,
  ].join("\n\n");
}

async function trapsPart(): Promise<string> {
  const fallen: string[] = [];
  for (const trap of traps) {
    const { holds, told: what } = await judgeTrap(trap);
    if (!holds) fallen.push(`${trap.name} (${what})`);
  }
  return `Traps that were seen through: ${percent(traps.length - fallen.length, traps.length)}; not: ${fallen.length === 0 ? "none" : fallen.join("; ")}.`;
}

interface Expected {
  readonly line: number;
  readonly nature: string;
}

/** The demo's night: which verdicts its own events move. */
async function demoPart(): Promise<string> {
  const expected = JSON.parse(readFileSync(demoFile.replace("night.jsonl", "expected.json"), "utf8")) as Expected[];
  const alerts = demoLines().map((line) => parser.parse(parseExactJson(line)));
  const log = await logOf(alerts);
  try {
    const natureOf = (line: number) => expected.find((each) => each.line === line)?.nature ?? "";
    const { moved, confirmed } = await movedBy(alerts, log);
    const rows = moved.map(({ line, before, after }) => [
      line,
      natureOf(line),
      alerts[line - 1]?.rule ?? "",
      told(before),
      told(after),
      gravity(after) > gravity(before) ? "graver" : "milder",
    ]);
    const natures = [...new Set(confirmed.map(natureOf))].join(", ");
    return [
      `The demo's night, ${alerts.length} alerts, alone and among each other: ${moved.length} verdicts or severities moved. ${confirmed.length} more are true positives already and have their neighbours as reasons now: lines ${confirmed.join(", ")} (all of the nature: ${natures}).`,
      ...(moved.length === 0 ? [] : [table(["line", "nature", "rule", "alone", "among the others", "moved"], rows)]),
    ].join("\n\n");
  } finally {
    await log.close();
  }
}

async function movedBy(alerts: readonly Alert[], log: Awaited<ReturnType<typeof logOf>>) {
  const [alone, within] = [analystOver(null), analystOver(log)];
  const moved: { readonly line: number; readonly before: Analysis; readonly after: Analysis }[] = [];
  const confirmed: number[] = [];
  for (const [index, alert] of alerts.entries()) {
    const [before, after] = [await alone.analyse(alert), await within.analyse(alert)];
    if (gravity(before) !== gravity(after)) moved.push({ line: index + 1, before, after });
    else if (after.meta.context?.effect === "raised") confirmed.push(index + 1);
  }
  return { moved, confirmed };
}
