import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { parseExactJson } from "#alert/json.ts";
import { createAlertParser } from "#alert/parse.ts";
import type { Alert } from "#domain/alert.ts";
import { ruleTemplates } from "#knowledge/rules.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { ascending, demoLines, percentile, sharedFolder, sibPath, table } from "./measure.ts";
import type { Bench } from "./run.ts";

const corpusFile = new URL("data/privacy/alerts-dev.jsonl.gz", sharedFolder);
const scorerFile = new URL("bench/privacy/score_privacy.py", sharedFolder);
const rounds = 12;
const alertsThroughCommand = 15_000;
/** The best-known comparable system on held-out alerts of the same kind. */
const elsewhere: Readonly<Record<string, string>> = {
  "core values leaked": "46 %",
  "alerts with a core leak": "75 %",
  "extended values leaked": "81 %",
  "keep strings kept": "97 %",
  "over-redaction": "4 %",
};

interface LabelledEvent {
  readonly id: string;
  readonly event: unknown;
}

/** What gets through, what is lost, how fast, and whether time grows with the input only. */
export const privacy: Bench = {
  name: "privacy",
  title: "Privacy",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "sib-privacy-"));
    try {
      const events = labelledEvents();
      return [figures(events, folder), speed(events, folder), growth()].join("\n\n");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The labelled corpus; without it the demo's events, which are good for speed only. */
function labelledEvents(): readonly LabelledEvent[] {
  if (!existsSync(corpusFile)) return demoLines().map((line, at) => ({ id: `demo-${at}`, event: JSON.parse(line) }));
  const lines = gunzipSync(readFileSync(corpusFile)).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as LabelledEvent);
}

function figures(events: readonly LabelledEvent[], folder: string): string {
  if (!existsSync(corpusFile) || !existsSync(scorerFile)) return "Figures: skipped, the labelled corpus is not here.";
  const outputs = join(folder, "outputs.jsonl");
  const summaryFile = join(folder, "summary.json");
  writeFileSync(outputs, obfuscated(events, folder).text);
  const scorer = fileURLToPath(scorerFile);
  const { status, stderr } = spawnSync(
    "python3",
    [scorer, "--corpus", fileURLToPath(corpusFile), "--outputs", outputs, "--json", summaryFile],
    { encoding: "utf8" },
  );
  if (status !== 0)
    return `Figures: skipped, the scorer did not run (${stderr?.trim().split("\n").at(-1) ?? "no python3"}).`;
  return figureTable(JSON.parse(readFileSync(summaryFile, "utf8")) as Summary, events.length);
}

interface Summary {
  readonly types: Readonly<Record<string, { readonly n: number; readonly leak_pct: number }>>;
  readonly tiers: Readonly<Record<string, { readonly n: number; readonly leak_pct: number }>>;
  readonly alerts_with_core_leak_pct: number;
  readonly keep: { readonly n: number; readonly kept_pct: number };
  readonly over_redaction_pct: number;
  readonly consistency: {
    readonly same_value_same_token_pct: number;
    readonly different_value_different_token_pct: number;
  };
}

function figureTable(summary: Summary, count: number): string {
  const { tiers, types, keep, consistency } = summary;
  const rows: [string, string][] = [
    ["core values leaked", `${tiers["core"]?.leak_pct.toFixed(2)} % of ${tiers["core"]?.n}`],
    ["alerts with a core leak", `${summary.alerts_with_core_leak_pct.toFixed(2)} % of ${count}`],
    ["extended values leaked", `${tiers["extended"]?.leak_pct.toFixed(2)} % of ${tiers["extended"]?.n}`],
    ["keep strings kept", `${keep.kept_pct.toFixed(2)} % of ${keep.n}`],
    ["over-redaction", `${summary.over_redaction_pct.toFixed(2)} %`],
    ["same value, same token", `${consistency.same_value_same_token_pct.toFixed(0)} %`],
    ["other value, other token", `${consistency.different_value_different_token_pct.toFixed(0)} %`],
  ];
  const byType = Object.entries(types).map(([type, { n, leak_pct }]) => `${type} ${leak_pct.toFixed(2)} % of ${n}`);
  return [
    "The development corpus (level standard, the whole prompt of `sib obfuscate --jsonl`). The code was written with it at hand, so these are no held-out figures.",
    table(
      ["figure", "here", "the best-known system, on held-out alerts"],
      rows.map(([name, value]) => [name, value, elsewhere[name] ?? "-"]),
    ),
    `By type: ${byType.join(", ")}.`,
  ].join("\n\n");
}

function speed(events: readonly LabelledEvent[], folder: string): string {
  const parser = createAlertParser({ templates: ruleTemplates, now: () => new Date(0) });
  const alerts = events.map(({ event }) => parser.parse(parseExactJson(JSON.stringify(event))));
  const perSecond: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    for (const alert of alerts) hideAndCheck(alert);
    perSecond.push((1000 * alerts.length) / (performance.now() - begin));
  }
  const sorted = ascending(perSecond);
  const many = Array.from({ length: alertsThroughCommand }, (_, at) => events[at % events.length] as LabelledEvent);
  const { seconds, megabytes } = obfuscated(many, folder);
  return [
    "Speed.",
    table(
      ["what", "alerts", "alerts/s"],
      [
        [
          "library, one core: veil, hidden line, leak gate; best round",
          alerts.length,
          percentile(sorted, 1).toFixed(0),
        ],
        ["the same, median round", alerts.length, percentile(sorted, 0.5).toFixed(0)],
        [
          `\`sib obfuscate --jsonl\`, start to end (parse, assess, whole prompt); ${megabytes} MB at most`,
          many.length,
          (many.length / seconds).toFixed(0),
        ],
      ],
    ),
  ].join("\n\n");
}

function hideAndCheck(alert: Alert): void {
  const veil = createVeil(alert, { enabled: true, level: "standard", preserveStructure: true });
  veil.check(veil.hide(alert.output));
}

function obfuscated(events: readonly LabelledEvent[], folder: string) {
  const input = join(folder, "events.jsonl");
  writeFileSync(input, events.map(({ id, event }) => `${JSON.stringify({ id, event })}\n`).join(""));
  const begin = performance.now();
  // GNU time tells the most memory that was in use; where it is missing, nothing does.
  const isTimed = existsSync("/usr/bin/time");
  const command = isTimed ? ["/usr/bin/time", "-f", "%M", sibPath] : [sibPath];
  const { status, stdout, stderr } = spawnSync(
    command[0] as string,
    [...command.slice(1), "obfuscate", "--jsonl", input],
    {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      env: { ...process.env, LLM_PROVIDER: "builtin", SIB_CONFIG: "" },
    },
  );
  if (status !== 0) throw new Error(`sib obfuscate ended with ${status}: ${stderr}`);
  const kilobytes = isTimed ? Number(stderr.trim().split("\n").at(-1)) : Number.NaN;
  const megabytes = Number.isFinite(kilobytes) ? (kilobytes / 1024).toFixed(0) : "unknown";
  return { text: stdout, seconds: (performance.now() - begin) / 1000, megabytes };
}

const pieces = [
  "a",
  "a.a.",
  "a-a-",
  "1-1-",
  "/a/a",
  "@",
  "::",
  "postgres://",
  `"\\`,
  "x=",
  "Bearer ",
  "eyJ",
  "%41",
  `'"`,
  "-p ",
];

/** Hostile repetitions: ten times the text may take twelve times as long, and a megabyte a second. */
function growth(): string {
  const rows = pieces.map((piece) => {
    const [small, large] = [100_000, 1_000_000].map((size) =>
      timeOf(piece.repeat(Math.ceil(size / piece.length)).slice(0, size)),
    );
    return [`\`${piece}\``, (small ?? 0).toFixed(0), (large ?? 0).toFixed(0), ((large ?? 0) / (small ?? 1)).toFixed(1)];
  });
  return [
    "A field and line of nothing but one piece, through veil and gate.",
    table(["piece", "100 KB (ms)", "1 MB (ms)", "times"], rows),
  ].join("\n\n");
}

function timeOf(text: string): number {
  const alert: Alert = { ...hostile, output: text, message: text, output_fields: { "proc.cmdline": text } };
  return Math.min(
    ...Array.from({ length: 3 }, () => {
      const begin = performance.now();
      hideAndCheck(alert);
      return performance.now() - begin;
    }),
  );
}

const hostile = createAlertParser({ templates: ruleTemplates, now: () => new Date(0) }).parse({
  rule: "R",
  priority: "Notice",
  output: "x",
});
