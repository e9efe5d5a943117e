import { createAlertParser } from "#alert/parse.ts";
import type { Analyst } from "#analysis/analyse.ts";
import { createWriteBack } from "#analysis/write-back/write-back.ts";
import type { Alert } from "#domain/alert.ts";
import { officialRules, ruleTemplates } from "#knowledge/rules.ts";
import type { EventReader, IncomingEvent, RemoteLog } from "#ports/alert-log.ts";
import { toIncomingEvent } from "#ports/incoming-event.ts";
import { anAnalystOver } from "../fixtures/context/analyst-over.ts";
import { createRemoteLog } from "../src/adapters/alert-logs/remote/remote-log.ts";
import { createVictoriaLogs } from "../src/adapters/alert-logs/victorialogs/victorialogs.ts";
import {
  startVictoriaLogs,
  victoriaLogsProgram,
} from "../src/adapters/alert-logs/victorialogs/victorialogs-server.fixture.ts";
import { clientFor } from "../src/adapters/http-client/http-client.fixture.ts";
import { ascending, percentile, table } from "./measure.ts";
import type { Bench } from "./run.ts";

/** `BENCH_ROWS=20000 node bench/run.ts context` for a trial. */
const count = Number(process.env["BENCH_ROWS"] ?? 1_000_000);
const days = 8;
const hosts = 20;
const asked = 60;
const batch = 5000;
const nowMs = Date.now();
const stepMs = (days * 86_400_000) / count;

const milliseconds = (value: number) => `${value.toFixed(1)} ms`;
const parser = createAlertParser({ templates: ruleTemplates, now: () => new Date(nowMs) });
const parts = { parser, now: () => new Date(), elapsed: () => performance.now() };

/** Time that looking around adds, and that a page of the explorer takes, with a million events in a real VictoriaLogs. */
export const contextSpeed: Bench = {
  name: "context",
  title: "Around an alert: a million events in VictoriaLogs",
  async run() {
    const found = victoriaLogsProgram();
    if ("whyNot" in found) return `skipped: ${found.whyNot}`;
    const server = await startVictoriaLogs();
    try {
      const log = createRemoteLog(
        createVictoriaLogs({ client: clientFor("VictoriaLogs", server.url), parser }),
        () => new Date(nowMs),
      );
      const fillSeconds = await fill(log);
      await fetch(`${server.url}/internal/force_flush`);
      const [around, written, pages] = [await measureAround(log), await measureWritten(log), await measurePages(log)];
      await log.close();
      return `${count.toLocaleString("en")} events of ${rules.length} rules and ${hosts} hosts over ${days} days, written in ${Math.round(fillSeconds)} s.\n\n${table(
        ["what", "p50", "p95", "goal"],
        [
          [
            "added to an uncached analysis (built-in analyst, one at a time)",
            milliseconds(percentile(around, 0.5)),
            milliseconds(percentile(around, 0.95)),
            "80 / 300 ms",
          ],
          [
            "added by `store: true`",
            milliseconds(percentile(written, 0.5)),
            milliseconds(percentile(written, 0.95)),
            "nothing that is felt",
          ],
          ...pages.map(([name, times]) => [
            `page of 100 events, ${name}`,
            milliseconds(percentile(times, 0.5)),
            milliseconds(percentile(times, 0.95)),
            "p95 150 ms",
          ]),
        ],
      )}`;
    } finally {
      await server.remove();
    }
  },
};

const rules = officialRules.slice(0, 60);

function alertAt(index: number): Alert {
  const { rule, tags } = rules[(index * 7919) % (index % 3 === 0 ? 5 : rules.length)] ?? { rule: "R", tags: [] };
  const host = `node-${index % hosts}`;
  const time = new Date(nowMs - days * 86_400_000 + index * stepMs)
    .toISOString()
    .replace("Z", `${String(index % 1_000_000).padStart(6, "0")}Z`);
  const user = ["root", "mira", "jonas", "deploy", "backup"][index % 5];
  const command =
    [
      `cat /etc/shadow`,
      `bash -c "run ${index % 900}"`,
      `curl -s https://repo.example.net/${index % 400}`,
      `tar czf /tmp/b-${index}.tgz /srv`,
      `python3 /opt/job.py --n ${index % 50}`,
    ][(index >> 3) % 5] ?? "";
  const container =
    index % 2 === 0 ? "host" : (BigInt(index % 500) * 7_919_777_777n + 0x1000_0000_0000n).toString(16).slice(0, 12);
  const output = `${rule} | file=/etc/shadow user=${user} process=${command.split(" ")[0]} command=${command} container_id=${container}`;
  return parser.parse({
    hostname: host,
    time,
    rule,
    priority: ["Warning", "Notice", "Error", "Critical"][index % 4],
    source: "syscall",
    tags: [...tags],
    output,
    output_fields: {
      "user.name": user,
      "proc.name": command.split(" ")[0],
      "proc.cmdline": command,
      "container.id": container,
      "fd.name": "/etc/shadow",
      "proc.pid": 1000 + (index % 30_000),
    },
  });
}

async function fill(log: { push: (events: readonly IncomingEvent[]) => Promise<unknown> }): Promise<number> {
  const began = performance.now();
  for (let from = 0; from < count; from += batch) {
    const events = Array.from({ length: Math.min(batch, count - from) }, (_, at) =>
      toIncomingEvent(alertAt(from + at), () => ""),
    );
    await log.push(events);
  }
  return (performance.now() - began) / 1000;
}

/** Alerts of the last day, each of another moment and another kind; the same analysis with and without. */
async function measureAround(log: EventReader): Promise<readonly number[]> {
  const [alone, within] = [anAnalystOver(null, parts), anAnalystOver(log, parts)];
  const times: number[] = [];
  for (let turn = 0; turn < asked; turn += 1) {
    const alert = alertAt(count - 1 - Math.floor((turn * 86_400_000) / (asked * stepMs)));
    const without = await timed(alone, alert);
    times.push((await timed(within, alert)) - without);
  }
  return ascending(times.slice(5));
}

/** The same, written back or not; none of it is waited for. */
async function measureWritten(log: RemoteLog): Promise<readonly number[]> {
  const writes = createWriteBack({ log, notifier: null, notifyFrom: "high", now: parts.now, onFault: () => undefined });
  const analyst = anAnalystOver(null, { ...parts, writeBack: { put: writes.put, names: false } });
  const times: number[] = [];
  for (let turn = 0; turn < asked; turn += 1) {
    const alert = alertAt(count - 1 - turn);
    const without = await timed(analyst, alert);
    times.push((await timed(analyst, alert, true)) - without);
  }
  await writes.flush(60_000);
  return ascending(times.slice(5));
}

async function timed(analyst: Analyst, alert: Alert, store = false): Promise<number> {
  const began = performance.now();
  await analyst.analyse(alert, { store });
  return performance.now() - began;
}

async function measurePages(log: EventReader): Promise<readonly (readonly [string, readonly number[]])[]> {
  const queries = {
    newest: () => ({}),
    "of one host": (turn: number) => ({ hostname: `node-${turn % hosts}` }),
    "of one rule and two priorities": (turn: number) => ({
      rule: rules[turn % rules.length]?.rule ?? "",
      priorities: ["Critical", "Error"] as const,
    }),
    "with a word": () => ({ text: "shadow mira" }),
    "of one day": (turn: number) => ({
      sinceNs: BigInt(nowMs - (turn % days) * 86_400_000) * 1_000_000n - 86_400_000_000_000n,
      untilNs: BigInt(nowMs - (turn % days) * 86_400_000) * 1_000_000n,
    }),
  };
  const measured: (readonly [string, readonly number[]])[] = [];
  for (const [name, query] of Object.entries(queries)) {
    const times: number[] = [];
    for (let turn = 0; turn < 30; turn += 1) {
      const began = performance.now();
      await log.query({ limit: 100, ...query(turn) });
      times.push(performance.now() - began);
    }
    measured.push([name, ascending(times.slice(3))]);
  }
  return measured;
}
