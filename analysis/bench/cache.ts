import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyse } from "../test/campaign/client.fixture.ts";
import { startFakeModel } from "../test/campaign/fake-model.fixture.ts";
import { askingOllama } from "../test/campaign/service.fixture.ts";
import { alikeAlert } from "./alike-alerts.ts";
import type { Asked } from "./load-client.ts";
import { fillClasses } from "./many-classes.ts";
import type { Service } from "./measure.ts";
import { ascending, megabytes, percentile, startService, table } from "./measure.ts";
import type { Loaded } from "./pinned.ts";
import { load, pinning, pinServer, startBare } from "./pinned.ts";
import type { Bench } from "./run.ts";
import { storm } from "./storm.ts";

const rounds = 3;
const run = { connections: 32, seconds: 2, warmSeconds: 0.5 } as const;
/** What runs all day is compiled by then. */
const compileSeconds = 25;
/** The same for one request that is always the same, on both sides. */
const settleSeconds = 4;
const manyClasses = 1_000_000;
const alikeGoal = 2500;

/** What alerts cost that are answered already, and how often the model is asked for those that are not. */
export const cache: Bench = {
  name: "cache",
  title: "Alike alerts",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "sib-bench-"));
    const llm = await startFakeModel(0);
    try {
      const builtin = await measure("built-in", `sqlite:${join(folder, "builtin.db")}`, {});
      const file = join(folder, "model.db");
      const model = await measure("model", `sqlite:${file}`, askingOllama(llm.url));
      const filled = fillClasses(file, manyClasses);
      const millions = { ...askingOllama(llm.url), CACHE_PERSIST: "true", CACHE_MAX_ENTRIES: "2000000" };
      const many = await measure("model, 1,000,000 classes", `sqlite:${file}`, millions, model.next);
      const size = megabytes(statSync(file).size);
      return [
        `The identical request again, by ${run.connections} connections that stay, against a bare server of Node's \`http\` that reads the request and sends the same bytes with the same headers; requests a second, ${rounds} rounds in turn. Goal: at least 50 %.`,
        table(
          [
            "analyst",
            "request",
            "bare, best / median",
            "ours, best / median",
            "of the bare, best / median",
            "processor time of each (µs), bare / ours",
          ],
          [builtin, model, many].flatMap(({ same }) => same),
        ),
        `Alike alerts, none of which came before (another user, host, process, container, pod, address and time each), one class that has its answer; every answer says \`cached: true\`. Measured after ${compileSeconds} s of them, when the code is compiled. Goal: at least ${alikeGoal} a second on one core.`,
        table(
          ["analyst", "alerts/s, best", "median", "processor time of each (µs), median"],
          [builtin, model, many].map(({ alike }) => alike),
        ),
        `With ${filled.classes.toLocaleString("en")} classes of ${filled.bytesOfClass} bytes in the store (SQLite, ${size}); goal: at most 20 % slower. Alike alerts: ${slower(model.alikeMedian, many.alikeMedian)}; the identical request, as a share of the bare server by processor time: ${slower(model.sameShare, many.sameShare)}. ${pinning()}`,
        await storm(folder),
      ].join("\n\n");
    } finally {
      await llm.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Measured {
  readonly same: readonly (readonly string[])[];
  readonly alike: readonly (string | number)[];
  readonly alikeMedian: number;
  /** Of the bare server, by processor time, mean of both requests. */
  readonly sameShare: number;
  /** The first alike alert that has not been sent. */
  readonly next: number;
}

async function measure(name: string, state: string, env: Record<string, string>, first = 1): Promise<Measured> {
  const service = await startService(state, { TRIAGE_ENABLED: "false", ...env });
  try {
    pinServer(service.process.pid);
    const alike = await alikeAlerts(service, first);
    const post = await identical(service, "POST /api/analyze", postOf(JSON.stringify(alikeAlert(0))));
    const get = await identical(service, "GET /analyze", getOf(alikeAlert(0)));
    return {
      same: [post, get].map(({ row }) => [name, ...row]),
      alike: [name, ...bestAndMedian(alike.perSecond), Math.round(percentile(ascending(alike.microseconds), 0.5))],
      alikeMedian: percentile(ascending(alike.perSecond), 0.5),
      sameShare: (post.share + get.share) / 2,
      next: alike.next,
    };
  } finally {
    await service.stop();
  }
}

async function alikeAlerts({ url, process }: Service, first: number) {
  // The class gets its answer.
  await analyse(url, alikeAlert(0));
  const [perSecond, microseconds]: [number[], number[]] = [[], []];
  const mark = '"cached":true';
  const warm: Asked = { kind: "alike", first };
  let { next } = await load(process.pid, { ...run, seconds: compileSeconds, port: portOf(url), ask: warm, mark });
  for (let round = 0; round < rounds; round += 1) {
    const ask: Asked = { kind: "alike", first: next };
    const done = await load(process.pid, { ...run, port: portOf(url), ask, mark });
    perSecond.push(done.perSecond);
    microseconds.push(done.microseconds);
    next = done.next;
  }
  return { perSecond, microseconds, next };
}

async function identical({ url, process }: Service, name: string, request: string) {
  const ask: Asked = { kind: "same", request };
  const mark = '"cached":true';
  for (const alert of [alikeAlert(0), linkOf(alikeAlert(0))]) await analyse(url, alert);
  const bare = await startBare(await answerTo(url, name));
  try {
    const [ofBare, ofOurs]: [Loaded[], Loaded[]] = [[], []];
    for (const port of [bare.port, portOf(url)])
      await load(bare.pid, { ...run, seconds: settleSeconds, port, ask, mark });
    for (let round = 0; round < rounds; round += 1) {
      ofBare.push(await load(bare.pid, { ...run, port: bare.port, ask, mark }));
      ofOurs.push(await load(process.pid, { ...run, port: portOf(url), ask, mark }));
    }
    const speeds = (of: readonly Loaded[]) => ascending(of.map(({ perSecond }) => perSecond));
    const costs = (of: readonly Loaded[]) => ascending(of.map(({ microseconds }) => microseconds));
    const share = (of: number) => percentile(speeds(ofOurs), of) / percentile(speeds(ofBare), of);
    const [bareCost, ourCost] = [percentile(costs(ofBare), 0.5), percentile(costs(ofOurs), 0.5)];
    const row = [
      `\`${name}\``,
      bestAndMedian(speeds(ofBare)).join(" / "),
      bestAndMedian(speeds(ofOurs)).join(" / "),
      `${inPercent(share(1))} / ${inPercent(share(0.5))}`,
      `${bareCost.toFixed(0)} / ${ourCost.toFixed(0)}: ${inPercent(bareCost / ourCost)}`,
    ];
    return { row, share: bareCost / ourCost };
  } finally {
    await bare.stop();
  }
}

async function answerTo(url: string, name: string) {
  const alert = alikeAlert(0);
  const response = name.startsWith("GET")
    ? await fetch(`${url}${pathOf(alert)}`, { headers: { accept: "application/json" } })
    : await fetch(`${url}/api/analyze`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(alert),
      });
  const own = ["date", "connection", "keep-alive", "content-length", "transfer-encoding"];
  const headers = Object.fromEntries([...response.headers].filter(([header]) => !own.includes(header)));
  return { headers, body: await response.text() };
}

function postOf(body: string): string {
  return `POST /api/analyze HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function getOf(alert: Readonly<Record<string, unknown>>): string {
  return `GET ${pathOf(alert)} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\r\n`;
}

/** What a link says of the alert. */
function linkOf({ rule, output, priority, time, hostname }: Readonly<Record<string, unknown>>) {
  return {
    rule: String(rule),
    output: String(output),
    priority: String(priority),
    time: String(time),
    hostname: String(hostname),
  };
}

function pathOf(alert: Readonly<Record<string, unknown>>): string {
  return `/analyze?${new URLSearchParams(linkOf(alert))}`;
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function bestAndMedian(values: readonly number[]): [string, string] {
  const sorted = ascending(values);
  return [percentile(sorted, 1), percentile(sorted, 0.5)].map((each) => Math.round(each).toLocaleString("en")) as [
    string,
    string,
  ];
}

function inPercent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function slower(before: number, after: number): string {
  const share = 1 - after / before;
  return share >= 0 ? `${inPercent(share)} slower` : `${inPercent(-share)} faster`;
}
